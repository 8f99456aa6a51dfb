"""Every place of the database that holds ciphertexts: fields of people, pictures, secrets of plugins' settings."""
from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Connection, LargeBinary, func, inspect, literal, select

from core.crypto import CannotDecrypt, Cell, KeyRing
from core.kernel.pictures.models import Picture
from core.people.sensitive import Sensitive, sensitive_fields
from core.pluginsystem.models import PluginState
from core.pluginsystem.settings import SEALED
from core.tenancy.model import mapped_classes

LEFT = ("_cipher", "sealed")  # how columns of ciphertexts are called


@dataclass(frozen=True)
class Sealed:
    """A column of ciphertexts; `field` for a sensitive field, whose tokens go with it."""

    model: Any
    column: str
    field: Sensitive | None = None

    @property
    def name(self) -> str:
        return f"{self.table.name}.{self.column}"

    @property
    def table(self) -> Any:
        return self.model.__table__

    @property
    def home(self) -> Any:
        """SQL: the row's community; 0 for operators, who belong to none."""
        return self.table.c.get("community_id", literal(0, BigInteger))

    def key_id(self) -> Any:
        """SQL: the byte that names the key."""
        return func.substr(self.table.c[self.column], 2, 1, type_=LargeBinary)

    def under_others(self, newest: int) -> Any:
        """SQL: the ciphertext is not under this key."""
        return self.key_id() != literal(bytes((newest,)), LargeBinary)

    def renewed(self, ring: KeyRing, row: Any) -> dict[str, Any]:
        """What the row's columns hold under the newest key; raises CannotDecrypt."""
        cell = Cell(self.table.name, self.column, row.community_id, row.id)
        clear = ring.open(row.stored, cell)
        if self.field is None:
            return {self.column: ring.seal(clear, cell)}
        return self.field.columns(self.model, row.community_id, row.id, clear.decode())

    def check(self, ring: KeyRing, row: Any) -> None:
        """Raises CannotDecrypt."""
        ring.open(row.stored, Cell(self.table.name, self.column, row.community_id, row.id))

    def one_of_each_key(self, connection: Any, community_id: int) -> list[Any]:
        """A row of the community for each key that is in use."""
        mine = self.home == community_id
        stored = self.table.c[self.column]
        first = select(func.min(self.table.c.id)).where(mine, stored.is_not(None)).group_by(self.key_id())
        ids = connection.execute(first).scalars().all()
        return list(connection.execute(self.rows().where(mine, self.table.c.id.in_(ids))))

    def rows(self) -> Any:
        """SELECT community_id, id, stored, in the order of the primary key."""
        table = self.table.c
        query = select(self.home.label("community_id"), table.id, table[self.column].label("stored"))
        return query.where(table[self.column].is_not(None)).order_by(self.home, table.id)


class SealedSettings(Sealed):
    """Secrets among the settings of plugins, inside JSON: few rows, so Python looks through all of them."""

    def under_others(self, newest: int) -> Any:
        return literal(True)

    def one_of_each_key(self, connection: Any, community_id: int) -> list[Any]:
        return list(connection.execute(self.rows().where(self.table.c.community_id == community_id)))

    def renewed(self, ring: KeyRing, row: Any) -> dict[str, Any]:
        stored = dict(row.stored)
        for key, blob, cell in self._secrets(row):
            if not ring.is_current(blob):
                stored[key] = {SEALED: b64encode(ring.seal(ring.open(blob, cell), cell)).decode()}
        return {} if stored == row.stored else {self.column: stored}

    def check(self, ring: KeyRing, row: Any) -> None:
        for _key, blob, cell in self._secrets(row):
            ring.open(blob, cell)

    def _secrets(self, row: Any) -> Iterator[tuple[str, bytes, Cell]]:
        for key, value in (row.stored or {}).items():
            if isinstance(value, dict) and set(value) == {SEALED}:
                cell = Cell(self.table.name, f"{self.column}.{key}", row.community_id, row.id)
                yield key, b64decode(value[SEALED]), cell


def sealed_columns() -> list[Sealed]:
    """All of them, core's and those of the plugins that are installed."""
    found: list[Sealed] = [Sealed(Picture, "sealed"), SealedSettings(PluginState, "settings")]
    for model in mapped_classes():
        found += [Sealed(model, f"{name}_cipher", field) for name, field in sensitive_fields(model).items()]
    return sorted(found, key=lambda column: column.name)


def left_behind(connection: Connection) -> list[str]:
    """Columns of ciphertexts in tables of plugins whose code is gone: nobody knows how to renew them."""
    known, look = {column.name for column in sealed_columns()}, inspect(connection)
    return sorted(
        f"{table}.{column['name']}"
        for table in look.get_table_names()
        for column in look.get_columns(table)
        if column["name"].endswith(LEFT) and f"{table}.{column['name']}" not in known
    )


def unreadable(column: Sealed, connection: Any, community_id: int, ring: KeyRing) -> str:
    """Why ciphertexts of this column cannot be opened here, "" when they can; looks at one for each key."""
    for row in column.one_of_each_key(connection, community_id):
        try:
            column.check(ring, row)
        except CannotDecrypt as error:
            return str(error)
    return ""
