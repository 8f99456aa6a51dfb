"""What plugins keep about a person although they cannot be asked: their code is missing, broken or behind."""
from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, column, inspect, or_, select, table
from sqlalchemy.engine.reflection import Inspector

from core.pluginsystem.registry import plugins_of
from core.tenancy.current import current_id
from core.tenancy.model import Base
from core.tenancy.session import db

HISTORY = "alembic_version_"


def away_with(person_id: int) -> dict[str, list[str]]:
    """Plugin that cannot be asked -> those of its tables that have rows about the person here.

    Looks at the database itself: each plugin that ever was installed left its version table and its tables' names.
    """
    connection = db.session.connection()
    look = inspect(connection)
    names = look.get_table_names()
    owners = sorted((name.removeprefix(HISTORY) for name in names if name.startswith(HISTORY)), key=len, reverse=True)
    found: dict[str, list[str]] = {}
    for name in sorted(names):
        owner = next((each for each in owners if name == each or name.startswith(f"{each}_")), "core")
        known = Base.metadata.tables.get(name)
        if owner == "core" or (known is not None and known.info.get("owner") == "core") or plugins_of().is_ready(owner):
            continue
        if _tells_of(connection, look, name, person_id):
            found.setdefault(owner, []).append(name)
    return found


def _tells_of(connection: Connection, look: Inspector, name: str, person_id: int) -> bool:
    keys = [key for key in look.get_foreign_keys(name) if key["referred_table"] == "person"]
    columns: list[Any] = [column(each) for key in keys for each in key["constrained_columns"] if each != "community_id"]
    if not columns:
        return False
    here = column("community_id") == current_id()
    mine = select(1).select_from(table(name)).where(here, or_(*(each == person_id for each in columns)))
    return connection.execute(mine.limit(1)).first() is not None
