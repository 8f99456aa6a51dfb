"""Looks over all tables, core's and plugins', and refuses a shape in which rows of two communities could meet."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import ForeignKeyConstraint, MetaData, Table, UniqueConstraint

from core.tenancy.model import Base


class BadTable(RuntimeError):
    """A table breaks the rules of tenancy; the message names the table and the rule."""


def check_metadata(metadata: MetaData = Base.metadata, owner: str | None = None) -> None:
    """Raise BadTable with everything that is wrong; `owner` looks at the tables of core or of one plugin only."""
    found = [p for table in metadata.tables.values() if owner in (None, table.info.get("owner")) for p in problems(table)]
    if found:
        raise BadTable("; ".join(found))


def problems(table: Table) -> list[str]:
    """What is wrong with one table, as sentences."""
    scope = table.info.get("scope")
    if scope == "tenant":
        return [f"{table.name}: {problem}" for problem in _tenant_problems(table)]
    if scope == "global":
        return [f"{table.name}: {problem}" for problem in _global_problems(table)]
    return [f"{table.name}: neither TenantModel nor declared GlobalModel"]


def _tenant_problems(table: Table) -> Iterator[str]:
    if not _starts_with_community(table.primary_key.columns):
        yield "the primary key must start with community_id"
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint) and not _starts_with_community(constraint.columns):
            yield f"unique {constraint.columns.keys()} must start with community_id"
        if isinstance(constraint, ForeignKeyConstraint):
            yield from _foreign_key_problems(constraint)
    for index in table.indexes:
        if not _starts_with_community(index.columns):
            yield f"index {index.name} must start with community_id"
    homes = [key.referred_table.name for key in table.foreign_key_constraints if key.column_keys == ["community_id"]]
    if homes != ["community"]:
        yield "community_id must refer to the community"


def _foreign_key_problems(key: ForeignKeyConstraint) -> Iterator[str]:
    names = ", ".join(key.column_keys)
    if key.referred_table.info.get("scope") == "tenant":
        ends = key.elements[0].column.name
        if key.column_keys[0] != "community_id" or ends != "community_id":
            yield f"foreign key ({names}) must start with community_id on both sides"
    if (key.ondelete or "").upper().startswith("SET"):
        yield f"foreign key ({names}) would null the community on delete; let the ORM null the reference"


def _global_problems(table: Table) -> Iterator[str]:
    for key in table.foreign_keys:
        if key.column.table.info.get("scope") == "tenant":
            yield f"a global table may not refer to rows of a community ({key.column.table.name})"


def _starts_with_community(columns: Iterable[Any]) -> bool:
    first = next(iter(columns), None)
    return first is not None and first.name == "community_id"
