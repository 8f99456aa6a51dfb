"""What the console says of each plugin: where it stands, why it cannot be switched, what went wrong lately."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select

from core.communities.state import CommunityState
from core.kernel.actor import Actor
from core.pluginsystem import lifecycle
from core.pluginsystem.dispatch import ask_each
from core.pluginsystem.medals import Medal, next_to
from core.pluginsystem.models import PluginProblem, PluginState
from core.pluginsystem.offers import Hint
from core.pluginsystem.problems import recent_problems
from core.pluginsystem.registry import Plugin, Plugins, plugins_of, title_of
from core.pluginsystem.together import offered
from core.tenancy.session import db
from core.texts import gettext as _


@dataclass(frozen=True)
class PluginCard:
    """One card. `works`: loaded, tables up to date; `reason`: why not; `advice`: what to do about it; `obstacle`: why the switch is locked.

    `brings`: the titles of the plugins that can be switched on together with it, where it requires them.
    """

    name: str
    title: str
    summary: str = ""
    version: str = ""
    icon: str = "puzzle"
    on: bool = False
    works: bool = True
    reason: str = ""
    advice: str = ""
    obstacle: str = ""
    has_settings: bool = False
    experimental: bool = False
    switchable: bool = True
    medal: Medal | None = None
    next_medal: Medal | None = None
    requires: list[tuple[str, bool]] = field(default_factory=list)
    brings: str = ""
    problems: list[PluginProblem] = field(default_factory=list)
    hints: list[Hint] = field(default_factory=list)


def all_cards(community: CommunityState, actor: Actor) -> list[PluginCard]:
    """A card for every plugin that is installed or was ever switched here."""
    plugins, problems = plugins_of(), recent_problems()
    hints = dict(ask_each("hints", community))
    cards = [
        replace(_card(plugins, p, community, actor, problems.get(p.name, [])), hints=hints.get(p.name, []))
        for p in plugins.by_name.values()
    ]
    cards += [_double(p) for p in plugins.doubles]
    cards += [
        PluginCard(name, title_of(name), icon="puzzle-off", on=on, works=False, reason=str(plugins.reason(name)), switchable=on)
        for name, on in _known_here()
        if name not in plugins.by_name
    ]
    return cards


def card_of(community: CommunityState, actor: Actor, name: str) -> PluginCard | None:
    """The card of one plugin."""
    return next((card for card in all_cards(community, actor) if card.name == name and card.switchable), None)


def neighbours(community: CommunityState, actor: Actor, name: str, others: Iterable[str] = ()) -> list[PluginCard]:
    """Cards that may look different once this plugin was switched: those it requires, those that require it, and
    `others` that were switched with it."""
    loaded = {p.name: p for p in plugins_of().loaded()}
    own = loaded[name].manifest if name in loaded else None
    near = {*others, *(own.requires if own else ())}
    near |= {p.name for p in loaded.values() if p.manifest and name in p.manifest.requires}
    return [card for card in all_cards(community, actor) if card.name in near and card.switchable]


def _known_here() -> Iterator[tuple[str, bool]]:
    rows = db.session.execute(select(PluginState.plugin, PluginState.enabled).order_by(PluginState.plugin))
    yield from ((row.plugin, row.enabled) for row in rows)


def _card(
    plugins: Plugins, plugin: Plugin, community: CommunityState, actor: Actor, problems: list[PluginProblem]
) -> PluginCard:
    on, works = community.enabled(plugin.name), plugins.is_ready(plugin.name)
    reason = "" if works else str(plugins.reason(plugin.name))
    manifest = plugin.manifest
    if manifest is None or not works:
        return PluginCard(
            plugin.name, str(plugin.title), icon="puzzle-off", on=on, works=False, reason=reason, switchable=on,
            advice=_advice() if plugin.refused else "",
            version=manifest.version if manifest else "", summary=str(manifest.summary) if manifest else "",
        )
    judge = lifecycle.why_not_off if on else lifecycle.why_not_on
    return PluginCard(
        plugin.name, str(plugin.title), str(manifest.summary), manifest.version, manifest.icon, on,
        obstacle=judge(community, plugin.name, actor),
        brings="" if on else "、".join(str(other.title) for other in offered(community, plugin.name, actor)),
        has_settings=plugin.form is not None,
        experimental=manifest.experimental,
        medal=plugin.medal,
        next_medal=next_to(plugin.medal),
        requires=[(str(plugins.by_name[n].title), community.enabled(n)) for n in manifest.requires],
        problems=problems,
    )


def _double(plugin: Plugin) -> PluginCard:
    why = str(plugin.reason)
    return PluginCard(
        plugin.name, plugin.name, icon="puzzle-off", works=False, reason=why, advice=_advice(), switchable=False
    )


def _advice() -> str:
    """The plugin's author reads the reason; the operator puts what they send in its place."""
    return _("网站和其他服务照常。请把这句话转告平台运维人员，修好或换掉它以后重启网站。")


def state_row(name: str) -> Any:
    """The stored switch of a plugin here, or None."""
    return db.session.scalar(select(PluginState).where(PluginState.plugin == name))
