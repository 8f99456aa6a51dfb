"""The same time every week: what would go is shown before, each day is booked by itself, skipped days stay out."""
from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from core.api import community_today
from core.kernel.actor import SYSTEM
from core.tenancy.session import db
from plugins.venues.errors import CannotBook
from plugins.venues.models import Booking, Series
from plugins.venues.services import arriving, deciding, series, upkeep
from plugins.venues.services.asking import Wish

from .conftest import Centre, at, state

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def weekly(centre: Centre, **values: Any) -> Wish:
    start = at(10)
    return Wish(centre.room_id, centre.resident_id, start, start + timedelta(hours=1), "games", **values)


def first_day() -> Any:
    return community_today() + timedelta(days=1)


def test_each_day_says_what_is_in_its_way_before_anything_is_written(centre: Centre, book: Any) -> None:
    book(centre.room_id, days=8, person_id=centre.neighbour_id)
    upkeep.close_day(SYSTEM, centre.room_id, first_day() + timedelta(weeks=2), "检修")
    turns = series.turns(centre.resident, weekly(centre), first_day() + timedelta(weeks=4))
    assert [turn.refusal for turn in turns] == [
        "", "这段时间已经有安排。", "图书室这一天不开放（检修），请换一天。", "", "",
    ]
    assert db.session.scalar(select(func.count()).select_from(Series)) == 0


def test_days_beyond_the_horizon_are_refused_alone(centre: Centre) -> None:
    turns = series.turns(centre.resident, weekly(centre), first_day() + timedelta(weeks=5))
    assert [bool(turn.refusal) for turn in turns] == [False, False, False, False, False, True]


def test_the_chosen_days_are_booked_one_by_one(centre: Centre, book: Any) -> None:
    book(centre.room_id, days=8, person_id=centre.neighbour_id)
    days = series.days_of(first_day(), first_day() + timedelta(weeks=3), 1)
    row, booked, left_out = series.book_series(centre.resident, weekly(centre), days[-1], {days[0], days[1], days[3]})
    db.session.commit()
    assert [booking.state for booking in booked] == ["approved", "approved"]
    assert row.skipped == [days[1].isoformat(), days[2].isoformat()]
    assert sorted(turn.day for turn in left_out) == [days[1], days[2]]
    assert {booking.series_id for booking in db.session.scalars(select(Booking).where(Booking.series_id == row.id))} == {row.id}


def test_taken_days_are_waited_for_where_wished(centre: Centre, book: Any) -> None:
    book(centre.room_id, days=8, person_id=centre.neighbour_id)
    days = series.days_of(first_day(), first_day() + timedelta(weeks=1), 1)
    _row, booked, left_out = series.book_series(centre.resident, weekly(centre, wait=True), days[-1], days)
    assert ([booking.state for booking in booked], left_out) == (["approved", "waiting"], [])


def test_every_two_weeks_and_not_too_many(centre: Centre) -> None:
    assert len(series.days_of(first_day(), first_day() + timedelta(weeks=4), 2)) == 3
    with pytest.raises(CannotBook, match="一次最多约 26 次"):
        series.days_of(first_day(), first_day() + timedelta(weeks=26), 1)
    with pytest.raises(CannotBook, match="要晚于第一次"):
        series.days_of(first_day(), community_today(), 1)


def test_nothing_chosen_is_refused_and_leaves_no_series(centre: Centre) -> None:
    with pytest.raises(CannotBook, match="请至少勾选一天"):
        series.book_series(centre.resident, weekly(centre), first_day(), set())


def test_one_day_of_a_series_is_cancelled_by_itself(centre: Centre) -> None:
    days = series.days_of(first_day(), first_day() + timedelta(weeks=1), 1)
    _row, booked, _left = series.book_series(centre.resident, weekly(centre), days[-1], days)
    arriving.step_of_booker(booked[0].id, centre.resident, "cancel")
    db.session.commit()
    assert [state(booking.id) for booking in booked] == ["cancelled", "approved"]


def test_the_rest_of_a_series_is_cancelled_in_one_go(centre: Centre) -> None:
    days = series.days_of(first_day(), first_day() + timedelta(weeks=3), 1)
    _row, booked, _left = series.book_series(centre.resident, weekly(centre), days[-1], days)
    db.session.commit()
    arriving.cancel_series(booked[1].id, centre.resident)
    db.session.commit()
    assert [state(booking.id) for booking in booked] == ["approved", "cancelled", "cancelled", "cancelled"]


def test_a_series_is_approved_in_one_go_except_what_others_want_too(centre: Centre, book: Any) -> None:
    wish = replace(weekly(centre), place_id=centre.hall_id)
    days = series.days_of(first_day(), first_day() + timedelta(weeks=2), 1)
    _row, booked, _left = series.book_series(centre.resident, wish, days[-1], days)
    book(centre.hall_id, days=8, person_id=centre.neighbour_id)
    assert deciding.approve_series(booked[0].id, centre.worker) == (2, 1)
    db.session.commit()
    assert [state(booking.id) for booking in booked] == ["approved", "requested", "approved"]
