"""What can be permitted: declared by core here and by plugins in their manifest, given to roles per community."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app

from core.texts import lazy_gettext as _l

ADMIN = "community_admin"
# The order in which the console lists them. Who holds none of these has a title only.
BUILTIN_ROLES: dict[str, Any] = {
    ADMIN: _l("社区管理员"),
    "grid_worker": _l("网格员"),
    "building_head": _l("楼栋长"),
    "volunteer": _l("志愿者"),
    "resident": _l("居民"),
    "unit_contact": _l("共建单位联系人"),
}


@dataclass(frozen=True)
class Permission:
    """One thing that can be permitted. `default_roles` have it until a community decides otherwise; the admin always does."""

    name: str
    title: Any
    default_roles: tuple[str, ...] = ()
    summary: Any = ""


CORE: tuple[Permission, ...] = (
    Permission("desk.view", _l("进入工作台"), ("grid_worker", "building_head")),
    Permission("people.view", _l("查看居民档案"), ("grid_worker", "building_head")),
    Permission("people.edit", _l("登记和修改居民档案"), ("grid_worker",)),
    Permission("people.open_sensitive", _l("查看完整的电话等敏感信息"), ("grid_worker",), _l("每次查看都要写明原因并留下记录")),
    Permission(
        "people.approve_children", _l("批准查看孩子的资料"), (),
        _l("14 岁以下孩子的资料，工作人员经批准才能打开；批准人自己查看也要写明事由并留下记录"),
    ),
    Permission(
        "people.export", _l("为居民导出一份资料"), (),
        _l("给没有手机的居民；里面有社区和各项服务保存的全部明文，每次都要写明事由，本人会收到消息"),
    ),
    Permission("people.erase", _l("办理居民的注销"), (), _l("抹掉以后找不回来，只给负责个人信息保护的人")),
    Permission("accounts.manage", _l("发放激活码、停用账号"), ("grid_worker",)),
    Permission("accounts.review", _l("核对居民的注册申请"), ("grid_worker",)),
    Permission("volunteers.view", _l("查看志愿者"), ("grid_worker", "building_head")),
    Permission("volunteers.review", _l("审核志愿者申请"), ("grid_worker",)),
    Permission("volunteers.pause", _l("暂停、恢复或退出志愿服务"), ("grid_worker", "volunteer")),
    Permission("volunteers.edit", _l("修改志愿者和队伍的资料"), ("grid_worker",)),
    Permission("volunteers.clear", _l("准许志愿者服务未成年人"), (), _l("核对过无犯罪记录等证明的人才能准许")),
    Permission("units.view", _l("查看共建单位"), ("unit_contact",)),
    Permission("volunteers.record", _l("登记志愿服务"), ("grid_worker",)),
    Permission("places.view", _l("查看场地的安排"), ("grid_worker",)),
    Permission("places.edit", _l("添加、修改和暂停场地")),
    Permission("console.view", _l("进入管理后台")),
    Permission("console.plugins", _l("开关和设置服务")),
    Permission("console.settings", _l("修改社区设置")),
    Permission("console.roles", _l("管理角色和授权")),
    Permission("console.audit", _l("查看操作记录")),
)


def is_staff_permission(name: str, scope: str = "community") -> bool:
    """Whether a permission, held over `scope`, makes its holder staff: longer passwords, shorter sign-ins.

    The desk and the console do, and so does the register of others: who reads it may not need the desk for it.
    """
    return name == "desk.view" or name.startswith("console.") or (name.startswith("people.") and scope != "own")


class PermissionBook:
    """Every permission that this app knows, and which roles have it by default."""

    def __init__(self) -> None:
        self._owner: dict[str, str] = {}
        self._all: dict[str, Permission] = {}

    def declare(self, permissions: Iterable[Permission], owner: str = "core") -> None:
        """Add permissions; declaring one again replaces it. Raises ValueError when another owner has the name."""
        for permission in permissions:
            if self._owner.setdefault(permission.name, owner) != owner:
                raise ValueError(f"permission {permission.name!r} belongs to {self._owner[permission.name]!r} already")
            self._all[permission.name] = permission

    def __contains__(self, name: object) -> bool:
        return name in self._all

    def all(self) -> list[Permission]:
        """In the order of declaration."""
        return list(self._all.values())

    def of(self, owner: str) -> list[Permission]:
        """The permissions that core or one plugin declared."""
        return [p for p in self._all.values() if self._owner[p.name] == owner]

    def defaults(self, role_key: str) -> frozenset[str]:
        """What a builtin role may do where the community changed nothing; the admin may everything."""
        return frozenset(p.name for p in self._all.values() if role_key == ADMIN or role_key in p.default_roles)


def permission_book(app: Flask | None = None) -> PermissionBook:
    """The app's book; made with core's permissions on first use."""
    extensions = (app or current_app).extensions
    if "linli.permissions" not in extensions:
        book = extensions["linli.permissions"] = PermissionBook()
        book.declare(CORE)
    kept: PermissionBook = extensions["linli.permissions"]
    return kept
