"""A workflow as data: states, transitions and clocks, checked when the module is loaded."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.kernel.actor import Actor


@dataclass(frozen=True)
class State:
    """badge: colour name of the badge macro. final: nothing leads out of it.

    settled: nobody has anything left to do, though a complaint or a correction may still lead out of it.
    """

    key: str
    title: Any
    badge: str = "grey"
    final: bool = False
    settled: bool = False


@dataclass(frozen=True)
class Change:
    """What an effect learns about the step being taken; `data` holds what the caller passed to `fire`."""

    actor: Actor
    reason: str
    data: dict[str, Any]
    at: datetime
    transition: str


@dataclass(frozen=True)
class Transition:
    """One arrow.

    permission: asked with the row as object; None leaves the decision to the condition and the calling service.
    reason: the actor must give one. condition(row, actor): None, or the sentence that says why not and what to do;
    judged on the locked row. effect(row, change): runs in the same transaction, after the state was written.
    automatic: only the system takes it (clocks); never a button.
    """

    name: str
    title: Any
    sources: str | Sequence[str]
    target: str
    permission: str | None = None
    reason: bool = False
    condition: Callable[[Any, Actor], str | None] | None = None
    effect: Callable[[Any, Change], None] | None = None
    icon: str | None = None
    primary: bool = False
    automatic: bool = False

    def __post_init__(self) -> None:
        sources = (self.sources,) if isinstance(self.sources, str) else tuple(self.sources)
        object.__setattr__(self, "sources", sources)


@dataclass(frozen=True)
class Clock:
    """In `state`, after minutes(row) whole minutes (None: never), the system takes `transition`.

    A transition that leads back to its own state winds the clock again: a reminder.
    """

    state: str
    minutes: Callable[[Any], int | None]
    transition: str


@dataclass(frozen=True)
class Button:
    """A step that is open to an actor; `refusal` is the sentence when a condition says no just now."""

    name: str
    title: Any
    icon: str | None
    primary: bool
    needs_reason: bool
    refusal: str | None


@dataclass(frozen=True)
class HistoryLine:
    """One past step in the reader's words; `title` is None for the start."""

    title: Any
    state: State
    actor_name: str
    actor_person_id: int | None
    acting_for_id: int | None
    reason: str
    at: datetime


@dataclass(frozen=True)
class Graph:
    """States, transitions and clocks by name; raises ValueError with the name of whatever does not fit."""

    name: str
    states: dict[str, State] = field(default_factory=dict)
    transitions: dict[str, Transition] = field(default_factory=dict)
    clocks: dict[str, Clock] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, states: Sequence[State], arrows: Sequence[Transition], clocks: Sequence[Clock]) -> Graph:
        graph = cls(name, {s.key: s for s in states}, {t.name: t for t in arrows}, {c.state: c for c in clocks})
        if not states or (len(graph.states), len(graph.transitions), len(graph.clocks)) != (
            len(states), len(arrows), len(clocks),
        ):
            raise ValueError(f"workflow {name!r}: needs a state, and no state, transition or clock twice")
        for arrow in arrows:
            graph._check_arrow(arrow)
        for clock in clocks:
            if clock.transition not in graph.transitions or clock.state not in graph.leads(clock.transition):
                raise ValueError(f"workflow {name!r}: no {clock.transition!r} from {clock.state!r} for its clock")
        lost = graph.states.keys() - {states[0].key} - {a.target for a in arrows}
        if lost:
            raise ValueError(f"workflow {name!r}: nothing leads to {', '.join(sorted(lost))}")
        return graph

    def leads(self, transition: str) -> tuple[str, ...]:
        """The states from which a transition starts."""
        return tuple(self.transitions[transition].sources)

    def from_state(self, state: str) -> list[Transition]:
        """The transitions that leave a state, in the order of declaration."""
        return [t for t in self.transitions.values() if state in t.sources]

    def _check_arrow(self, arrow: Transition) -> None:
        unknown = {*arrow.sources, arrow.target} - self.states.keys()
        if unknown:
            raise ValueError(f"workflow {self.name!r}: {arrow.name!r} names unknown states {sorted(unknown)}")
        closed = [s for s in arrow.sources if self.states[s].final]
        if closed:
            raise ValueError(f"workflow {self.name!r}: {arrow.name!r} leads out of the final state {closed[0]!r}")
