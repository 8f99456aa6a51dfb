"""Switching a plugin on with those that it requires, and off again with them."""
from __future__ import annotations

from collections.abc import Iterable, Iterator

from core.communities.state import CommunityState, current_community
from core.kernel.actor import Actor
from core.pluginsystem import lifecycle
from core.pluginsystem.registry import Plugin, plugins_of


def lacking(community: CommunityState, name: str) -> list[Plugin]:
    """The plugins that have to be switched on before this one, each after those it requires itself."""
    plugins = plugins_of()
    return [plugins.by_name[other] for other in dict.fromkeys(_required(name)) if not community.enabled(other)]


def offered(community: CommunityState, name: str, actor: Actor) -> list[Plugin]:
    """`lacking`, where the actor can switch on all of them and this one; else nothing is offered."""
    others = lacking(community, name)
    fit = all(not lifecycle.why_never_on(each, actor) for each in (*(p.name for p in others), name))
    return others if fit else []


def enable_with_required(community: CommunityState, name: str, actor: Actor) -> list[str]:
    """Switch a plugin on after those it requires; returns their names. Raises as `lifecycle.enable` does."""
    others = [plugin.name for plugin in lacking(community, name)]
    for each in (*others, name):
        lifecycle.enable(current_community(), each, actor)
    return others


def disable_with(name: str, others: Iterable[str], actor: Actor) -> None:
    """Switch a plugin off, then `others`, the last one first. Raises as `lifecycle.disable` does."""
    for each in (name, *reversed(list(others))):
        lifecycle.disable(current_community(), each, actor)


def _required(name: str) -> Iterator[str]:
    plugin = plugins_of().by_name.get(name)
    for other in plugin.manifest.requires if plugin and plugin.manifest else ():
        yield from _required(other)
        yield other
