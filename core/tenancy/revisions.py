"""Writes the next revision of core or of a plugin from the difference between its models and the database."""
from __future__ import annotations

import re
import textwrap
from collections.abc import Collection
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.operations.ops import AddColumnOp, DowngradeOps, ModifyTableOps, UpgradeOps
from flask import Flask
from sqlalchemy import Column, Connection, DefaultClause, text
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlalchemy.types import TypeDecorator

from core.tenancy.engines import owner_engine
from core.tenancy.histories import histories
from core.tenancy.migrations import context, script_of
from core.tenancy.model import Base

TEMPLATE = '''"""{title}."""
import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = {previous}


def upgrade() -> None:
{up}


def downgrade() -> None:
{down}
'''


class CannotFill(Exception):
    """A new column must not be empty, and nothing says what the rows that are there shall hold; the sentence names it."""


def make_revision(app: Flask, owner: str, message: str, tables: Collection[str] | None = None) -> Path | None:
    """Write `<number>_<message>.py` into the owner's folder; None when models and database agree already.

    The database must be at the owner's newest revision. Read what was written before it is committed: renamed
    columns look like one dropped and one added, and a table without a model is not dropped by itself. `tables` keeps
    a revision to some of the tables. Raises CannotFill, and then writes nothing.
    """
    script = script_of(owner)
    previous = script.get_current_head() if script else None
    number = f"{int(previous or 0) + 1:04d}"
    with owner_engine(app).connect() as connection:
        up, down = _code(connection, owner, tables)
    if up.strip() == "pass":
        return None
    folder = histories()[owner]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{number}_{re.sub(r'[^a-z0-9]+', '_', message.lower()).strip('_')}.py"
    body = TEMPLATE.format(
        title=message.strip().rstrip(".").capitalize(),
        revision=number,
        previous=f'"{previous}"' if previous else None,
        up=textwrap.indent(up, "    "),
        down=textwrap.indent(down, "    "),
    )
    path.write_text(re.sub(r"[ \t]+$", "", body, flags=re.MULTILINE))
    return path


def _code(connection: Connection, owner: str, tables: Collection[str] | None) -> tuple[str, str]:
    script = produce_migrations(context(connection, owner, tables), Base.metadata)
    assert isinstance(script.upgrade_ops, UpgradeOps) and script.downgrade_ops is not None
    up, down = script.upgrade_ops, script.downgrade_ops
    for table in up.ops:
        for operation in table.ops if isinstance(table, ModifyTableOps) else ():
            if isinstance(operation, AddColumnOp):
                _fill_old_rows(operation.table_name, operation.column)
    return _body(up), _body(down)


def _fill_old_rows(table: str, column: Column[Any]) -> None:
    """Give a new column that must not be empty a default in the database: Python's own says nothing about old rows."""
    if column.nullable or column.server_default is not None:
        return
    value = column.default.arg if isinstance(column.default, ScalarElementColumnDefault) else None
    if isinstance(value, bool):
        column.server_default = DefaultClause(text("true" if value else "false"))
    elif isinstance(value, (int, float, Decimal)):
        column.server_default = DefaultClause(text(str(value)))
    elif isinstance(value, str):
        column.server_default = DefaultClause(str(value))
    else:
        raise CannotFill(
            f"the new column {column.name} of {table} must not be empty, and nothing says what the rows that are there shall hold:"
            " give it a plain default= (text, number, yes or no) or a server_default= in the model, or let it be empty"
            " (Mapped[... | None]); nothing was written"
        )


def _body(operations: UpgradeOps | DowngradeOps) -> str:
    code = render_python_code(operations, render_as_batch=True, render_item=_plain_type)
    return textwrap.dedent("\n".join(line for line in code.splitlines() if "# ###" not in line))


def _plain_type(kind: str, item: Any, about: Any) -> str | Literal[False]:
    """Revisions outlive the code: they name SQLAlchemy's own types, never ours."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False
