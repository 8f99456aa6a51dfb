"""What a plugin may offer to core's pages: small pieces of data that core draws in its own look."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class NavItem:
    """An entry of the menu that was asked for; lower `order` comes first."""

    title: Any
    endpoint: str
    icon: str = "puzzle"
    order: int = 100
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Card:
    """A block of a page, drawn from the plugin's own template with `context`."""

    title: Any
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    order: int = 100


@dataclass(frozen=True)
class Figure:
    """One number of the public home page, counted by query."""

    title: Any
    value: int
    unit: Any = ""
    icon: str = "heart"
    order: int = 100


@dataclass(frozen=True)
class Tile:
    """One of the big buttons of a resident's page. `tone`: red, gold, green or blue."""

    title: Any
    subtitle: Any
    endpoint: str
    icon: str = "puzzle"
    tone: str = "red"
    order: int = 100
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Panel:
    """A block of a resident's page at the desk."""

    title: Any
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    order: int = 100


@dataclass(frozen=True)
class Hint:
    """What the admin has to do yet before a service is of use, and the page where it is done."""

    text: Any
    endpoint: str
    values: Mapping[str, Any] = field(default_factory=dict)


# How many tasks a service hands over at the most: more than anybody does in a week, so that none is missing.
MOST_TASKS = 200


@dataclass(frozen=True)
class Task:
    """One thing that waits for a worker; `due_at` sorts the list, `badge` is a word or two.

    household_id: the door it is about, if it is about one: the list then leads to that door's visit sheet.
    """

    title: Any
    subtitle: Any
    url: str
    due_at: datetime | None = None
    tone: str = "grey"
    icon: str = "puzzle"
    badge: Any = ""
    household_id: int | None = None


@dataclass(frozen=True)
class Arrangement:
    """Something that is arranged for the person who looks: who comes when. `asks`: it waits for an answer, so it comes first."""

    title: Any
    subtitle: Any
    url: str
    icon: str = "calendar"
    at: datetime | None = None
    asks: bool = False


@dataclass(frozen=True)
class Job:
    """Recurring work for each community where the plugin is on: `run(community_id)` every so many minutes."""

    name: str
    minutes: int
    run: Callable[[int], None]
