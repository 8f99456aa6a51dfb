"""What a plugin says about itself: data only, checked when it is written down."""
from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from core.accounts.permissions import BUILTIN_ROLES, Permission
from core.people.services import Purpose
from core.pluginsystem.errors import ManifestError
from core.tenancy.wsgi import RESERVED_SLUGS
from core.texts import lazy_gettext as _l

API = 1
SUPPORTED = frozenset({1})
CATEGORIES: dict[str, Any] = {
    "help": _l("互助"),
    "learning": _l("学习"),
    "care": _l("关怀"),
    "safety": _l("平安"),
    "money": _l("资金"),
    "other": _l("其他"),
}
# First segments of core's own addresses, and "core", which owns core's tables.
RESERVED = RESERVED_SLUGS | set(
    "core home me desk console login logout api activate register reset start password volunteer still_here"
    " sign_in_again devices totp prove preview".split()
)
NAME = re.compile(r"[a-z][a-z0-9_]{1,30}")


@dataclass(frozen=True)
class Manifest:
    """A plugin's card. Raises ManifestError for anything that breaks a rule.

    `name` equals the folder (or entry point) and starts the names of all its tables, permissions, purposes and templates.
    `title`, `summary`: shown to people, lazy texts are welcome. `requires`: plugins that must be on in the same
    community. `after`: plugins loaded before this one if they are there. `purposes`: what people are asked to consent to.
    `restricted`: only the operator switches it.
    """

    name: str
    title: Any
    summary: Any = ""
    version: str = ""
    api: int = API
    category: str = "help"
    icon: str = "puzzle"
    requires: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    permissions: tuple[Permission, ...] = ()
    purposes: tuple[Purpose, ...] = ()
    restricted: bool = False
    experimental: bool = False

    def __post_init__(self) -> None:
        for fault in self._faults():
            raise ManifestError(str(fault))

    def _faults(self) -> list[Any]:
        say = {"name": repr(self.name)}
        faults = []
        if not isinstance(self.name, str) or not NAME.fullmatch(self.name) or self.name.endswith("_"):
            rule = _l("插件名 %(name)s 不合规则：以小写字母开头，只用小写字母、数字和下划线，2 到 31 个字符。", **say)
            return [rule]
        if self.name in RESERVED:
            faults.append(_l("插件名 %(name)s 是系统保留的，请换一个名字。", **say))
        if not str(self.title).strip():
            faults.append(_l("插件 %(name)s 没有标题，请填写 title。", **say))
        if not isinstance(self.api, int) or isinstance(self.api, bool):
            faults.append(_l("插件 %(name)s 的 api 必须是整数。", **say))
        if self.category not in CATEGORIES:
            faults.append(_l("插件 %(name)s 的 category 只能是 %(all)s 之一。", all=", ".join(CATEGORIES), **say))
        return faults + self._tuple_faults(say)

    def _tuple_faults(self, say: dict[str, str]) -> list[Any]:
        for field in ("requires", "after", "permissions", "purposes"):
            if not isinstance(getattr(self, field), tuple):
                return [_l("插件 %(name)s 的 %(field)s 必须写成元组。", field=field, **say)]
        faults = [
            _l("插件 %(name)s 不能依赖自己或不合规则的名字 %(other)s。", other=repr(other), **say)
            for other in (*self.requires, *self.after)
            if not NAME.fullmatch(str(other)) or other == self.name
        ]
        faults += [
            _l("插件 %(name)s 的权限 %(other)s 必须以插件名和一个点开头。", other=repr(name), **say)
            for name in (getattr(p, "name", p) for p in self.permissions)
            if not str(name).startswith(f"{self.name}.")
        ]
        faults += [
            _l("插件 %(name)s 的权限 %(other)s 给了不认识的角色 %(role)s；default_roles 里可以写 %(all)s。",
               other=repr(p.name), role=repr(role), all=", ".join(BUILTIN_ROLES), **say)
            for p in self.permissions if isinstance(p, Permission)
            for role in p.default_roles if role not in BUILTIN_ROLES
        ]
        faults += [
            _l("插件 %(name)s 的授权用途 %(other)s 必须以插件名和一个点开头。", other=repr(name), **say)
            for name in (getattr(p, "name", p) for p in self.purposes)
            if not str(name).startswith(f"{self.name}.")
        ]
        return faults

    @property
    def address(self) -> str:
        """The first segment of the plugin's addresses: `love_savings` lives at `/love-savings/`."""
        return self.name.replace("_", "-")
