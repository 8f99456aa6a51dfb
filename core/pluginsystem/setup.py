"""Joins the plugins to the app; the last feature to do so, since plugins build on all others."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask_babel import get_babel

from core import events
from core.accounts.actor import current_actor
from core.communities.figures import register_plugin_facts
from core.communities.instance.parts import register_part
from core.communities.state import current_community, state_part
from core.kernel import switch
from core.kernel.jobs import every
from core.pluginsystem import dispatch, gate, missed, problems
from core.pluginsystem.cli import plugin_cli
from core.pluginsystem.instance import PluginsPart, enabled_facts
from core.pluginsystem.loader import load_plugins
from core.pluginsystem.registry import Plugin, plugins_of
from core.pluginsystem.settings import load_enabled
from core.tenancy.current import current_id_or_none
from core.web.nav import add_source


def init_app(app: Flask) -> None:
    """Load plugins, close their gate, and let core's machinery ask the community's switches."""
    state_part("plugins", load_enabled)
    switch.decide_by(_owner_is_on)
    register_part(PluginsPart())
    register_plugin_facts(enabled_facts)
    gate.init_app(app)
    problems.init_app(app)
    app.cli.add_command(plugin_cli)
    for plugin in load_plugins(app).loaded():
        _join(app, plugin)
    add_source(app, _nav_items)


def _join(app: Flask, plugin: Plugin) -> None:
    for job in plugin.jobs:
        every(f"{plugin.name}.{job.name}", job.minutes, job.run)
    if plugin.folder and (plugin.folder / "translations").is_dir():
        with app.app_context():
            known = get_babel().translation_directories
            own = str(plugin.folder / "translations")
            if own not in known:
                known.append(own)
    if hasattr(plugin.hooks, "on_event"):
        events.subscribe_all(_ear(plugin.name))


def _ear(name: str) -> Callable[[Any], None]:
    """One subscriber for each plugin, so that the worker tries each again by itself."""

    def hear(event: events.Event) -> None:
        plugins = plugins_of()
        if not current_community().enabled(name):
            missed.keep(name, event)
            return
        if not plugins.is_ready(name):
            raise RuntimeError(f"plugin {name} cannot listen now: {plugins.reason(name)}")
        dispatch.tell_one("on_event", current_community(), name, event=event)

    hear.__qualname__ = f"hear_{name}"
    missed.ears[name] = hear
    return hear


def _owner_is_on(owner: str) -> bool:
    return owner not in plugins_of().by_name or gate.is_on(owner)


def _nav_items(area: str) -> list[Any]:
    if current_id_or_none() is None:
        return []
    return dispatch.ask("nav_items", current_community(), actor=current_actor(), area=area)
