"""Write one community into a file, as it was at one moment, while everybody goes on working."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from flask import Flask
from sqlalchemy import Connection, Table, inspect, select, text

from core.backup.archive import Writer
from core.backup.errors import BackupRefused
from core.backup.rows import COMMUNITY, as_line, kept_tables, tenant_tables
from core.clock import now
from core.tenancy.engines import owner_engine
from core.tenancy.histories import at_revisions
from core.texts import gettext as _

BATCH = 2000  # rows held in memory at once


def back_up(app: Flask, slug: str, path: Path) -> int:
    """Write the community's file; returns the number of rows. Raises BackupRefused, FileExistsError."""
    with owner_engine(app).connect() as connection:
        _hold_still(connection)
        row = connection.execute(select(COMMUNITY).where(COMMUNITY.c.slug == slug)).mappings().one_or_none()
        if row is None:
            raise BackupRefused(_("没有社区 %(slug)s。", slug=slug))
        _refuse_unknown(connection, int(row["id"]))
        writer = Writer(path)
        writer.add(COMMUNITY.name, [as_line(dict(row))])
        for table in kept_tables():
            writer.add(table.name, _lines(connection, table, int(row["id"])))
        about = {"slug": slug, "name": row["name"], "community_id": row["id"], "at": now().isoformat()}
        writer.close({**about, "revisions": at_revisions(app)})
        return sum(int(said["rows"]) for said in writer.tables.values())


def _hold_still(connection: Connection) -> None:
    """From here on the connection sees one moment."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
    else:
        connection.exec_driver_sql("BEGIN")


def _lines(connection: Connection, table: Table, community_id: int) -> Iterator[str]:
    """The table's rows in the order in which they were made, so that a row comes after the one that it refers to."""
    rows = select(table).where(table.c.community_id == community_id).order_by(table.c.id)
    with connection.execution_options(stream_results=True, yield_per=BATCH).execute(rows) as found:
        for row in found.mappings():
            yield as_line(dict(row))


def _refuse_unknown(connection: Connection, community_id: int) -> None:
    """Tables of a plugin whose code is gone cannot be written, and restoring would delete their rows."""
    known = {table.name for table in tenant_tables()}
    inspector = inspect(connection)
    for name in sorted(set(inspector.get_table_names()) - known):
        if inspector.get_pk_constraint(name)["constrained_columns"][:1] != ["community_id"]:
            continue
        mine = text(f'SELECT 1 FROM "{name}" WHERE community_id = :id LIMIT 1')  # noqa: S608 -- a table's own name
        if connection.scalar(mine, {"id": community_id}):
            raise BackupRefused(_("表 %(table)s 里有这个社区的数据，但它的插件没有装。请先把插件装回来。", table=name))


