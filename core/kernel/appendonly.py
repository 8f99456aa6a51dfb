"""Rows that are written once: histories, ledgers and the audit refuse to be changed or deleted through the ORM.

The table carries `info["append_only"]`, so that the database guards can refuse the same to any other route.
"""
from __future__ import annotations

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, object_session

from core.tenancy.session import TenantSession


class WrittenOnce(RuntimeError):
    """Code tried to change or delete a row that is written once; write a new row instead."""


class AppendOnly:
    """Mixin of a model whose rows are never changed or deleted."""

    def __init_subclass__(cls, **kw: Any) -> None:
        super().__init_subclass__(**kw)
        table = getattr(cls, "__table__", None)
        if table is not None:
            table.info["append_only"] = True


@event.listens_for(AppendOnly, "before_update", propagate=True)
def _no_update(mapper: Any, connection: Any, row: Any) -> None:
    session = object_session(row)
    if session is not None and session.is_modified(row):
        raise WrittenOnce(f"{row!r} is written once and cannot be changed")


@event.listens_for(AppendOnly, "before_delete", propagate=True)
def _no_delete(mapper: Any, connection: Any, row: Any) -> None:
    raise WrittenOnce(f"{row!r} is written once and cannot be deleted")


@event.listens_for(TenantSession, "do_orm_execute")
def _no_bulk(state: ORMExecuteState) -> None:
    if (state.is_update or state.is_delete) and any(issubclass(m.class_, AppendOnly) for m in state.all_mappers):
        raise WrittenOnce("these rows are written once: no bulk update or delete")
