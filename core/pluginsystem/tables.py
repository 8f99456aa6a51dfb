"""A plugin's tables: its own by name, within the rules of tenancy, and tied to core without being able to harm it."""
from __future__ import annotations

from typing import Any

from sqlalchemy.exc import NoReferencedTableError

from core.accounts.policy import scope_of
from core.people.of_persons import person_columns
from core.pluginsystem.errors import Unfit
from core.pluginsystem.hookspecs import PRIVACY
from core.pluginsystem.registry import Plugin
from core.tenancy.checks import problems
from core.tenancy.model import registry_for
from core.texts import lazy_gettext as _l


def check_models(plugin: Plugin, tables: list[Any]) -> None:
    """Raises Unfit, or what SQLAlchemy says about models that do not fit together."""
    for table in tables:
        _check_name(plugin.name, table)
    _check_mappers(plugin.name)
    _check_scopes(plugin.name)
    faults = [fault for table in tables for fault in problems(table)]
    if faults:
        raise Unfit(_l("它的数据表不合规则：%(faults)s", faults="；".join(map(str, faults))))
    plugin.refers_to_persons = any(person_columns(table) for table in tables)
    missing = [h for h in PRIVACY if not hasattr(getattr(plugin.hooks, h, None), "linli_impl")]
    if plugin.refers_to_persons and missing:
        raise Unfit(_l("它保存了与个人有关的数据，却没有实现 %(hooks)s。", hooks="、".join(missing)))


def _check_name(name: str, table: Any) -> None:
    if table.name != name and not table.name.startswith(f"{name}_"):
        raise Unfit(_l("它的数据表 %(table)s 必须以 %(prefix)s 开头。", table=table.name, prefix=f"{name}_"))
    if table.info.get("owner") != name or table.info.get("scope") != "tenant":
        raise Unfit(_l("它的数据表 %(table)s 没有用 TenantModel 声明。", table=table.name))
    for key in table.foreign_key_constraints:
        try:
            other = key.referred_table
        except NoReferencedTableError as error:
            say = {"table": table.name, "other": error.table_name}
            raise Unfit(_l("它的数据表 %(table)s 引用了 %(other)s，但没有这张表；请检查 belongs_to 里的名字。", **say)) from error
        if other.info.get("owner") not in ("core", name):
            raise Unfit(_l("它的数据表 %(table)s 引用了别的插件的表 %(other)s，这是不允许的；请改用事件。", table=table.name, other=other.name))


def _check_mappers(name: str) -> None:
    own = registry_for(name)
    for mapper in own.mappers:
        for relation in mapper._init_properties.values():
            if getattr(relation, "backref", None):
                model = mapper.class_.__name__
                raise Unfit(_l("它的模型 %(model)s 用了 backref，会改动核心的模型；请去掉。", model=model))
    own.configure(cascade=True)


def _check_scopes(name: str) -> None:
    """A misspelt `__scope__` would fail only once somebody with a narrow grant opens a page."""
    for mapper in registry_for(name).mappers:
        try:
            paths = [path for several in scope_of(mapper.class_).values() for path in several]
        except ValueError as error:
            raise Unfit(_l("它的模型 %(model)s 的 __scope__ 写错了：%(fault)s。", model=mapper.class_.__name__, fault=str(error))) from error
        for path in paths:
            _follow(mapper, path)


def _follow(mapper: Any, path: str) -> None:
    *way, column = path.split(".")
    at = mapper
    for step in way:
        at = at.relationships[step].mapper if step in at.relationships else None
        if at is None:
            break
    if at is None or column not in at.columns:
        raise Unfit(_l("它的模型 %(model)s 的 __scope__ 写错了：%(fault)s。", model=mapper.class_.__name__, fault=path))
