"""Fields that are encrypted at rest, shown masked, and opened on purpose only."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from markupsafe import Markup, escape
from sqlalchemy import ColumnElement, Index, LargeBinary
from sqlalchemy.orm import mapped_column

from core.crypto import TOKEN_BYTES, Cell, keyring


def mask_middle(text: str) -> str:
    """138****1234 for a phone, 4501**********1234 for an ID number, stars only for what is shorter than eight."""
    if len(text) < 8:
        return "*" * len(text)
    head = 4 if len(text) > 11 else 3
    return text[:head] + "*" * (len(text) - head - 4) + text[-4:]


def mask_all(text: str) -> str:
    """Stars whose number says nothing."""
    return "****"


class Masked:
    """A sensitive value in the hands of views and templates: printing it shows the mask, never the value."""

    __slots__ = ("_field", "_model", "_row")

    def __init__(self, field: Sensitive, row: Any, model: Any) -> None:
        self._field, self._row, self._model = field, row, model

    def __str__(self) -> str:
        return self._field.mask(self._field.clear(self._row, self._model) or "")

    __repr__ = __str__

    def __html__(self) -> Markup:
        return escape(str(self))  # the ends that a mask leaves are as they were typed


class Sensitive:
    """`phone = Sensitive(token=True, tail=4)` makes the columns phone_cipher, phone_token and phone_tail.

    `token`: equality can be searched and counted. `unique`: and no two rows of a community hold the same value.
    `tail`: so can the last n characters. All are keyed per community. `tidy` brings a value into the one spelling
    that is stored. Reading gives None or a `Masked`.
    """

    def __init__(
        self,
        *,
        token: bool = False,
        unique: bool = False,
        tail: int = 0,
        mask: Callable[[str], str] = mask_middle,
        tidy: Callable[[str], str] = str.strip,
    ) -> None:
        self.token, self.unique, self.tail, self.mask, self.tidy = token, unique, tail, mask, tidy

    def __set_name__(self, owner: type, name: str) -> None:
        self.name, self.table = name, ""
        setattr(owner, f"{name}_cipher", mapped_column(LargeBinary, nullable=True))
        for kind in [k for k, wanted in (("token", self.token), ("tail", self.tail)) if wanted]:
            setattr(owner, f"{name}_{kind}", mapped_column(LargeBinary(TOKEN_BYTES + 1), nullable=True))
            own = owner.__dict__.get("__table_args__", ())
            index = Index(None, "community_id", f"{name}_{kind}", unique=self.unique and kind == "token")
            owner.__table_args__ = (*own, index)  # type: ignore[attr-defined]  # a model

    def __get__(self, row: Any, owner: type) -> Any:
        if row is None:
            return BoundField(self, owner)
        return None if getattr(row, f"{self.name}_cipher") is None else Masked(self, row, owner)

    def __set__(self, row: Any, value: str | None) -> None:
        for column, stored in self.columns(type(row), row.community_id, row.id, value).items():
            setattr(row, column, stored)

    def columns(self, model: Any, community_id: int, row_id: int, value: str | None) -> dict[str, bytes | None]:
        """What an INSERT stores for `value` in the row: cipher, token and tail by column name."""
        text = self.tidy(value) if value else ""
        name, ring = self.name, keyring()
        made: dict[str, bytes | None] = {f"{name}_cipher": None}
        if text:
            made[f"{name}_cipher"] = ring.encrypt(text, self._cell(model, community_id, row_id))
        if self.token:
            made[f"{name}_token"] = ring.token(self._purpose(model), text, community_id) if text else None
        if self.tail:
            ending = text[-self.tail :] if len(text) > self.tail else ""
            made[f"{name}_tail"] = ring.token(self._purpose(model, "tail"), ending, community_id) if ending else None
        return made

    def clear(self, row: Any, model: Any = None) -> str | None:
        """The clear value, without asking anybody: only for `open_sensitive`, export, and code that sends a message."""
        blob = getattr(row, f"{self.name}_cipher")
        cell = self._cell(model or type(row), row.community_id, row.id)
        return None if blob is None else keyring().decrypt(blob, cell)

    def _cell(self, model: Any, community_id: int, row_id: int) -> Cell:
        return Cell(model.__tablename__, f"{self.name}_cipher", community_id, row_id)

    def _purpose(self, model: Any, kind: str = "token") -> str:
        return f"{model.__tablename__}.{self.name}.{kind}"


def sensitive_fields(model: Any) -> dict[str, Sensitive]:
    """The sensitive fields of a model by name, those that it inherits included."""
    parts = {name: value for cls in reversed(model.__mro__) for name, value in vars(cls).items()}
    return {name: value for name, value in parts.items() if isinstance(value, Sensitive)}


class BoundField:
    """`Person.phone`: how a query asks for a sensitive field."""

    def __init__(self, field: Sensitive, model: Any) -> None:
        self.field, self.model = field, model

    def matches(self, value: str) -> ColumnElement[bool]:
        """Rows whose value is exactly this one; needs `token=True`."""
        tokens = keyring().tokens(self.field._purpose(self.model), self.field.tidy(value))
        found: ColumnElement[bool] = getattr(self.model, f"{self.field.name}_token").in_(tokens)
        return found

    def ends_with(self, ending: str) -> ColumnElement[bool]:
        """Rows whose last `tail` characters are these; needs `tail`."""
        tokens = keyring().tokens(self.field._purpose(self.model, "tail"), ending)
        found: ColumnElement[bool] = getattr(self.model, f"{self.field.name}_tail").in_(tokens)
        return found

    def masked(self, row: Any) -> Masked | None:
        """The value of a row of columns, for lists: it holds the model's `community_id`, `id` and the field's cipher."""
        return None if getattr(row, f"{self.field.name}_cipher") is None else Masked(self.field, row, self.model)

    def columns(self, row_id: int, value: str | None, community_id: int) -> dict[str, bytes | None]:
        """Values for a bulk INSERT of a row with this id."""
        return self.field.columns(self.model, community_id, row_id, value)

    def clear(self, row: Any) -> str | None:
        """See `Sensitive.clear`."""
        return self.field.clear(row)
