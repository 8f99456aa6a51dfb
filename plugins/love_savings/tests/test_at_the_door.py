"""What the station does beside the straight path: a visit to the door, a confirmation by a call, hours that leave a card."""
from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from core.people.models import Person
from core.tenancy.session import db
from core.testing_accounts import make_building, make_person
from plugins.love_savings.models import Movement, Request
from plugins.love_savings.services import figures, lists, serving
from plugins.love_savings.workflow import request_flow

from .conftest import Station
from .test_straight_path import accepted, served

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def test_what_is_open_at_a_door_is_found_for_the_visit(station: Station, asked: Any) -> None:
    request_id = asked()
    household_id = db.session.get_one(Person, station.resident_id).household_id
    other = make_person("隔壁的人", make_building(2))

    assert [row.id for row in lists.open_at(household_id, station.worker)] == [request_id]
    assert lists.open_at(other.household_id, station.worker) == []


def test_only_the_station_confirms_after_a_call(station: Station, asked: Any, clock_at: Any) -> None:
    request_id = asked()
    accepted(station, request_id)
    served(station, request_id, clock_at)
    request = db.session.get_one(Request, request_id)

    assert station.worker.can("love_savings.confirm", request)
    assert not station.helper().can("love_savings.confirm", request)
    assert request_flow.fire(request, "confirm_by_call", station.worker, "电话里说修好了").state == "confirmed"


def test_hours_given_are_counted_apart_from_hours_spent(station: Station, asked: Any, clock_at: Any) -> None:
    request_id = asked()
    accepted(station, request_id)
    served(station, request_id, clock_at)
    serving.confirm(request_id, station.resident)
    station.work()
    put = db.session.scalars(select(Movement)).one()
    spent = {name: getattr(put, name) for name in ("card_id", "service_record_id", "served_minutes", "day", "month")}
    db.session.add(Movement(**spent, kind="out", minutes=25))
    db.session.flush()

    assert (figures.minutes_in(None), figures.minutes_out(None)) == (60, 25)
    assert (figures.minutes_out(put.day.year), figures.minutes_out(put.day.year - 1)) == (25, 0)
