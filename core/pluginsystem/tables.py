"""A plugin's tables: its own by name, within the rules of tenancy, and tied to core without being able to harm it."""
from __future__ import annotations

from typing import Any

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
        owner = key.referred_table.info.get("owner")
        if owner not in ("core", name):
            raise Unfit(_l("它的数据表 %(table)s 引用了别的插件的表，这是不允许的。", table=table.name))


def _check_mappers(name: str) -> None:
    own = registry_for(name)
    for mapper in own.mappers:
        for relation in mapper._init_properties.values():
            if getattr(relation, "backref", None):
                model = mapper.class_.__name__
                raise Unfit(_l("它的模型 %(model)s 用了 backref，会改动核心的模型；请去掉。", model=model))
    own.configure(cascade=True)
