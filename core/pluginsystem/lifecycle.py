"""Switching plugins on and off and configuring them, each with its audit entry and in one transaction.

The callers commit; the community's new version makes every process obey from its next request on.
"""
from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import InterfaceError, OperationalError
from werkzeug.datastructures import MultiDict
from wtforms import Form

from core.clock import now
from core.communities.state import CommunityState, bump_version, current_community
from core.errors import Forbidden, Refused
from core.events import PluginSwitched, publish
from core.kernel import audit
from core.kernel.actor import SYSTEM, Actor
from core.kernel.insert import insert_new
from core.pluginsystem import dispatch, missed
from core.pluginsystem.errors import NoSuchPlugin, SettingsRefused, SwitchRefused
from core.pluginsystem.models import PluginState
from core.pluginsystem.registry import Plugin, plugins_of
from core.pluginsystem.settings import TRANSPORT, as_sent, bound_form, check_known, merged, opened, sealed, secret_keys
from core.tenancy.ids import new_id
from core.tenancy.session import db
from core.texts import gettext as _

log = logging.getLogger("linli.plugins")


def is_restricted(name: str) -> bool:
    """Whether only the operator switches the plugin."""
    plugin = plugins_of().by_name.get(name)
    return plugin is not None and plugin.manifest is not None and plugin.manifest.restricted


def why_not_on(community: CommunityState, name: str, actor: Actor = SYSTEM) -> str:
    """Why a plugin cannot be switched on here now, as a finished sentence; "" when it can."""
    never = why_never_on(name, actor)
    if never:
        return never
    plugins = plugins_of().by_name
    manifest = plugins[name].manifest
    lacking = [str(plugins[n].title) for n in (manifest.requires if manifest else ()) if not community.enabled(n)]
    return _("暂不能开启：请先开启%(others)s。", others="、".join(lacking)) if lacking else ""


def why_never_on(name: str, actor: Actor = SYSTEM) -> str:
    """Why this actor cannot switch a plugin on whatever else is on here, as a finished sentence; "" when they can."""
    plugins = plugins_of()
    if not plugins.is_ready(name):
        return str(plugins.reason(name))
    if is_restricted(name) and actor is not SYSTEM:
        return _("这项服务由平台运维人员开关，请联系平台。")
    return ""


def why_not_off(community: CommunityState, name: str, actor: Actor = SYSTEM) -> str:
    """Why a plugin cannot be switched off here now, as a finished sentence; "" when it can."""
    if is_restricted(name) and actor is not SYSTEM:
        return _("这项服务由平台运维人员开关，请联系平台。")
    users = [str(p.title) for p in dependants(community, name)]
    return _("暂不能关闭：%(others)s正在使用它，请先关闭%(others)s。", others="、".join(users)) if users else ""


def dependants(community: CommunityState, name: str) -> list[Plugin]:
    """Enabled plugins that require this one."""
    users = (p for p in plugins_of().loaded() if p.manifest and name in p.manifest.requires)
    return [plugin for plugin in users if community.enabled(plugin.name)]


def enable(community: CommunityState, name: str, actor: Actor) -> None:
    """Switch a plugin on; harmless when it is on. Raises NoSuchPlugin or SwitchRefused; nothing is committed.

    The plugin's `on_enable` belongs to the same transaction: when it raises, the switch is refused with what it said.
    What the plugin must not have missed while it was off, it hears from the worker.
    """
    row = _locked_row(community, name, actor)
    if row.enabled and community.enabled(name):
        return
    reason = why_not_on(community, name, actor)
    if reason:
        raise SwitchRefused(reason)
    _switch(community, row, True, actor)
    missed.catch_up(name)
    try:
        dispatch.tell_one("on_enable", current_community(), name)
    except (Refused, OperationalError, InterfaceError):  # the plugin refuses, or the database is away
        raise
    except Exception as error:
        log.exception("plugin %s could not be switched on in community %s", name, community.slug)
        said = {"title": plugins_of().by_name[name].title, "error": f"{type(error).__name__}: {error}"[:200]}
        raise SwitchRefused(_("%(title)s开启时出错了（%(error)s），没有开启；请把这句话转告插件的作者。", **said)) from error


def disable(community: CommunityState, name: str, actor: Actor) -> None:
    """Switch a plugin off; its data and settings stay. Raises NoSuchPlugin or SwitchRefused; nothing is committed."""
    row = _locked_row(community, name, actor)
    if not row.enabled:
        return
    reason = why_not_off(community, name, actor)
    if reason:
        raise SwitchRefused(reason)
    if plugins_of().is_ready(name):
        dispatch.tell("on_disable", community, only=name)
    _switch(community, row, False, actor)


