"""Copying and erasing what a switched-off plugin keeps of one community: a copy first, then nothing is left."""
from __future__ import annotations

from typing import IO

from sqlalchemy import select, update

from core.clock import now
from core.communities.state import CommunityState
from core.errors import Forbidden
from core.kernel import audit
from core.kernel.actor import SYSTEM, Actor
from core.kernel.audit import AuditEntry
from core.pluginsystem.belongings import counted, erase
from core.pluginsystem.copies import write_copy
from core.pluginsystem.errors import NoSuchPlugin, SwitchRefused
from core.pluginsystem.lifecycle import is_restricted
from core.pluginsystem.models import PluginState
from core.pluginsystem.registry import plugins_of
from core.tenancy.session import db
from core.texts import gettext as _

COPIED = "plugin.copy"


def why_not_forget(name: str, actor: Actor = SYSTEM) -> str:
    """Why a plugin's data cannot be copied and erased here now, as a finished sentence; "" when it can."""
    plugins = plugins_of()
    if not plugins.is_ready(name):
        return str(plugins.reason(name))
    if is_restricted(name) and actor is not SYSTEM:
        return _("这项服务由平台运维人员管理，请联系平台。")
    row = _row(name)
    if row is not None and row.enabled:
        return _("%(title)s还开着，请先关闭它。", title=plugins.by_name[name].title)
    return ""


def copied(name: str) -> bool:
    """Whether a copy was taken since the plugin was switched off or last changed."""
    row = _row(name)
    if row is None:
        return False
    taken = select(AuditEntry.id).where(
        AuditEntry.object_kind == "plugin_state", AuditEntry.object_id == row.id, AuditEntry.action == COPIED,
        AuditEntry.at >= row.changed_at,
    )  # fmt: skip
    return db.session.scalar(taken.limit(1)) is not None


def copy(community: CommunityState, name: str, actor: Actor, file: IO[bytes], *, clear: bool = False) -> None:
    """Write all that the plugin keeps here into `file` (see `write_copy`), with its entry in the audit.

    Raises NoSuchPlugin, Forbidden or SwitchRefused; nothing is committed.
    """
    row = _judged(name, actor)
    counts = write_copy(file, community, name, clear=clear)
    text = _("导出了%(title)s的全部数据（%(count)s 条）", title=plugins_of().title(name), count=sum(counts.values()))
    audit.write(COPIED, text, actor=actor, object_kind="plugin_state", object_id=row.id)


def forget(community: CommunityState, name: str, actor: Actor) -> int:
    """Erase all that the plugin keeps here, and its settings; returns how many rows that were. Nothing is committed.

    Raises NoSuchPlugin, Forbidden, or SwitchRefused while the plugin is on or no copy was taken since it was changed.
    """
    row = _judged(name, actor)
    if not copied(name):
        raise SwitchRefused(_("请先导出一份数据，再抹掉。"))
    _claim(row)
    total = sum(counted(name, with_staying=False).values())
    erase(name)
    text = _("抹掉了%(title)s在本社区的全部数据（%(count)s 条）", title=plugins_of().title(name), count=total)
    audit.write("plugin.forget", text, actor=actor, object_kind="plugin_state", object_id=row.id)
    return total


def _judged(name: str, actor: Actor) -> PluginState:
    if not actor.can("console.plugins"):
        raise Forbidden(_("您没有开关服务的权限；请联系社区管理员。"))
    row = _row(name)
    if row is None:
        raise NoSuchPlugin(_("这里没有用过插件 %(name)s。", name=name))
    reason = why_not_forget(name, actor)
    if reason:
        raise SwitchRefused(reason)
    return row


def _claim(row: PluginState) -> None:
    """Empty the settings, on condition that nobody switched the plugin on meanwhile; then the row is ours."""
    mine = update(PluginState).where(PluginState.id == row.id, PluginState.enabled.is_(False))
    mine = mine.values(settings={}, changed_at=now()).execution_options(synchronize_session=False)
    if getattr(db.session.execute(mine), "rowcount", 0) != 1:
        raise SwitchRefused(_("有人刚刚开启了它，什么也没有抹掉。"))


def _row(name: str) -> PluginState | None:
    query = select(PluginState).where(PluginState.plugin == name).execution_options(populate_existing=True)
    found: PluginState | None = db.session.scalar(query)
    return found
