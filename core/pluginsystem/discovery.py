"""Where plugins are found: folders first, then installed packages; finding one runs none of its code."""
from __future__ import annotations

import importlib
import importlib.metadata
import pkgutil
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

GROUP = "linli.plugins"


@dataclass(frozen=True)
class Find:
    """A plugin that was found: under which name, in which importable package, and where that is."""

    name: str
    package: str
    place: str

    def load(self) -> ModuleType:
        """Import the plugin's package; raises whatever its code raises."""
        return importlib.import_module(self.package)


def discover(folders: Iterable[Path] = (), chosen: Collection[str] | None = None) -> Iterator[Find]:
    """Plugins of `plugins/`, of further folders, then of installed packages; the same name may come twice.

    `chosen`: only these names (none at all in the safe mode); None: every plugin that is found.
    """
    for find in (*_in_folders(folders), *_installed()):
        if chosen is None or find.name in chosen:
            yield find


def _in_folders(folders: Iterable[Path]) -> Iterator[Find]:
    import plugins

    for folder in map(str, folders):
        if folder not in plugins.__path__:
            plugins.__path__.append(folder)
    # One folder at a time, since iter_modules would keep quiet about a name that comes twice.
    for folder in (plugins.__path__[0], *map(str, folders)):
        for info in sorted(pkgutil.iter_modules([folder]), key=lambda m: m.name):
            yield Find(info.name, f"plugins.{info.name}", folder)


def _installed() -> Iterator[Find]:
    for entry in sorted(importlib.metadata.entry_points(group=GROUP), key=lambda e: e.name):
        yield Find(entry.name, entry.value.partition(":")[0], entry.value)
