"""Starting plugins as a part of a community's instance file, and their facts in its figures."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app
from sqlalchemy import select
from wtforms.fields.choices import SelectFieldBase

from core.communities.instance.faults import fault
from core.communities.instance.parts import Part
from core.communities.instance.reader import Instance
from core.communities.state import current_community
from core.kernel.actor import SYSTEM
from core.kernel.facts import Fact
from core.pluginsystem import lifecycle
from core.pluginsystem.models import PluginState
from core.pluginsystem.registry import Plugin, State, plugins_of
from core.pluginsystem.settings import as_sent, bound_form, merged, opened, secret_keys
from core.texts import gettext as _
from core.texts import lazy_gettext as _l

SWITCH = "enabled"  # in a plugin's table: whether it is on, true where it is not said
# What the file holds for a setting with such a value.
KINDS: dict[type, Any] = {bool: "true、false", int: _l("整数，不加引号"), str: _l("文字，加引号")}


class PluginsPart(Part):
    """`plugins.<name>` is the switch, `plugins.<name>.<key>` a setting. A plugin not named any more is switched off."""

    stems = ("plugins",)

    def check(self, instance: Instance) -> list[str]:
        """Settings of installed plugins are judged by the plugin's own form."""
        plugins = plugins_of()
        return [
            line
            for name, settings in instance.file.plugins.items()
            for line in (
                *_wrong_switch(instance.name, name, settings),
                *(_faults(instance.name, plugins.by_name[name], settings) if plugins.is_ready(name) else ()),
            )
        ]

    def missing(self, instance: Instance) -> tuple[list[str], set[str]]:
        """Plugins that are not installed, each with the reason; they start when they are.

        Only the operator may ask for those, and for restricted ones: in another's name they are left out.
        """
        plugins, by_operator = plugins_of(), instance.actor is SYSTEM
        sentences, out = [], set()
        for name in instance.file.plugins:
            if not plugins.is_ready(name):
                waits = _("还没有安装，装上以后自动开启。") if by_operator else _("还没有安装，请联系平台。")
                sentences.append(f"plugins.{name}: {waits if plugins.state(name) is State.MISSING else plugins.reason(name)}")
                out |= set() if by_operator else {f"plugins.{name}"}
            elif not by_operator and not current_community().enabled(name) and lifecycle.is_restricted(name):
                sentences.append(f"{plugins.by_name[name].title}：" + _("这项服务由平台运维人员开关，请联系平台。"))
                out.add(f"plugins.{name}")
        return sentences, out

    def wanted(self, instance: Instance) -> dict[str, Any]:
        """A key for each switch, on unless the file says `enabled = false`, and each setting."""
        flat: dict[str, Any] = {}
        for name, settings in instance.file.plugins.items():
            flat[f"plugins.{name}"] = settings.get(SWITCH, True)
            flat |= {f"plugins.{name}.{key}": value for key, value in settings.items() if key != SWITCH}
        return flat

    def exported(self, session: Any) -> dict[str, Any]:
        """Each switch that was decided here, with the settings that differ from the advice; never a password."""
        found: dict[str, dict[str, Any]] = {}
        for row in session.scalars(select(PluginState).order_by(PluginState.plugin)):
            plugin = plugins_of().by_name.get(row.plugin)
            known = plugin is not None and not plugin.refused
            defaults, secret = (plugin.defaults, secret_keys(plugin)) if plugin and known else ({}, frozenset())
            stored = opened(row.community_id, row.id, {k: v for k, v in (row.settings or {}).items() if k not in secret})
            own = {k: v for k, v in stored.items() if v is not None and (k not in defaults or defaults[k] != v)}
            found[row.plugin] = {**({} if row.enabled else {SWITCH: False}), **own}
        return {"plugins": found}

    def title(self, key: str) -> str:
        """The service, and its setting as the settings page calls it."""
        _stem, name, *setting = key.split(".", 2)
        plugin = plugins_of().by_name.get(name)
        if plugin is None or plugin.refused:
            return key
        label = bound_form(plugin, {})[setting[0]].label.text if setting and setting[0] in plugin.defaults else ""
        return _("%(service)s：%(what)s", service=plugin.title, what=label or _("开关"))

    def running(self, session: Any) -> dict[str, Any]:
        """Each plugin's defaults, overlaid by every switch and setting that was ever decided here."""
        flat = self.defaults(session)
        for row in session.scalars(select(PluginState)):
            flat[f"plugins.{row.plugin}"] = row.enabled
            stored = opened(row.community_id, row.id, row.settings or {})
            flat |= {f"plugins.{row.plugin}.{key}": value for key, value in stored.items()}
        return flat

    def defaults(self, session: Any) -> dict[str, Any]:
        """Each plugin's own defaults, on or off; switches have none."""
        return {f"plugins.{p.name}.{key}": value for p in plugins_of().loaded() for key, value in p.defaults.items()}

    def write(self, session: Any, changes: Mapping[str, Any], instance: Instance) -> None:
        """Switch on in the order of requirements, then off in the reverse order, and store settings."""
        switches, settings = _sorted_out(changes)
        order = {name: at for at, name in enumerate(plugins_of().order)}
        for name in sorted({*switches, *settings}, key=lambda n: order.get(n, len(order))):
            if switches.get(name):
                lifecycle.start_with(current_community(), name, settings.get(name, {}), instance.actor)
            elif settings.get(name) and plugins_of().is_ready(name):
                lifecycle.configure(current_community(), name, settings[name], instance.actor)
        for name in sorted((n for n, on in switches.items() if not on), key=lambda n: -order.get(n, len(order))):
            lifecycle.disable(current_community(), name, instance.actor)


