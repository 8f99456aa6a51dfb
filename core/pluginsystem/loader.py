"""Start-up: find every plugin, prove it, mount the survivors, and keep the reason for each that is left out."""
from __future__ import annotations

import importlib
import importlib.util
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from flask import Flask

from core.accounts.permissions import permission_book
from core.config import settings_of
from core.people.services import declare_purpose
from core.pluginsystem.discovery import Find, discover
from core.pluginsystem.errors import ManifestError, TooNew, Unfit
from core.pluginsystem.footprint import Footprint
from core.pluginsystem.medals import medal_in
from core.pluginsystem.registry import Plugin, Plugins, State
from core.pluginsystem.rehearsal import check_manifest, mount, new_manager, rehearse
from core.pluginsystem.tables import check_models
from core.tenancy.histories import add_history
from core.tenancy.model import Base
from core.tenancy.owners import register_package
from core.texts import lazy_gettext as _l

log = logging.getLogger("linli.plugins")


def load_plugins(app: Flask) -> Plugins:
    """Fill the app's registry; a plugin that fails is left out with its reason and leaves nothing behind."""
    plugins = app.extensions["linli_plugins"] = Plugins(app, new_manager())
    settings = settings_of(app)
    folders = [settings.plugin_folder] if settings.plugin_folder else []
    for find in discover(folders, settings.plugin_names):
        _import_package(plugins, find)
    for name in _in_order(plugins):
        _load(plugins, plugins.by_name[name])
    return plugins


def _import_package(plugins: Plugins, find: Find) -> None:
    plugin = Plugin(find.name, find)
    other = plugins.by_name.get(find.name)
    if other is not None:
        place = Path(other.find.place).name if other.find else ""
        _refuse(plugin, Unfit(_l("名字 %(name)s 已经被 %(place)s 里的插件用了；这一个没有载入，请给它换个名字。",
                                 name=find.name, place=place)))
        plugins.doubles.append(plugin)
        return
    plugins.by_name[find.name] = plugin
    register_package(find.package, find.name)
    plugin.footprint = Footprint(find.name, find.package)
    with _leaving_out(plugin):
        plugin.module = find.load()
        plugin.manifest = check_manifest(plugin)


@contextmanager
def _leaving_out(plugin: Plugin) -> Iterator[None]:
    """Whatever is raised inside refuses the plugin and undoes its import."""
    assert plugin.footprint is not None
    try:
        with plugin.footprint.watch():
            yield
    # A plugin that calls sys.exit() while it is imported must not end the site either.
    except (Exception, SystemExit) as error:
        _refuse(plugin, error)
        plugin.footprint.undo()


def _refuse(plugin: Plugin, error: BaseException) -> None:
    plugin.refused = State.INCOMPATIBLE if isinstance(error, TooNew) else State.BROKEN
    plugin.hooks, plugin.form = None, None
    if isinstance(error, (Unfit, ManifestError)):  # a finished sentence; where it came from in the core helps nobody
        plugin.reason = error.reason if isinstance(error, Unfit) else str(error)
        log.warning("plugin %s is left out: %s", plugin.name, plugin.reason)
    else:
        log.warning("plugin %s is left out", plugin.name, exc_info=error)
        said = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}".rstrip(": ")
        plugin.reason = _l("它的程序启动时出错了（%(error)s）；请把这句话转告插件的作者。", error=said)


def _in_order(plugins: Plugins) -> list[str]:
    """Names of the plugins that are still fit, each after those it requires or wants to follow."""
    graph = {p.name: set(p.manifest.requires) | set(p.manifest.after) for p in plugins.by_name.values() if p.manifest}
    try:
        order = TopologicalSorter(graph).static_order()
        return [name for name in order if name in graph and plugins.by_name[name].refused is None]
    except CycleError as error:
        ring = set(error.args[1])
        reason = _l("它与别的插件互相依赖成了一圈：%(ring)s。", ring="、".join(sorted(ring)))
        for name in ring:
            _refuse(plugins.by_name[name], Unfit(reason))
            plugins.by_name[name].manifest = None
        return _in_order(plugins)


def _load(plugins: Plugins, plugin: Plugin) -> None:
    assert plugin.manifest is not None and plugin.find is not None and plugin.module is not None
    book = permission_book(plugins.app)
    with _leaving_out(plugin):
        for other in plugin.manifest.requires:
            if other not in plugins.order:
                raise Unfit(_l("它需要插件 %(other)s，而那个插件没有安装或没有载入。", other=other))
        assert plugin.footprint is not None
        with plugin.footprint.watch():  # the tables are needed before this step ends
            plugin.hooks = _import_rest(plugin)
        for purpose in plugin.manifest.purposes:
            declare_purpose(purpose)
        check_models(plugin, _tables(plugin))
        rehearse(plugin, book)
        book.declare(plugin.manifest.permissions, owner=plugin.name)
    if plugin.refused is None:
        _mount(plugins, plugin)


def _tables(plugin: Plugin) -> list[Any]:
    new = plugin.footprint.tables if plugin.footprint else set()
    return [t for name, t in Base.metadata.tables.items() if name in new or t.info.get("owner") == plugin.name]


def _import_rest(plugin: Plugin) -> Any:
    """The module with the hooks: `hooks.py`, else the package itself; `models.py` is imported too."""
    assert plugin.find is not None
    found = {
        part: importlib.import_module(f"{plugin.find.package}.{part}")
        for part in ("models", "hooks")
        if plugin.folder and importlib.util.find_spec(f"{plugin.find.package}.{part}")
    }
    return found.get("hooks", plugin.module)


def _mount(plugins: Plugins, plugin: Plugin) -> None:
    assert plugin.manifest is not None
    plugin.endpoints = mount(plugins.app, plugin)
    plugins.owner_of_endpoint |= dict.fromkeys(plugin.endpoints, plugin.name)
    plugins.owner_of_address[plugin.manifest.address] = plugin.name
    plugins.manager.register(plugin.hooks, name=plugin.name)
    plugins.order.append(plugin.name)
    plugin.medal = medal_in(plugin.folder, plugin.manifest.version)
    if plugin.folder:
        add_history(plugin.name, plugin.folder / "migrations")
