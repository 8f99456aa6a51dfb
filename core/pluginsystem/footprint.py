"""What importing a plugin leaves behind in the process, and how a refused plugin is made never to have been there."""
from __future__ import annotations

import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

from core import events
from core.kernel.jobs.registry import handlers, recurring
from core.kernel.workflow import workflows
from core.people.consents import purposes
from core.tenancy.model import Base, forget_owner


def _books() -> Iterator[MutableMapping[Any, Any]]:
    """The process-wide books in which an import may write."""
    yield from (handlers, recurring, workflows, purposes, events.Event.kinds, events._subscribers)
    yield from events._subscribers.values()


class Footprint:
    """Collects over several steps what one plugin's code added; a second app in the process adds nothing."""

    def __init__(self, plugin: str, package: str) -> None:
        self.plugin, self.package = plugin, package
        self._fresh = package not in sys.modules
        self.tables: set[str] = set()
        self._entries: list[tuple[MutableMapping[Any, Any], Any]] = []
        self._modules: set[str] = set()

    @contextmanager
    def watch(self) -> Iterator[None]:
        """Note what comes into the process inside, also when it ends with an error."""
        tables, modules = set(Base.metadata.tables), set(self._own_modules())
        books = [(book, set(book)) for book in _books()]
        try:
            yield
        finally:
            self.tables |= set(Base.metadata.tables) - tables
            self._modules |= set(self._own_modules()) - modules
            self._entries += [(book, key) for book, before in books for key in set(book) - before]

    def undo(self) -> None:
        """Remove the plugin's modules, mappers, tables, jobs, workflows, purposes and events."""
        if self._fresh:  # nobody else in this process uses its models
            forget_owner(self.plugin)
        for name in self.tables & set(Base.metadata.tables):
            Base.metadata.remove(Base.metadata.tables[name])
        for book, key in self._entries:
            book.pop(key, None)
        for name in self._modules:
            module = sys.modules.pop(name, None)
            parent, _, child = name.rpartition(".")
            if module is not None and vars(sys.modules.get(parent, module)).get(child) is module:
                delattr(sys.modules[parent], child)

    def _own_modules(self) -> list[str]:
        return [n for n in list(sys.modules) if n == self.package or n.startswith(self.package + ".")]
