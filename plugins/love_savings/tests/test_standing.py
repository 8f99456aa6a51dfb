"""The building's plan shows what is open, and nobody moves away from an open request."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.communities.services import current_community
from core.errors import Refused
from core.people.models import Person
from core.pluginsystem import dispatch
from core.tenancy.session import db
from plugins.love_savings.models import Request
from plugins.love_savings.services import serving, standing

from .conftest import Station


def _home(station: Station) -> Person:
    return db.session.get(Person, station.resident_id)


def test_the_plan_marks_the_room_of_an_open_request(station: Station, asked: Any) -> None:
    home = _home(station)
    assert standing.room_needs(home.building_id, station.worker) == {}
    asked()
    assert standing.room_needs(home.building_id, station.worker) == {home.room_id: 1}


def test_the_room_is_urgent_once_the_wished_time_has_begun(station: Station, asked: Any, clock_at: Any) -> None:
    request = db.session.get(Request, asked())
    home = _home(station)
    clock_at(request.starts_at + timedelta(minutes=1))
    assert standing.room_needs(home.building_id, station.worker) == {home.room_id: 3}


def test_a_resident_sees_nothing_of_the_plan(station: Station, asked: Any) -> None:
    asked()
    assert standing.room_needs(_home(station).building_id, station.resident) == {}


def test_nobody_moves_away_from_an_open_request(station: Station, asked: Any) -> None:
    request_id, home = asked(), _home(station)
    with pytest.raises(Refused, match="还有 1 个爱心储蓄所的请求没有办完"):
        dispatch.veto("may_leave", current_community(), person=home)
    serving.cancel(request_id, station.resident, "不用了")
    dispatch.veto("may_leave", current_community(), person=home)
