"""The demo: rules everywhere, weeks of bookings that overlap nowhere, and something to do for each sign-in."""
from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random

import pytest
from sqlalchemy import func, select

from core.communities.services import current_community
from core.kernel.actor import SYSTEM
from core.people.models import Person
from core.places.models import Place, PlaceUse
from core.places.services import use_place
from core.pluginsystem import lifecycle
from core.tenancy.session import db
from core.testing_accounts import make_building, make_person
from core.volunteers.models import Team
from plugins.venues import demo
from plugins.venues.models import Booking, Series
from plugins.venues.services import figures, lists
from plugins.venues.services.calendar import minute_of
from plugins.venues.workflow import flow

from .conftest import at

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
PLACES = (("图书室", "room"), ("书法室", "room"), ("多功能厅", "hall"), ("中心花园", "garden"), ("舞台", "stage"), ("球室", "sports"))


@pytest.fixture
def town(inside: None) -> dict[str, Person]:
    """Six places, thirty residents, two teams; returns the four sign-ins."""
    lifecycle.enable(current_community(), "venues", SYSTEM)
    home = make_building(1)
    people = [make_person(f"余居民{n}", home, birth_date=date(1970, 1, 1)) for n in range(30)]
    db.session.add_all([Place(name=name, kind=kind, capacity=40, position=n) for n, (name, kind) in enumerate(PLACES)])
    db.session.add_all([Team(name=f"第{n}队", kind="love", items=[], leader_id=people[n].id) for n in range(2)])
    db.session.commit()
    return dict(zip(("admin", "grid", "volunteer", "resident"), people[10:14], strict=True))


def rows() -> list[tuple[object, ...]]:
    columns = (Booking.title, Booking.state, Booking.starts_at, Booking.ends_at)
    return [tuple(row) for row in db.session.execute(select(*columns).order_by(Booking.starts_at, Booking.title))]


def test_every_place_has_rules_and_the_figures_come_out(town: dict[str, Person]) -> None:
    demo.load(Random(7), town)
    db.session.commit()
    assert figures.count_venues(None) == len(PLACES)
    states = Counter(db.session.scalars(select(Booking.state)))
    used = states["approved"] + states["checked_in"] + states["finished"]
    assert figures.count_bookings(None) == used == db.session.scalar(select(func.count()).select_from(PlaceUse))
    assert states["finished"] > 60 and states["released"] > 3 and states["requested"] >= 3
    series = db.session.scalars(select(Series)).one()
    assert len(series.skipped) == 2
    made = db.session.scalar(select(func.count()).select_from(Booking).where(Booking.series_id == series.id))
    assert made == 6


def test_the_demos_bookings_have_a_history_that_the_workflow_allows(town: dict[str, Person]) -> None:
    demo.load(Random(7), town)
    for booking in db.session.scalars(select(Booking)):
        states = [line.state.key for line in flow.history(booking)]
        assert (states[0], states[-1]) == ("requested", booking.state)


def test_the_sign_ins_find_something_to_do(town: dict[str, Person]) -> None:
    demo.load(Random(7), town)
    db.session.commit()
    mine = {row.Booking.state for row in lists.mine(town["resident"].id, live=True)}
    assert {"approved", "requested", "waiting"} <= mine
    assert len(lists.to_decide(SYSTEM)) >= 3


def test_taken_times_are_skipped_and_classrooms_keep_their_late_afternoons(town: dict[str, Person]) -> None:
    hall = db.session.scalar(select(Place.id).where(Place.kind == "hall"))
    use_place(hall, at(8), at(20), "大会", "activities.session", 1)
    db.session.commit()
    demo.load(Random(7), town)
    db.session.commit()
    rooms = select(Place.id).where(Place.kind == "room")
    spans = db.session.execute(select(Booking.starts_at, Booking.ends_at).where(Booking.place_id.in_(rooms)))
    assert [1 for start, end in spans if minute_of(start) < 19 * 60 and minute_of(end) > 16 * 60] == []


def test_the_same_chance_makes_the_same_demo(town: dict[str, Person]) -> None:
    demo.load(Random(7), town)
    first = rows()
    db.session.rollback()
    demo.load(Random(7), town)
    assert rows() == first
