"""A text that would run if any page took it for markup, put into every text column of core and plugins."""
from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from sqlalchemy import String

from core.people.sensitive import Sensitive
from core.tenancy.model import Base, mapper_of

# Breaks out of text, of attributes in either quote or in none, of a script's data, and of a template's source.
CANARY = "\"'></script><svg/onload=1> onfocus=1 woken={{7*7}}"
WOKEN = "woken=49"
# Columns that hold a word of the program's own, by name or by table and name; everything else is text of people.
CODED = {
    "account_key", "action", "allocation", "code", "code_hash", "colour", "door_code", "for_whom", "function", "hook", "key",
    "kind", "language", "level", "link", "mac", "medium", "object_kind", "owner_kind", "party", "password_hash", "permission",
    "phone_key", "pin_hash", "plugin", "proof", "relation", "resource_kind", "role", "scope", "seen_by", "sex", "share", "side",
    "sid_hash", "slug", "source", "source_key", "spoke_for", "state", "subject", "tag", "target", "text_hash", "text_version",
    "thanks_state", "timezone", "token", "token_hash", "transition", "unit", "verified", "weekdays", "who", "why", "workflow",
    "consent.purpose", "household_aid.category", "love_savings_counter.name", "micro_wish_counter.name", "residence.end_reason",
    "sign_in_delay.address", "operator_delay.address",
}  # fmt: skip


def text_columns() -> Iterator[tuple[str, list[str], list[Sensitive]]]:
    """(table, its columns of people's text, its encrypted ones) of core and every plugin."""
    for name, table in sorted(Base.metadata.tables.items()):
        if table.info.get("owner") == "tests":
            continue
        plain = [column.name for column in table.columns if isinstance(column.type, String)]
        hidden = [field for field in vars(mapper_of(name)).values() if isinstance(field, Sensitive)]
        yield (
            name,
            [column for column in plain if column not in CODED and f"{name}.{column}" not in CODED],
            [field for field in hidden if f"{name}.{field.name}" not in CODED],
        )


def fill_with_canaries(app: Any, database: Any) -> int:
    """Overwrite every text of every row, past all rules; returns how many. Each ends in a number of its own."""
    count = 0
    with app.app_context(), sqlite3.connect(database) as raw:
        for table, columns, hidden in text_columns():
            scoped = "community_id" in Base.metadata.tables[table].c
            for row_id, community_id in raw.execute(f"SELECT id, {'community_id' if scoped else 'NULL'} FROM {table}").fetchall():
                values: dict[str, Any] = {column: f"{CANARY}{count + n}" for n, column in enumerate(columns)}
                for field in hidden:
                    values |= field.columns(mapper_of(table), community_id, row_id, f"{CANARY}{count}")
                if values:
                    setting = ", ".join(f'"{column}" = ?' for column in values)
                    raw.execute(f"UPDATE {table} SET {setting} WHERE id = ?", [*values.values(), row_id])
                count += len(values)
        count += _fill_json(raw)
    raw.close()
    return count


def _fill_json(raw: sqlite3.Connection) -> int:
    """The community's own words, and what teams always do."""
    words = raw.execute("SELECT id, words FROM community").fetchall()
    for row_id, kept in words:
        raw.execute("UPDATE community SET words = ?, version = version + 1 WHERE id = ?", [json.dumps(_canaries(json.loads(kept))), row_id])
    raw.execute("UPDATE team SET items = ?", [json.dumps([CANARY])])
    return len(words)


def _canaries(kept: Any) -> Any:
    if isinstance(kept, dict):
        return {key: _canaries(value) for key, value in kept.items()}
    return [_canaries(value) for value in kept] if isinstance(kept, list) else CANARY
