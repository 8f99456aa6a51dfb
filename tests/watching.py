"""Which tables requests write to."""
from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from core.tenancy.engines import app_engine

# SQLite's guard names the schema of a table that is written to.
_WRITE = re.compile(r"(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+(?:main\.)?\"?(\w+)", re.IGNORECASE)


@contextmanager
def tables_written(app: Any) -> Iterator[list[str]]:
    """`with tables_written(app) as tables:` collects the tables of all INSERT, UPDATE and DELETE that the app sends."""
    tables: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        tables.extend(_WRITE.findall(statement))

    event.listen(app_engine(app), "before_cursor_execute", note)
    try:
        yield tables
    finally:
        event.remove(app_engine(app), "before_cursor_execute", note)
