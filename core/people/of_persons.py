"""Which tables tell of persons, and by which columns: read from the models, so that no list of them is ever behind."""
from __future__ import annotations

from typing import Any

from core.tenancy.model import Base


def tables_of_persons(owner: str) -> list[Any]:
    """The tables of core or one plugin that refer to a person, each after those that it refers to itself."""
    own = [table for table in Base.metadata.sorted_tables if table.info.get("owner") == owner]
    return [table for table in own if person_columns(table)]


def person_columns(table: Any) -> list[str]:
    """The columns of a table that hold a person's id."""
    keys = (key for key in table.foreign_key_constraints if key.referred_table.name == "person")
    return sorted(name for key in keys for name in key.column_keys if name != "community_id")
