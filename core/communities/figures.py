"""A community's figures by query: the registry's, declared by core's features, and each enabled plugin's."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from core.communities.state import community_today
from core.kernel.facts import Fact

_facts: dict[str, Fact] = {}
_providers: list[Callable[[], Mapping[str, Iterable[Fact]]]] = []


def register_facts(facts: Iterable[Fact]) -> None:
    """Add figures of the registry; a name such as "aid.aged" is shown as `aid: {aged: ...}`."""
    _facts.update((fact.name, fact) for fact in facts)


def register_plugin_facts(provider: Callable[[], Mapping[str, Iterable[Fact]]]) -> None:
    """Add a function that gives the facts of the community's enabled plugins by plugin name."""
    if provider not in _providers:
        _providers.append(provider)


def registry_facts() -> list[Fact]:
    """The declared figures of core, in the order of declaration."""
    return list(_facts.values())


def figures(year: int | None = None) -> dict[str, Any]:
    """All figures of the community in force; stocks as of the end of `year` (today for None or the present year)."""
    tree: dict[str, Any] = {}
    for fact in _facts.values():
        *stems, leaf = fact.name.split(".")
        at = tree
        for stem in stems:
            at = at.setdefault(stem, {})
        at[leaf] = fact.count(year)
    tree["plugins"] = {
        plugin: {fact.name.removeprefix(f"{plugin}."): fact.count(year) for fact in facts}
        for provider in _providers
        for plugin, facts in provider().items()
    }
    return tree


def day_of(year: int | None) -> date:
    """The day on which stocks of a year are counted: its last, or today when it is not over."""
    return community_today() if year is None else min(community_today(), date(year, 12, 31))
