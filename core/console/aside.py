"""What stands beside a plugin's settings: where it shows, who may switch it, what was changed lately."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import url_for
from wtforms import Form

from core.accounts.permissions import BUILTIN_ROLES
from core.accounts.roles import role_state, role_title, roles
from core.communities.state import current_community
from core.kernel import audit
from core.kernel.actor import Actor
from core.pluginsystem import dispatch
from core.pluginsystem.lifecycle import in_words
from core.pluginsystem.registry import Plugin
from core.texts import gettext as _
from core.texts import lazy_gettext as _l

SHOWN_CHANGES = 6
PERMISSION = "console.plugins"
# Where a plugin's own entries stand.
MENUS = {"desk": _l("工作台的菜单"), "console": _l("管理后台的菜单"), "me": _l("居民手机上的菜单"), "public": _l("首页的菜单")}
# Page: title, endpoint, icon, and what each hook puts there.
PARTS_OF_PAGES: tuple[tuple[Any, str, str, dict[str, Any]], ...] = (
    (_l("社区首页"), "home.index", "world", {"public_figures": _l("数字"), "public_cards": _l("介绍")}),
    (
        _l("居民的首页"), "me.home", "home",
        {"tiles": _l("大按钮"), "me_cards": _l("卡片"), "arrangements": _l("最近的安排")},
    ),
    (
        _l("工作台的今日"), "desk.today", "layout-dashboard",
        {"tasks": _l("待办"), "desk_cards": _l("图表"), "room_needs": _l("楼栋图上的颜色")},
    ),
    (_l("工作台的居民资料"), "desk.people", "users", {"resident_panels": _l("其中一栏")}),
)  # fmt: skip


@dataclass(frozen=True)
class Appearance:
    """A page where a plugin shows something; without an address while the plugin is off."""

    title: Any
    what: str
    icon: str
    url: str = ""


@dataclass(frozen=True)
class Change:
    """One entry of the audit, with (setting, what happened to it) where both are known."""

    entry: audit.AuditEntry
    lines: list[tuple[str, str]]
    may_undo: bool


def appearances(plugin: Plugin, actor: Actor, on: bool) -> list[Appearance]:
    """Where the plugin shows: its entries in the menus, then the parts of core's pages that its hooks fill."""
    found = list(_entries(plugin, actor)) if on else []
    for title, endpoint, icon, hooks in PARTS_OF_PAGES:
        what = [str(said) for hook, said in hooks.items() if hasattr(getattr(plugin.hooks, hook, None), "linli_impl")]
        if what:
            found.append(Appearance(title, _("、").join(what), icon, url_for(endpoint) if on else ""))
    return found


def _entries(plugin: Plugin, actor: Actor) -> Iterator[Appearance]:
    for area, menu in MENUS.items():
        for name, items in dispatch.ask_each("nav_items", current_community(), actor=actor, area=area):
            if name == plugin.name:
                yield from (Appearance(i.title, str(menu), i.icon, url_for(i.endpoint, **i.values)) for i in items)


def who_may_switch() -> list[str]:
    """The titles of the roles that open and close services here."""
    own = [state for state in roles().values() if not state.builtin]
    states = [*(role_state(key) for key in BUILTIN_ROLES), *own]
    return [role_title(state) for state in states if PERMISSION in state.permissions]


def changes(row: Any, form: Form | None) -> list[Change]:
    """The last changes of a plugin's switch and settings, the newest first."""
    if row is None:
        return []
    page = audit.entries(per_page=SHOWN_CHANGES, object_kind="plugin_state", object_id=row.id)
    newest = next((entry for entry in page.items if entry.action == "plugin.configure"), None)
    return [Change(entry, list(_lines(entry, form)), entry is newest and may_undo(entry)) for entry in page.items]


def may_undo(entry: audit.AuditEntry) -> bool:
    """Whether the entry says what stood there before."""
    values = (*(entry.before or {}).values(), *(entry.after or {}).values())
    return entry.action == "plugin.configure" and "•••" not in values


def _lines(entry: audit.AuditEntry, form: Form | None) -> Iterator[tuple[str, str]]:
    before, after = entry.before or {}, entry.after or {}
    if entry.action in ("plugin.enable", "plugin.disable"):
        words = {True: _("已开启"), False: _("未开启")}
        said = {"old": words[bool(before.get("enabled"))], "new": words[bool(after.get("enabled"))]}
        yield _("开关"), _("从 %(old)s 改为 %(new)s", **said)
    if form is None or entry.action != "plugin.configure" or not all(key in form for key in after):
        return
    for key, value in after.items():
        if isinstance(value, bool):
            yield str(form[key].label.text), _("已打开") if value else _("已关闭")
        else:
            old, new = in_words(form[key], before.get(key)), in_words(form[key], value)
            yield str(form[key].label.text), _("从 %(old)s 改为 %(new)s", old=old, new=new)
