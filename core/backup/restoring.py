"""Put one community back as it was, in one transaction; the others neither wait for it on PostgreSQL nor change."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import JSON, Connection, Table, bindparam, delete, insert, select, update

from core.backup.archive import Reader
from core.backup.errors import RestoreRefused
from core.backup.revived import alive, sentences
from core.backup.rows import COMMUNITY, JOB, from_line, kept_tables, tenant_tables
from core.clock import now
from core.tenancy.engines import owner_engine
from core.tenancy.histories import at_revisions
from core.texts import gettext as _

BATCH = 2000


@dataclass(frozen=True)
class Restored:
    """Which community was put back, to which moment (UTC), with how many rows; `revived`: what has to be put right now."""

    community_id: int
    slug: str
    at: datetime
    rows: int
    revived: list[str]


def restore(app: Flask, path: Path) -> Restored:
    """Replace the community, or make it again where it is gone.

    All of it or nothing: raises RestoreRefused when the file does not fit. Everybody is signed out.
    """
    reader = Reader(path)
    try:
        _check_fits(app, reader.manifest)
        found = reader.manifest
        community_id = int(found["community_id"])
        with owner_engine(app).begin() as connection:
            today = _take_place(connection, reader)
            before = alive(connection, community_id, today)
            _empty(connection, community_id)
            for table in kept_tables():
                _fill(connection, table, reader)
            # Where the community was gone there is nothing that it had ended.
            back = sentences(before, alive(connection, community_id, today)) if any(before.values()) else []
        rows = sum(int(said["rows"]) for said in found["tables"].values())
        return Restored(community_id, found["slug"], datetime.fromisoformat(found["at"]), rows, back)
    finally:
        reader.close()


def _check_fits(app: Flask, manifest: dict[str, Any]) -> None:
    if manifest["revisions"] != at_revisions(app):
        raise RestoreRefused(_("这份备份的表结构和现在不同。请用写备份时的版本恢复，再运行 flask db upgrade。"))
    expected = {COMMUNITY.name, *(table.name for table in kept_tables())}
    if set(manifest["tables"]) != expected:
        raise RestoreRefused(_("这份备份里的表和现在装的插件不一样。请装上同样的插件再恢复。"))


def _take_place(connection: Connection, reader: Reader) -> date:
    """The community's row, locked: whoever writes in this community waits, since each row refers to it. Returns its day."""
    (row,) = [from_line(COMMUNITY, line) for line in reader.lines(COMMUNITY.name)]
    mine = COMMUNITY.c.id == row["id"]
    taken = select(COMMUNITY.c.id).where(COMMUNITY.c.slug == row["slug"], ~mine)
    if connection.scalar(taken) is not None:
        raise RestoreRefused(_("地址 /%(slug)s/ 现在是另一个社区的，请先给它换一个地址。", slug=row["slug"]))
    today = now().astimezone(ZoneInfo(row["timezone"])).date()
    known = connection.scalar(select(COMMUNITY.c.version).where(mine).with_for_update())
    if known is None:
        connection.execute(_insert(COMMUNITY), [row])
        return today
    # Every process reads a community anew when its version grows.
    values = {**row, "version": max(known, row["version"]) + 1}
    connection.execute(update(COMMUNITY).where(mine).values({k: v for k, v in values.items() if k != "id"}))
    return today


def _empty(connection: Connection, community_id: int) -> None:
    for table in [JOB, *reversed(tenant_tables())]:
        connection.execute(delete(table).where(table.c.community_id == community_id))


def _fill(connection: Connection, table: Table, reader: Reader) -> None:
    rows = _rows(table, reader)
    while batch := list(islice(rows, BATCH)):
        connection.execute(_insert(table), batch)


def _rows(table: Table, reader: Reader) -> Iterator[dict[str, Any]]:
    own = reader.manifest["community_id"]
    for line in reader.lines(table.name):
        row = from_line(table, line)
        if row["community_id"] != own:
            raise RestoreRefused(_("备份里有别的社区的数据，不能恢复。"))
        yield row


def _insert(table: Table) -> Any:
    """An INSERT that keeps an empty JSON column empty, where it would else hold JSON's own null."""
    empty = {c.name: bindparam(c.name, type_=JSON(none_as_null=True)) for c in table.c if isinstance(c.type, JSON) and c.nullable}
    return insert(table).values({c.name: empty.get(c.name, bindparam(c.name)) for c in table.c})
