"""Which tables a community's file holds, and how a row stands in it: the same on SQLite and PostgreSQL."""
from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, LargeBinary, Table, TypeDecorator

from core.communities.models import Community
from core.kernel.jobs.models import Job
from core.tenancy.model import Base

COMMUNITY: Table = Community.__table__  # type: ignore[assignment]  # typed as FromClause
JOB: Table = Job.__table__  # type: ignore[assignment]  # typed as FromClause


def tenant_tables() -> list[Table]:
    """Every table with rows of communities, each after those that it refers to."""
    return [table for table in Base.metadata.sorted_tables if table.info.get("scope") == "tenant"]


def kept_tables() -> list[Table]:
    """What is written: the tenant tables without sign-ins and codes, which must not come to life again, and the jobs."""
    return [*(table for table in tenant_tables() if not table.info.get("passing")), JOB]


def as_line(row: Mapping[str, Any]) -> str:
    """A row as a line of JSON."""
    return json.dumps({name: _plain(value) for name, value in row.items()}, ensure_ascii=False, separators=(",", ":"))


def from_line(table: Table, line: str) -> dict[str, Any]:
    """The row of a line; raises ValueError or KeyError where it is none of the table."""
    given = json.loads(line)
    if set(given) != set(table.columns.keys()):
        raise ValueError("columns")
    return {name: _typed(table.columns[name], value) for name, value in given.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return b64encode(value).decode() if isinstance(value, (bytes, memoryview)) else value


def _typed(column: Column[Any], value: Any) -> Any:
    if value is None or isinstance(column.type, JSON):
        return value
    if isinstance(column.type, LargeBinary):
        return b64decode(value)
    stored = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    kind = stored.python_type
    return kind.fromisoformat(value) if issubclass(kind, date) else value
