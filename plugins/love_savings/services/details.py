"""One request with its names, and how much of it each reader sees."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased

from core.api import Building, Missing, Person, Room, Skill, _, audit, now, session, usual

from ..models import Offer, Request
from ..names import masked
from ..rules import NAME_AND_PHONE, rules
from ..workflow import request_flow

VIEW = "love_savings.view_station"
KNOWN_FOR = timedelta(hours=24)
Helper, Recorder = aliased(Person), aliased(Person)
# Built once: every page of a request begins with it.
_DETAIL = (
    select(Request, Person, Building.name, Room.entrance, Room.number, Skill.title, Helper, Recorder.name)
    .join(Person, Person.id == Request.person_id)
    .outerjoin(Building, Building.id == Request.building_id)
    .outerjoin(Room, Room.id == Person.room_id)
    .outerjoin(Skill, Skill.id == Request.skill_id)
    .outerjoin(Helper, Helper.id == Request.helper_id)
    .outerjoin(Recorder, Recorder.id == Request.recorded_by_id)
    .where(Request.id == bindparam("request_id"))
)


@dataclass(frozen=True)
class Detail:
    """A request and the names around it."""

    request: Request
    person: Person
    building: str | None
    entrance: int | None
    room: str | None
    skill: str | None
    helper: Person | None
    recorder: str | None

    @property
    def what(self) -> str:
        """What is to be done, in a few words."""
        return usual(self.skill) or self.request.words[:20]

    @property
    def address(self) -> str:
        """Where to go: the place that was named, or home."""
        if self.request.place:
            return self.request.place
        if not self.room:
            return self.building or ""
        where = {"building": self.building, "entrance": self.entrance, "room": self.room}
        return _("%(building)s %(entrance)s 单元 %(room)s", **where)


def detail(request_id: int) -> Detail:
    """The request with names, in one statement; raises Missing."""
    found = session.execute(_DETAIL, {"request_id": request_id}).one_or_none()
    if found is None:
        raise Missing(_("没有找到这个请求。"))
    return Detail(*found)


def for_station(request_id: int, actor: Any) -> Detail:
    """For a worker in whose reach it is; raises Missing."""
    found = detail(request_id)
    if not actor.can(VIEW, found.request):
        raise Missing(_("没有找到这个请求。"))
    return found


def for_resident(request_id: int, actor: Any) -> Detail:
    """For the one who asked; raises Missing."""
    found = detail(request_id)
    if found.request.person_id != actor.person_id:
        raise Missing(_("没有找到这个请求。"))
    return found


def for_helper(request_id: int, actor: Any) -> Detail:
    """For the volunteer who accepted; raises Missing."""
    found = detail(request_id)
    if found.request.helper_id is None or found.request.helper_id != actor.person_id:
        raise Missing(_("没有找到这个请求。"))
    return found


def known_until(request: Any) -> datetime:
    """Until when helper and helped know each other's name, home and phone: a day after the end."""
    return (request.checked_out_at or request.ends_at) + KNOWN_FOR


def knows(request: Request, person_id: int | None) -> bool:
    """Whether the helper may (still) see whom they help and where."""
    if request.helper_id is None or request.helper_id != person_id or request.state == "cancelled":
        return False
    return now() <= known_until(request)


def shown_name(found: Detail, actor: Any) -> str:
    """The resident's name for the helper: in full while they need it."""
    return found.person.name if knows(found.request, actor.person_id) else masked(found.person.name)


def listed_name(row: Any) -> str:
    """The same for a line of the helper's list of jobs."""
    name: str = row.person_name
    return name if now() <= known_until(row) else masked(name)


def open_phone(found: Detail, actor: Any) -> str | None:
    """The resident's phone for the helper on the way, noted in the audit; raises Missing later. Commit before showing."""
    if not knows(found.request, actor.person_id):
        raise Missing(_("现在不能再看这位居民的电话，有事请联系工作站。"))
    audit.write(
        "love_savings.reveal_phone", _("志愿者查看了居民的电话"), actor=actor,
        object_kind="person", object_id=found.person.id, reason=_("上门服务前联系"),
    )
    phone: str | None = Person.phone.clear(found.person)
    return phone


def may_call(found: Detail) -> bool:
    """Whether the one who asked may see the helper's phone now, by the station's setting."""
    return rules().resident_sees == NAME_AND_PHONE and knows(found.request, found.request.helper_id)


def open_helper_phone(found: Detail, actor: Any) -> str | None:
    """The helper's phone for the one who asked, noted in the audit; raises Missing otherwise. Commit before showing."""
    if found.helper is None or not may_call(found):
        raise Missing(_("现在不能看志愿者的电话，有事请联系工作站。"))
    audit.write(
        "love_savings.reveal_phone", _("居民查看了志愿者的电话"), actor=actor,
        object_kind="person", object_id=found.helper.id, reason=_("上门服务前联系"),
    )
    phone: str | None = Person.phone.clear(found.helper)
    return phone


def waves_of(request_id: int) -> list[tuple[int, datetime, list[Any]]]:
    """(wave, when it was asked, its (offer, volunteer's name)) of all waves, the latest first; one statement."""
    rows = session.execute(
        select(Offer, Person.name)
        .join(Person, Person.id == Offer.person_id)
        .where(Offer.request_id == request_id)
        .order_by(Offer.wave.desc(), Offer.id)
    ).all()
    waves = [(wave, list(asked)) for wave, asked in groupby(rows, lambda row: row[0].wave)]
    return [(wave, asked[0][0].asked_at, asked) for wave, asked in waves]


def history_steps(request: Request) -> list[dict[str, Any]]:
    """The request's history as the timeline draws it, oldest first."""
    return [
        {
            "title": line.title or _began(request, _("代为登记") if request.recorded_by_id else _("提出请求")),
            "actor_name": line.actor_name, "actor_person_id": line.actor_person_id, "at": line.at, "reason": line.reason,
        }
        for line in request_flow.history(request)
    ]


def _began(request: Request, asked: str) -> str:
    return asked if request.turn == 1 else _("前一位做不完，另请人接着做")


def steps_for_resident(found: Detail, helper: str) -> list[dict[str, Any]]:
    """The same for the one who asked: the helper as the community shows them, nobody else's name or words."""
    own = found.request.person_id
    shown = {found.request.helper_id: helper, None: "", own: found.person.name}
    return [
        {
            "title": line.title or _began(found.request, _("提出请求")), "actor_name": shown.get(line.actor_person_id, ""), "at": line.at,
            "reason": line.reason if line.actor_person_id == own else "",
        }
        for line in request_flow.history(found.request)
    ]
