"""Every point where a plugin may join in. This file is the contract.

A plugin implements what it needs and names only the arguments it uses; arguments are only ever added. Nouns are
answers, `on_*` is news, `may_*` is a question. `community` is the CommunityState (id, slug, name, words, version);
`actor` is who looks (`actor.person_id`, `actor.can(permission, row)`). No hook is handed the app, none returns a
response, and none may be a wrapper or jump the queue.
"""
# The answers of the specifications themselves are never used; the types tell plugin authors what to return.
# mypy: disable-error-code="empty-body"
from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

import pluggy
from flask import Blueprint

from core.communities.state import CommunityState
from core.kernel.actor import Actor
from core.kernel.facts import Fact
from core.pluginsystem.offers import Arrangement, Card, Figure, Hint, Job, NavItem, Panel, Task, Tile

hookspec = pluggy.HookspecMarker("linli")
hookimpl = pluggy.HookimplMarker("linli")


# --- asked once, when the process starts; a failure leaves the plugin out


@hookspec
def blueprint() -> Blueprint:
    """The plugin's one Blueprint; nest others inside it. Core names it and mounts it under `/<plugin-name>/`."""


@hookspec
def settings_form() -> type[Any]:
    """A WTForm with one field per setting; the fields' defaults are the settings' defaults. A base class whose
    `Meta` has a `legend` is drawn as a group of its own."""


@hookspec
def jobs() -> Sequence[Job]:
    """Recurring work, done by `flask worker` for each community where the plugin is on."""


@hookspec
def facts() -> Sequence[Fact]:
    """What the plugin counts for reports; `flask community facts` prints them under the plugin's name."""


# --- answers, asked only where the plugin is on; a failing plugin is left out and named in the console


@hookspec
def nav_items(community: CommunityState, actor: Actor, area: str) -> Sequence[NavItem]:
    """Entries for the menu of `area`: "public", "me", "desk" or "console"."""


@hookspec
def public_cards(community: CommunityState) -> Sequence[Card]:
    """Blocks for the community's public home page; nothing about a single person unless published with consent."""


@hookspec
def public_figures(community: CommunityState) -> Sequence[Figure]:
    """Numbers for the public home page."""


@hookspec
def tiles(community: CommunityState, actor: Actor) -> Sequence[Tile]:
    """Big buttons for the resident's own page."""


@hookspec
def me_cards(community: CommunityState, actor: Actor) -> Sequence[Card]:
    """Blocks for the resident's own page, such as the savings card."""


@hookspec
def arrangements(community: CommunityState, actor: Actor) -> Sequence[Arrangement]:
    """What is arranged for the person who looks, soonest first."""


@hookspec
def tasks(community: CommunityState, actor: Actor) -> Sequence[Task]:
    """What waits for this worker: all of it (MOST_TASKS at the most), since the desk counts and sorts over all services."""


@hookspec
def household_tasks(community: CommunityState, household: Any, actor: Actor) -> Sequence[Task]:
    """Everything that is open at one door, for the worker's visit sheet; show only what the actor may see."""


@hookspec
def desk_cards(community: CommunityState, actor: Actor) -> Sequence[Card]:
    """Blocks for the worker's first page, such as a chart; show only what the actor may see."""


@hookspec
def resident_panels(community: CommunityState, person: Any, actor: Actor) -> Sequence[Panel]:
    """Blocks for the page of one resident at the desk; show only what the actor may see."""


@hookspec
def room_needs(community: CommunityState, building: Any, actor: Actor) -> Mapping[int, int]:
    """Room ids of a building with how much they need: 1 something is open, 2 watch, 3 urgent."""


@hookspec
def hints(community: CommunityState) -> Sequence[Hint]:
    """What the admin has to set up yet before the service is of use to anybody; shown on its card and among the problems."""


@hookspec
def examples(community: CommunityState) -> Mapping[str, Mapping[str, Any]]:
    """For tests: values for every route with arguments, `{"love_savings.card": {"card_id": 5}}`; makes the rows."""


# --- questions; a plugin that fails to answer counts as a no


@hookspec
def may_leave(community: CommunityState, person: Any) -> str | None:
    """A finished sentence if this person may not be moved out or struck off now, else None.

    An erasure asks the plugins that are off as well.
    """


# --- news; each plugin hears it in a savepoint or transaction of its own


@hookspec
def on_enable(community: CommunityState) -> None:
    """The plugin was just switched on here; must be harmless when called again."""


@hookspec
def on_disable(community: CommunityState) -> None:
    """The plugin is about to be switched off here: stop things, delete nothing."""


@hookspec
def on_event(community: CommunityState, event: Any) -> None:
    """Something happened and was committed; called by the worker, at least once per event: key what you write.

    What happened while the plugin was off, it does not hear, but for consents that were withdrawn: it is told of those when
    it is switched on again. Who moved or left meanwhile, the register says: look in `on_enable`.
    """


@hookspec
def demo_data(community: CommunityState, rng: Random, signins: Mapping[str, Any]) -> None:
    """Invent a plausible past for a demo community; `rng` is the only source of chance.

    Called by `flask demo SLUG`, once where the plugin is on.

    signins: the persons who can sign in there, by `admin`, `grid`, `volunteer` and `resident`.
    """


# --- privacy: asked of every plugin that has them, on or off; a failure refuses the whole step and names the plugin


@hookspec
def export_resident(community: CommunityState, person: Any) -> Mapping[str, Any]:
    """Everything that the plugin keeps about this person, as JSON-ready data.

    Called for the copy that residents download on their own page, guardians for a child, and workers for somebody
    without a phone.
    """


@hookspec
def erase_resident(community: CommunityState, person: Any) -> None:
    """Erase or make nameless everything that the plugin keeps about this person.

    Called when the admin carries out an erasure that the person asked for: before core's own rows go, in the same
    transaction. Commit nothing. Raise Refused with a sentence where the law forbids it now.
    """


@hookspec
def must_keep(community: CommunityState, person: Any) -> Sequence[str]:
    """Finished sentences: what of this person stays, nameless, after `erase_resident`, and by which rule.

    Called for the page on which the admin decides about an erasure.
    """


PRIVACY = ("export_resident", "erase_resident")  # needed of every plugin that refers to persons
