"""The database session: bound to one community for its whole life, or to none and then blind to tenant rows."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import has_app_context
from flask.globals import app_ctx
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import BigInteger, BindParameter, event, inspect
from sqlalchemy.orm import ORMExecuteState, with_loader_criteria

from core.tenancy.current import NoCommunity, OtherCommunity, current_id, current_id_or_none, entered
from core.tenancy.model import TenantModel
from core.tenancy.nodes import ensure_node


class TransactionIsOthers(RuntimeError):
    """Code that was lent the session tried to end the transaction of whoever lent it."""


class TenantSession(FlaskSession):
    """A session of the community that was in force when it was made."""

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.community_id = current_id_or_none()

    def _key(self, entity: Any, ident: Any) -> Any:
        """Tenant rows are fetched by their plain id; the community is the session's own."""
        if not issubclass(inspect(entity).mapper.class_, TenantModel):
            return ident
        community_id = own_community(self)
        if isinstance(ident, (int, str)):
            return (community_id, int(ident))
        found = ident["community_id"] if isinstance(ident, dict) else ident[0]
        if found != community_id:
            raise OtherCommunity("a row of another community was asked for by key")
        return ident

    def get(self, entity: Any, ident: Any, **kw: Any) -> Any:
        return super().get(entity, self._key(entity, ident), **kw)

    def get_one(self, entity: Any, ident: Any, **kw: Any) -> Any:
        return super().get_one(entity, self._key(entity, ident), **kw)

    def _refuse_bulk(self, *args: Any, **kw: Any) -> Any:
        raise OtherCommunity("the legacy bulk_* methods pass by the community; use session.execute(insert(Model), rows)")

    def commit(self) -> None:
        self._refuse_where_lent()
        super().commit()

    def rollback(self) -> None:
        self._refuse_where_lent()
        super().rollback()

    def _refuse_where_lent(self) -> None:
        if self.info.get("lent"):
            raise TransactionIsOthers("the transaction belongs to the caller: a hook neither commits nor rolls back")

    bulk_save_objects = bulk_insert_mappings = bulk_update_mappings = _refuse_bulk


def has_unsaved(session: Any) -> bool:
    """Whether something was written or changed since the last commit, which is lost unless one follows."""
    changed = any(session.is_modified(row) for row in session.dirty)
    return bool(session.info.get("wrote") or session.new or session.deleted or changed)


@contextmanager
def lent(session: Any) -> Iterator[None]:
    """Inside, the session is lent to somebody else's code, which reads and writes and does not end the transaction.

    Raises TransactionIsOthers where it tries, and also where it swallowed an error that ended it on PostgreSQL.
    """
    outer = session.info.get("lent")
    session.info["lent"] = True
    try:
        yield
        if _is_aborted(session):
            raise TransactionIsOthers("an error of the database was swallowed")
    finally:
        session.info["lent"] = outer


def _is_aborted(session: Any) -> bool:
    """Whether PostgreSQL refuses further statements of the transaction; asked of the driver, without a statement."""
    if not session.in_transaction() or session.get_bind().dialect.name != "postgresql":
        return False
    info = session.connection().connection.driver_connection.info
    return bool(info.transaction_status.name == "INERROR")


def own_community(session: Any) -> int:
    """The session's community; raises NoCommunity, or OtherCommunity when used inside another one."""
    community_id = session.community_id
    if community_id is None:
        raise NoCommunity("this session has no community and sees no tenant rows")
    if community_id != current_id_or_none():
        raise OtherCommunity("this session belongs to a community that is not in force here")
    return int(community_id)


class _CommunityInForce(BindParameter[int]):
    """The one parameter of the criterion, with its value asked when a statement runs.

    It stays itself where SQLAlchemy marks the rest of a criterion as such: a marked copy would be compared with the
    original at every statement, which cost more than the statement.
    """

    inherit_cache = True

    def __init__(self) -> None:
        super().__init__("community_in_force", callable_=current_id, type_=BigInteger())

    def _annotate(self, values: Any) -> Any:
        return self


_HERE = _CommunityInForce()
# A lambda because TenantModel is abstract; one for all communities, so that each statement is compiled once for them all.
_ONLY = with_loader_criteria(
    TenantModel,
    lambda cls: cls.community_id == _HERE,
    include_aliases=True,
    propagate_to_loaders=False,
    track_closure_variables=False,
)


def _touches_tenant_rows(state: ORMExecuteState) -> bool:
    mappers = state.all_mappers
    return not mappers or any(issubclass(m.class_, TenantModel) for m in mappers)


@event.listens_for(TenantSession, "do_orm_execute")
def _scope(state: ORMExecuteState) -> None:
    if state.is_column_load:
        return
    session: Any = state.session
    if session.community_id is None and not _touches_tenant_rows(state):
        return
    own_community(session)
    if state.is_insert or state.is_update or state.is_delete:
        session.info["wrote"] = True
    if not state.is_insert:
        state.statement = state.statement.options(_ONLY)


@event.listens_for(TenantSession, "before_flush")
def _stay_home(session: Any, context: Any, instances: Any) -> None:
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, TenantModel) and row.community_id != own_community(session):
            raise OtherCommunity(f"{row!r} belongs to another community")


@event.listens_for(TenantSession, "after_flush")
def _note_writing(session: Any, context: Any) -> None:
    session.info["wrote"] = True


@event.listens_for(TenantSession, "after_transaction_end")
def _forget_writing(session: Any, transaction: Any) -> None:
    if transaction.parent is None:
        session.info.pop("wrote", None)


@event.listens_for(TenantSession, "before_attach")
def _attach_own(session: Any, row: Any) -> None:
    if isinstance(row, TenantModel) and row.__dict__.get("community_id") not in (None, session.community_id):
        raise OtherCommunity(f"{type(row).__name__} of another community")


@event.listens_for(TenantSession, "after_begin")
def _tell_database(session: Any, transaction: Any, connection: Any) -> None:
    """SET LOCAL ends with the transaction; a plain SET would leak through a connection pooler."""
    if connection.dialect.name == "postgresql" and session.community_id is not None:
        connection.exec_driver_sql(f"SET LOCAL app.community_id = '{int(session.community_id)}'")


def _scope_key() -> tuple[int, int | None]:
    return id(app_ctx._get_current_object()), current_id_or_none()  # type: ignore[attr-defined]  # Flask-SQLAlchemy's own key


# Flask-SQLAlchemy keeps the engines and the session; our models have their own base (core/tenancy/model.py).
db = SQLAlchemy(session_options={"class_": TenantSession, "scopefunc": _scope_key})


@contextmanager
def use(community_id: int) -> Iterator[Any]:
    """Work for one community: `with use(community_id) as session:` in requests, commands and jobs alike.

    Opens the session on entry and closes it on leaving; what was not committed is lost. Entering the community
    already in force hands back the session in use. Raises OtherCommunity inside another community.
    """
    outermost = current_id_or_none() is None
    if outermost:
        ensure_node(db.engine)
    with entered(community_id):
        try:
            yield db.session()
        finally:
            if outermost and has_app_context():
                db.session.remove()
