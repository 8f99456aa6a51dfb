"""One wish with its names and its past, and how much of it each reader sees."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from core.api import Building, Person, Room, _, open_sensitive, session

from ..errors import NoMatter
from ..models import Wish
from ..workflow import wish_flow
from .finding import for_station

Recorder = aliased(Person)


@dataclass(frozen=True)
class Detail:
    """A wish and the names around it."""

    wish: Wish
    person: Person
    building: str | None
    entrance: int | None
    room: str | None
    recorder: str | None

    @property
    def address(self) -> str:
        """Where the resident lives."""
        if not self.room:
            return self.building or ""
        where = {"building": self.building, "entrance": self.entrance, "room": self.room}
        return _("%(building)s %(entrance)s 单元 %(room)s", **where)


def detail(wish: Wish) -> Detail:
    """The names around a wish, in one statement; only for readers who may know them."""
    row = session.execute(
        select(Person, Building.name, Room.entrance, Room.number, Recorder.name)
        .select_from(Wish)
        .join(Person, Person.id == Wish.person_id)
        .outerjoin(Building, Building.id == Wish.building_id)
        .outerjoin(Room, Room.id == Person.room_id)
        .outerjoin(Recorder, Recorder.id == Wish.recorded_by_id)
        .where(Wish.id == wish.id)
    ).one()
    return Detail(wish, *row)


def station_detail(wish_id: int, actor: Any) -> Detail:
    """For a worker in whose reach it is; raises Missing."""
    return detail(for_station(wish_id, actor))


def open_story(wish_id: int, actor: Any, reason: str) -> str:
    """What the resident told besides, noted in the audit. Commit before showing. Raises Missing, NoMatter, MayNotOpen."""
    wish = for_station(wish_id, actor)
    if not reason:
        raise NoMatter
    person = session.get_one(Person, wish.person_id)
    return open_sensitive(wish, "story", actor, reason, about=person) or ""


def history_steps(wish: Wish) -> list[dict[str, Any]]:
    """The wish's past as the timeline draws it, oldest first."""
    first = _("代为登记") if wish.recorded_by_id else _("许下心愿")
    return [
        {
            "title": line.title or first, "actor_name": line.actor_name, "actor_person_id": line.actor_person_id,
            "at": line.at, "reason": line.reason,
        }
        for line in wish_flow.history(wish)
    ]


def steps_for_resident(wish: Wish, name: str) -> list[dict[str, Any]]:
    """The same for the one who wished: nobody else's name, and only the reasons that were meant for them."""
    told = ("send_back", "call_off", "substitute")
    return [
        {
            "title": line.title or _("许下心愿"), "at": line.at, "actor_person_id": line.actor_person_id,
            "actor_name": name if line.actor_person_id == wish.person_id else "",
            "reason": line.reason if line.actor_person_id == wish.person_id or _named(line, told) else "",
        }
        for line in wish_flow.history(wish)
    ]


def _named(line: Any, names: tuple[str, ...]) -> bool:
    titles = [wish_flow.graph.transitions[name].title for name in names]
    return any(line.title is title for title in titles)

