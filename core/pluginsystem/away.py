"""What plugins keep about a person although they cannot be asked: their code is missing, broken or behind."""
from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, column, inspect, or_, select, table
from sqlalchemy.engine.reflection import Inspector

from core.pluginsystem.registry import plugins_of
from core.tenancy.current import current_id
from core.tenancy.histories import stored_tables
from core.tenancy.session import db


def away_with(person_id: int) -> dict[str, list[str]]:
    """Plugin that cannot be asked -> those of its tables that have rows about the person here."""
    connection = db.session.connection()
    look = inspect(connection)
    found: dict[str, list[str]] = {}
    for owner, names in stored_tables(connection).items():
        telling = [] if owner == "core" or plugins_of().is_ready(owner) else names
        telling = [name for name in telling if _tells_of(connection, look, name, person_id)]
        if telling:
            found[owner] = telling
    return found


def _tells_of(connection: Connection, look: Inspector, name: str, person_id: int) -> bool:
    keys = [key for key in look.get_foreign_keys(name) if key["referred_table"] == "person"]
    columns: list[Any] = [column(each) for key in keys for each in key["constrained_columns"] if each != "community_id"]
    if not columns:
        return False
    here = column("community_id") == current_id()
    mine = select(1).select_from(table(name)).where(here, or_(*(each == person_id for each in columns)))
    return connection.execute(mine.limit(1)).first() is not None
