"""One request with its offer, for tests that visit every address."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select

from core.api import SYSTEM, Building, Grid, Household, Person, Room, Volunteer, new_id, now, session

from ..models import Offer, Request
from ..services import asking, cards
from ..workflow import offer_flow, request_flow

WORDS = "示例：换灯泡"


def examples() -> dict[str, dict[str, Any]]:
    """Values for every route with arguments; made once per community."""
    request = session.scalar(select(Request).where(Request.words == WORDS)) or _make()
    offer_id = session.scalar(select(Offer.id).where(Offer.request_id == request.id))
    token = cards.card_for(request.person_id).token
    one, answer = {"request_id": request.id}, {"offer_id": offer_id, "answer": "decline"}
    found = {name: one for name in ("request_page", "match", "asked", "confirm", "cancel", "job", "phone", "helper_phone")}
    found |= {"do": {**one, "step": "verify"}, "job_step": {**one, "step": "check_in"}}
    found |= {"answer": answer, "answer_for": {**one, **answer}}
    found |= {"card_of": {"person_id": request.person_id}, "scan": {"token": token}}
    return {f"love_savings.{name}": values for name, values in found.items()}


def _make() -> Request:
    person = _resident()
    start = now() + timedelta(days=1)
    request = asking.ask(SYSTEM, person.id, start, start + timedelta(hours=1), words=WORDS)
    request_flow.fire(request, "verify", SYSTEM)
    request = request_flow.fire(request, "offer", SYSTEM)
    helper = Person(name="示例志愿者")
    session.add(helper)
    session.flush()
    volunteer_id = new_id()
    # The volunteer's workflow belongs to core; an example needs no application and no review.
    session.execute(
        insert(Volunteer).values(id=volunteer_id, person_id=helper.id, state="active", state_since=now(), note="")
    )
    offer = Offer(request_id=request.id, volunteer_id=volunteer_id, person_id=helper.id, wave=request.wave, reasons=[])
    offer_flow.start(offer, SYSTEM)
    session.flush()
    return request


def _resident() -> Person:
    grid = Grid(name="示例网格", code="love-savings")
    session.add(grid)
    session.flush()
    building = Building(grid_id=grid.id, name="示例楼", number=9_801)
    session.add(building)
    session.flush()
    room = Room(building_id=building.id, floor=1, number="101")
    session.add(room)
    session.flush()
    household = Household(room_id=room.id, number="示例-101")
    session.add(household)
    session.flush()
    person = Person(name="示例居民", building_id=building.id, room_id=room.id, household_id=household.id)
    session.add(person)
    session.flush()
    return person
