"""What is known of every plugin in this process: found, fit, behind with its tables, or left out and why."""
from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import ModuleType
from typing import Any

import pluggy
from flask import Flask, current_app

from core.communities.words import TERMS, word
from core.pluginsystem.discovery import Find
from core.pluginsystem.footprint import Footprint
from core.pluginsystem.health import Health
from core.pluginsystem.manifest import Manifest
from core.pluginsystem.medals import Medal
from core.tenancy.failures import failure_of
from core.tenancy.histories import pending, revision_files, unmade
from core.texts import lazy_gettext as _l

RECHECK_SECONDS = 5


class State(StrEnum):
    """Where a plugin stands in this installation."""

    LOADED = "loaded"
    BROKEN = "broken"
    INCOMPATIBLE = "incompatible"
    NEEDS_MIGRATION = "needs migration"
    MISSING = "missing"


@dataclass
class Plugin:
    """One plugin that was found; `reason` says in words why it is not loaded."""

    name: str
    find: Find | None = None
    manifest: Manifest | None = None
    module: ModuleType | None = None
    hooks: ModuleType | None = None
    footprint: Footprint | None = None
    refused: State | None = None
    reason: Any = ""
    form: type[Any] | None = None
    defaults: Mapping[str, Any] = field(default_factory=dict)
    facts: tuple[Any, ...] = ()
    jobs: tuple[Any, ...] = ()
    refers_to_persons: bool = False
    endpoints: frozenset[str] = frozenset()
    medal: Medal | None = None

    @property
    def folder(self) -> Path | None:
        """Where the plugin's files are; None for a plugin that is a single module."""
        paths = getattr(self.module, "__path__", None)
        return Path(paths[0]) if paths else None

    @property
    def title(self) -> Any:
        """The name shown to people: the community's own word for a usual service, else the plugin's."""
        return title_of(self.name) if self.manifest is None or self.name in TERMS else self.manifest.title


def title_of(name: str) -> str:
    """What a plugin is called here when no more than its name is known."""
    return word(name) if name in TERMS else name


class Plugins:
    """All plugins of one app. `by_name`: those found; `doubles`: found again under a name that was taken."""

    def __init__(self, app: Flask, manager: pluggy.PluginManager) -> None:
        self.app, self.manager = app, manager
        self.by_name: dict[str, Plugin] = {}
        self.doubles: list[Plugin] = []
        self.order: list[str] = []
        self.owner_of_endpoint: dict[str, str] = {}
        self.owner_of_address: dict[str, str] = {}
        self.health = Health()
        self._up_to_date: set[str] = set()
        self._checked: dict[str, float] = {}
        self._lacking: dict[str, list[str]] = {}
        self._looking = threading.Lock()

    def __iter__(self) -> Iterator[Plugin]:
        return iter((*self.by_name.values(), *self.doubles))

    def title(self, name: str) -> str:
        """What a plugin is called; its name where its code is gone."""
        plugin = self.by_name.get(name)
        return str(plugin.title) if plugin else name

    def state(self, name: str) -> State:
        """Where a plugin stands now; tables that were behind are looked at again after some seconds."""
        plugin = self.by_name.get(name)
        if plugin is None:
            return State.MISSING
        if plugin.refused:
            return plugin.refused
        return State.LOADED if self._tables_fit(name) else State.NEEDS_MIGRATION

    def is_ready(self, name: str) -> bool:
        """Whether the plugin is loaded and its tables are up to date."""
        return name in self._up_to_date or self.state(name) is State.LOADED

    def reason(self, name: str) -> Any:
        """Why a plugin does not work in this installation, as a finished sentence; "" when it does."""
        state = self.state(name)
        if state is State.NEEDS_MIGRATION:
            failed = failure_of(self.app, name)
            if failed is not None:
                return _l("它的数据表更新失败，已恢复原样（%(revision)s：%(why)s）。请平台运维人员修好这一步，再运行 flask plugin migrate %(name)s。",
                          revision=failed.revision, why=failed.reason, name=name)
            lacking = self._lacking.get(name)
            if lacking:
                return _unmade(name, lacking)
            return _l("它的数据表还没有更新。请平台运维人员运行 flask plugin migrate %(name)s。", name=name)
        if state is State.MISSING:
            return _l("这里没有安装它的程序，装上就能用；开关和设置都留着。")
        return self.by_name[name].reason

    def reason_now(self, name: str) -> Any:
        """The reason, from tables that are looked at now, however short ago that was done."""
        self._checked.pop(name, None)
        return self.reason(name)

    def loaded(self) -> list[Plugin]:
        """The plugins that survived start-up, each after those it requires."""
        return [self.by_name[name] for name in self.order]

    def _tables_fit(self, name: str) -> bool:
        # Under a lock: a request that comes while another one is looking must wait for the answer, not take it for a no.
        with self._looking:
            if name in self._up_to_date:
                return True
            if time.monotonic() - self._checked.get(name, -RECHECK_SECONDS) < RECHECK_SECONDS:
                return False
            self._checked[name] = time.monotonic()
            behind = bool(pending(self.app, name))
            self._lacking[name] = [] if behind else unmade(self.app, name)
            if behind or self._lacking[name]:
                return False
            self._up_to_date.add(name)
            return True


def _unmade(name: str, tables: list[str]) -> Any:
    """Its revisions have all run and did not make these: there are none, or one was changed after it had run."""
    said = {"name": name, "tables": "、".join(tables)}
    if not revision_files(name):
        return _l("它的数据表 %(tables)s 没有迁移来建。请插件的作者运行 flask db revision %(name)s -m first，再运行 flask plugin migrate %(name)s。", **said)
    return _l("它的迁移都运行过了，却没有建数据表 %(tables)s：运行过的迁移不要改。请插件的作者恢复它，另写一步（flask db revision %(name)s）；"
              "里面还没有数据的，可以 flask plugin remove %(name)s 以后重新迁移。", **said)


def plugins_of(app: Flask | None = None) -> Plugins:
    """The registry of this app."""
    kept: Plugins = (app or current_app).extensions["linli_plugins"]
    return kept