def configure(community: CommunityState, name: str, sent: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """Check and store settings; returns what changed, secrets as "•••". Nothing is committed.

    `sent`: a browser's MultiDict holds the whole form; any other mapping holds typed values for some settings.
    Raises UnknownSetting, or SettingsRefused with the bound form.
    """
    plugin = _fit(name)
    check_known(plugin, [key for key in sent if key not in TRANSPORT])
    row = _locked_row(community, name, actor)
    current = dict(merged(plugin, opened(row.community_id, row.id, row.settings or {})))
    form = _judged(plugin, current, sent)
    secrets = secret_keys(plugin)
    values = {k: v for k, v in form.data.items() if not (k in secrets and not v)}
    changed = [k for k, v in values.items() if v != current.get(k)]
    stored = {**(row.settings or {}), **{k: sealed(row, k, v) if k in secrets else v for k, v in values.items()}}
    if stored != row.settings:
        row.settings, row.changed_at, row.changed_by = stored, now(), str(actor.name)
        bump_version(community.id)
    if changed:
        _write_changes(plugin, row, form, {k: current.get(k) for k in changed}, {k: values[k] for k in changed}, actor)
    return {k: _shown(form, k, values[k]) for k in changed}


def start_with(community: CommunityState, name: str, settings: Mapping[str, Any], actor: Actor = SYSTEM) -> str:
    """Switch on and configure what an instance file names; returns a sentence when the plugin is not there yet.

    Its switch and settings are kept all the same, so that it starts when it is installed.
    """
    plugins = plugins_of()
    if not plugins.is_ready(name):
        row = _locked_row(community, name, actor, waiting=True)
        row.enabled, row.settings = True, {**(row.settings or {}), **settings}
        bump_version(community.id)
        return str(plugins.reason(name))
    if settings:
        configure(community, name, settings, actor)
    enable(current_community(), name, actor)
    return ""


def _fit(name: str) -> Plugin:
    plugin = plugins_of().by_name.get(name)
    if plugin is None or plugin.refused:
        raise NoSuchPlugin(_("没有安装插件 %(name)s。", name=name))
    return plugin


def _locked_row(community: CommunityState, name: str, actor: Actor, *, waiting: bool = False) -> PluginState:
    """The plugin's row here, made when there is none; `waiting` also for a plugin that may be installed one day."""
    if not actor.can("console.plugins"):
        raise Forbidden(_("您没有开关服务的权限；请联系社区管理员。"))
    query = select(PluginState).where(PluginState.plugin == name).with_for_update()
    row = db.session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        if name not in plugins_of().by_name and not waiting:
            known = "、".join(plugins_of().by_name)
            raise NoSuchPlugin(_("没有安装插件 %(name)s，可以是：%(known)s。", name=name, known=known))
        values = {
            "community_id": community.id, "id": new_id(), "plugin": name, "enabled": False, "settings": {},
            "changed_at": now(), "changed_by": str(actor.name),
        }
        insert_new(PluginState, values, ("community_id", "plugin"))
        row = db.session.scalars(query).one()
    return row


def _switch(community: CommunityState, row: PluginState, on: bool, actor: Actor) -> None:
    title = plugins_of().title(row.plugin)
    row.enabled, row.changed_at, row.changed_by = on, now(), str(actor.name)
    text = _("开启了%(title)s", title=title) if on else _("关闭了%(title)s", title=title)
    audit.write(
        "plugin.enable" if on else "plugin.disable", text, actor=actor, object_kind="plugin_state", object_id=row.id,
        before={"enabled": not on}, after={"enabled": on},
    )
    publish(PluginSwitched(row.plugin, on))
    bump_version(community.id)


def _judged(plugin: Plugin, current: dict[str, Any], sent: Mapping[str, Any]) -> Form:
    if not isinstance(sent, MultiDict):
        blank = bound_form(plugin, current)
        secrets = secret_keys(plugin)
        sent = as_sent(blank, {k: v for k, v in {**current, **sent}.items() if k not in secrets or k in sent})
    form = bound_form(plugin, current, sent)
    if not form.validate():
        faults = [f"{form[key].label.text}：{'，'.join(map(str, said))}" for key, said in form.errors.items() if key]
        raise SettingsRefused(_("设置没有保存。%(faults)s", faults="；".join(faults)), form)
    return form


def _shown(form: Form, key: str, value: Any) -> Any:
    return "•••" if form[key].type == "PasswordField" and value else value


def _write_changes(
    plugin: Plugin, row: PluginState, form: Form, before: dict[str, Any], after: dict[str, Any], actor: Actor
) -> None:
    before, after = ({k: _shown(form, k, v) for k, v in values.items()} for values in (before, after))
    changes = "；".join(
        _("%(label)s从 %(old)s 改为 %(new)s", label=form[k].label.text, old=in_words(form[k], before[k]), new=in_words(form[k], after[k]))
        for k in after
    )
    audit.write(
        "plugin.configure", _("修改了%(title)s的设置：%(changes)s", title=plugin.title, changes=changes), actor=actor,
        object_kind="plugin_state", object_id=row.id, before=before, after=after,
    )


def in_words(field: Any, value: Any) -> str:
    """The same as the form says it: a choice by its title."""
    choices = getattr(field, "choices", None) or ()
    titles = {str(choice.value): str(choice.label) for choice in choices if hasattr(choice, "label")}
    if isinstance(value, (list, tuple)) and value:
        return "、".join(titles.get(str(one), str(one)) for one in value)
    return titles.get(str(value)) or spoken(value)


def spoken(value: Any) -> str:
    """A setting's value in words."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if value is None or value == "" or value == []:
        return _("空")
    return "、".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