def enabled_facts() -> dict[str, tuple[Fact, ...]]:
    """The facts of the plugins that are on here, by plugin."""
    plugins, community = plugins_of(), current_community()
    return {p.name: p.facts for p in plugins.loaded() if community.enabled(p.name) and plugins.is_ready(p.name)}


def _sorted_out(changes: Mapping[str, Any]) -> tuple[dict[str, bool], dict[str, dict[str, Any]]]:
    switches: dict[str, bool] = {}
    settings: dict[str, dict[str, Any]] = {}
    for key, value in changes.items():
        _stem, name, *setting = key.split(".", 2)
        if not setting:
            switches[name] = bool(value)
        elif value is not None:
            settings.setdefault(name, {})[setting[0]] = value
        elif name in plugins_of().by_name and setting[0] in plugins_of().by_name[name].defaults:
            settings.setdefault(name, {})[setting[0]] = plugins_of().by_name[name].defaults[setting[0]]
    return switches, settings


def _wrong_switch(file: str, name: str, settings: Mapping[str, Any]) -> list[str]:
    value = settings.get(SWITCH, True)
    said = _("不能是 %(value)s", value=repr(value))
    return [] if isinstance(value, bool) else [fault(file, f"plugins.{name}.{SWITCH}", said, str(KINDS[bool]))]


def _faults(file: str, plugin: Plugin, given: Mapping[str, Any]) -> list[str]:
    settings = {key: value for key, value in given.items() if key != SWITCH}
    at, known = f"plugins.{plugin.name}.", "、".join(plugin.defaults) or _("没有设置项")
    unknown = [key for key in settings if key not in plugin.defaults]
    if unknown:
        return [fault(file, at + key, _("没有这个键"), known) for key in unknown]
    secret = [key for key in settings if key in secret_keys(plugin)]
    if secret:
        return [fault(file, at + key, _("密码不写在文件里"), _("在网站的服务设置页填写")) for key in secret]
    current = dict(merged(plugin, {}))
    strange = [key for key in settings if type(settings[key]) is not type(current[key]) and type(current[key]) in KINDS]
    if strange:
        return [
            fault(file, at + key, _("不能是 %(value)s", value=repr(settings[key])), str(KINDS[type(current[key])]))
            for key in strange
        ]
    # Forms speak the reader's language within a request only, and here is none.
    with current_app.test_request_context():
        form = bound_form(plugin, current, as_sent(bound_form(plugin, current), {**current, **settings}))
        form.validate()
        return [
            fault(file, at + str(key), _("不能是 %(value)s", value=settings.get(key)), _allowed(form[key], errors))
            for key, errors in form.errors.items()
            if key in settings
        ]


def _allowed(field: Any, errors: Sequence[Any]) -> str:
    if isinstance(field, SelectFieldBase):
        return "、".join(str(choice.value) for choice in field.iter_choices())
    return "；".join(str(said).rstrip("。.") for said in errors)
