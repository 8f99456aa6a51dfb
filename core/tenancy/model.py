"""The shape of every table: `TenantModel` for rows of a community, `GlobalModel` for the few that belong to none."""
from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    ForeignKeyConstraint,
    Index,
    MetaData,
    TypeDecorator,
    UniqueConstraint,
    and_,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, foreign, mapped_column, registry, relationship, remote
from sqlalchemy.orm.decl_api import DeclarativeAttributeIntercept

from core.tenancy.current import current_id
from core.tenancy.ids import new_id
from core.tenancy.owners import owner_of

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


TYPES = {int: BigInteger, datetime: UtcDateTime, dict[str, Any]: JSON, list[Any]: JSON}


class _Meta(DeclarativeAttributeIntercept):
    if TYPE_CHECKING:
        # `belongs_to` adds <name>_id, which type checkers cannot see.
        def __getattr__(cls, name: str) -> Any: ...


class Base(DeclarativeBase, metaclass=_Meta):
    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...

        def __setattr__(self, name: str, value: Any) -> None: ...

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = TYPES


_registries: dict[str, registry] = {"core": Base.registry}


def registry_for(owner: str) -> registry:
    """The mapper registry of core or of one plugin: a broken relationship in a plugin stays in the plugin's own."""
    if owner not in _registries:
        _registries[owner] = registry(metadata=Base.metadata, type_annotation_map=TYPES)
    return _registries[owner]


def forget_owner(owner: str) -> None:
    """Unmap a plugin that was refused and drop its tables from the metadata, as if never imported."""
    if owner in _registries:
        _registries.pop(owner).dispose()
    for table in [t for t in Base.metadata.tables.values() if t.info.get("owner") == owner]:
        Base.metadata.remove(table)


def mapped_classes() -> list[Any]:
    """The models of core and of every plugin that is installed."""
    return [mapper.class_ for reg in _registries.values() for mapper in reg.mappers]


def mapper_of(table: str) -> Any:
    """The mapped class of a table, whichever registry it lives in; raises LookupError."""
    for reg in _registries.values():
        for mapper in reg.mappers:
            if mapper.local_table is not None and getattr(mapper.local_table, "name", "") == table:
                return mapper.class_
    raise LookupError(f"no model for table {table!r}")


def written_once() -> frozenset[str]:
    """The tables that declare `info["append_only"]`: the app may add rows to them and nothing else."""
    return frozenset(table.name for table in Base.metadata.tables.values() if table.info.get("append_only"))


def snake_case(name: str) -> str:
    return "".join("_" + c.lower() if c.isupper() else c for c in name).lstrip("_")


class belongs_to:
    """`grid = belongs_to("grid")` makes the column grid_id, its index, the composite foreign key and the relationship.

    `optional`: may be null. `ondelete`: "CASCADE" or None ("SET NULL" would null the community too, so it is refused).
    """

    def __init__(
        self,
        table: str,
        *,
        optional: bool = False,
        ondelete: str | None = None,
        lazy: Literal["select", "joined", "selectin", "raise"] = "select",
    ) -> None:
        if ondelete not in (None, "CASCADE"):
            raise ValueError("belongs_to knows ondelete=None and 'CASCADE' only")
        self.table, self.optional, self.ondelete, self.lazy = table, optional, ondelete, lazy

    if TYPE_CHECKING:

        def __get__(self, row: Any, owner: Any) -> Any: ...

        def __set__(self, row: Any, value: Any) -> None: ...

    def build(self, cls: Any, name: str) -> list[Any]:
        column = f"{name}_id"
        setattr(cls, column, mapped_column(column, BigInteger, nullable=self.optional))

        def join() -> Any:
            parent, child = mapper_of(self.table).__table__.c, cls.__table__.c
            # Only <name>_id is written through the relationship; community_id is compared, never copied.
            return and_(remote(parent.community_id) == child.community_id, remote(parent.id) == foreign(child[column]))

        setattr(cls, name, relationship(lambda: mapper_of(self.table), primaryjoin=join, lazy=self.lazy))
        key = [f"{self.table}.community_id", f"{self.table}.id"]
        return [
            ForeignKeyConstraint(["community_id", column], key, ondelete=self.ondelete),
            Index(None, "community_id", column),
        ]


def _table_args(cls: Any, owner: str, constraints: list[Any], info: dict[str, Any]) -> tuple[Any, ...]:
    own = cls.__dict__.get("__table_args__", ())
    own = (own,) if isinstance(own, dict) else own
    return (*constraints, *(a for a in own if not isinstance(a, dict)), {"info": {"owner": owner, **info}})


class _Owned(Base):
    """Shared start of both kinds: table name, owner, and the owner's own registry."""

    __abstract__ = True

    def __init_subclass__(cls, **kw: Any) -> None:
        if not cls.__dict__.get("__abstract__"):
            owner = owner_of(cls.__module__)
            if "__tablename__" not in cls.__dict__:
                cls.__tablename__ = snake_case(cls.__name__)
            if cls.__tablename__ in Base.metadata.tables:  # SQLAlchemy would advise to take the other table over
                raise ValueError(f'{cls.__name__}: there is a table {cls.__tablename__} already; say __tablename__ = "{owner}_..."')
            # SQLAlchemy offers no public way to give a subclass of a declarative base its own registry.
            cls._sa_registry = registry_for(owner)
            cls.__table_args__ = cls._shape(owner)
        super().__init_subclass__(**kw)

    @classmethod
    def _shape(cls, owner: str) -> tuple[Any, ...]:
        raise NotImplementedError


class GlobalModel(_Owned):
    """A table outside all communities (the list of communities itself, the job queue, operators): declared one by one."""

    __abstract__ = True

    @classmethod
    def _shape(cls, owner: str) -> tuple[Any, ...]:
        return _table_args(cls, owner, [], {"scope": "global"})


class TenantModel(_Owned):
    """A row of one community: primary key (community_id, id), both filled in by themselves.

    Subclasses may set `__unique__ = [("name",), ...]`; `community_id` is put in front. Ids are given at construction,
    so that an encrypted field can be bound to its row before the row is stored. `__passing__` rows (sign-ins, codes) are
    not backed up, since they must not come to life again.
    """

    __abstract__ = True
    __unique__: list[tuple[str, ...]] = []
    __passing__ = False

    community_id: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False, sort_order=-100, insert_default=current_id
    )
    id: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False, sort_order=-99, insert_default=new_id
    )

    def __init__(self, **values: Any) -> None:
        self.community_id = values.pop("community_id", None) or current_id()
        self.id = values.pop("id", None) or new_id()
        for name, value in values.items():
            if not hasattr(type(self), name):
                raise TypeError(f"{type(self).__name__} has no {name!r}")
            setattr(self, name, value)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}>"

    @classmethod
    def _shape(cls, owner: str) -> tuple[Any, ...]:
        made: list[Any] = [ForeignKeyConstraint(["community_id"], ["community.id"])]
        for name, value in list(cls.__dict__.items()):
            if isinstance(value, belongs_to):
                made += value.build(cls, name)
        made += [UniqueConstraint("community_id", *names) for names in cls.__dict__.get("__unique__", ())]
        return _table_args(cls, owner, made, {"scope": "tenant", "passing": cls.__passing__})
