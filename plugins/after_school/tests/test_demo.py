"""The demo adds up, has today something in every state, and gives each of the four sign-ins something to do."""
from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select

from core.api import children_of, places, use_place
from core.kernel.actor import SYSTEM
from core.kernel.occupancy import OccupiedQuarter
from core.people.models import Person
from core.places.register import save_place
from core.tenancy.session import db
from core.testing_accounts import make_building, make_person
from core.volunteers.models import ServiceRecord
from plugins.after_school import demo
from plugins.after_school.child_models import ChildDay
from plugins.after_school.models import ClassDay, Course, Duty, Enrolment, Seat, Term
from plugins.after_school.services import access, figures, lists
from plugins.after_school.services.draw import lots

from .conftest import School, at, child, cleared_volunteer

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


@pytest.fixture
def town(school: School, clock_at: Any) -> dict[str, Person]:
    """Thirty families, every third one with two children, eight volunteers, six rooms and the four sign-ins."""
    clock_at(at(14, day=date(2026, 11, 26)))
    home = make_building(7)
    db.session.get_one(Term, school.term_id).name = "早先的学期"
    for number in range(4):
        save_place(None, SYSTEM, name=f"教室{number}", kind="room", capacity=20, setup_minutes=0, cleanup_minutes=0)
    for number in range(30):
        parent = make_person(f"家长{number}", home, birth_date=date(1985, 1, 1 + number % 28))
        for sibling in range(1 + (number % 3 == 0)):
            made = db.session.get(Person, child(parent.id, f"孩子{number}{sibling}", date(2016 + sibling, 3, 1 + number % 28)))
            made.household_id, made.building_id = parent.household_id, parent.building_id
    volunteers = [cleared_volunteer(f"志愿者{n}", home) for n in range(8)]
    db.session.commit()
    people = {"admin": school.admin_id, "grid": school.worker_id, "volunteer": volunteers[0], "resident": school.guardians[2]}
    return {name: db.session.get_one(Person, person_id) for name, person_id in people.items()}


def test_the_past_adds_up_and_today_has_something_in_every_state(school: School, town: dict[str, Person]) -> None:
    demo.load(Random(7), town)
    db.session.commit()
    names = [term.name for term in lists.all_terms()]
    assert {"2027 年寒假", "2026 年秋季", "2026 年暑假"} <= set(names)
    today = db.session.scalars(select(ClassDay).where(ClassDay.day == date(2026, 11, 26), ClassDay.state == "open")).one()
    states = Counter(db.session.scalars(select(ChildDay.state).where(ChildDay.class_day_id == today.id)))
    assert {"expected", "arrived", "in_class", "handed_over", "left_alone", "absent"} == set(states)
    came = db.session.scalar(select(func.count()).where(ChildDay.state.in_(("handed_over", "left_alone"))))
    assert figures.count_attendances(None) == came + states["arrived"] + states["in_class"]
    minutes = db.session.scalar(select(func.sum(Duty.minutes)))
    assert db.session.scalar(select(func.sum(ServiceRecord.minutes)).where(ServiceRecord.source == "after_school")) == minutes
    closed = select(func.count()).select_from(Seat).join(ClassDay, ClassDay.id == Seat.class_day_id).where(ClassDay.state == "closed")
    held = select(func.count()).select_from(ChildDay).join(ClassDay, ClassDay.id == ChildDay.class_day_id)
    assert db.session.scalar(closed) == db.session.scalar(held.where(ClassDay.state == "closed"))


def test_nobody_is_in_two_places_and_no_course_is_over_its_places(school: School, town: dict[str, Person]) -> None:
    demo.load(Random(3), town)
    db.session.commit()
    over = (
        select(Course.title)
        .join(Enrolment, Enrolment.course_id == Course.id)
        .where(Enrolment.state == "accepted")
        .group_by(Course.id, Course.title, Course.capacity)
        .having(func.count() > Course.capacity)
    )
    assert db.session.scalars(over).all() == []
    coming = select(func.count()).select_from(Duty).join(ClassDay, ClassDay.id == Duty.class_day_id).where(ClassDay.state == "planned")
    assert db.session.scalar(coming) > 0
    assert db.session.scalar(select(func.count()).select_from(OccupiedQuarter)) > 0
    drawn = db.session.scalars(select(Term).where(Term.allocated_at.is_not(None))).first()
    from plugins.after_school.models import Application

    numbers = dict(db.session.execute(select(Application.id, Application.lot).where(Application.term_id == drawn.id)).all())
    assert numbers == lots(drawn.seed, list(numbers))


def test_each_sign_in_finds_something(school: School, town: dict[str, Person]) -> None:
    demo.load(Random(5), town)
    db.session.commit()
    today = db.session.scalars(select(ClassDay).where(ClassDay.day == date(2026, 11, 26), ClassDay.state == "open")).one()
    term = db.session.get(Term, db.session.get(Course, today.course_id).term_id)
    resident = children_of(town["resident"].id)
    mine = {c.id for c in resident}
    assert len(mine & set(db.session.scalars(select(Seat.child_id).where(Seat.class_day_id == today.id)))) == 2
    for who in ("grid", "volunteer", "admin"):
        assert access.may_see_children(term.id, school.actor(town[who].id))
    assert access.is_on_duty(today.id, town["volunteer"].id)
    tomorrow = today.day + timedelta(days=1)
    assert [row.ClassDay.day for row in lists.my_duties(town["volunteer"].id)].count(tomorrow) >= 1
    assert [term.name for term in lists.open_terms()][-1:] == ["2027 年寒假"]


def test_a_town_without_children_or_rooms_gets_no_demo_and_no_error(school: School) -> None:
    before = db.session.scalar(select(func.count()).select_from(Term))
    people = {name: db.session.get_one(Person, school.admin_id) for name in ("admin", "grid", "volunteer", "resident")}
    demo.load(Random(1), people)
    assert db.session.scalar(select(func.count()).select_from(Term)) == before


@pytest.mark.parametrize(
    ("day", "hour", "minute"),
    [
        (date(2026, 11, 28), 10, 0), (date(2026, 11, 29), 18, 0), (date(2027, 1, 1), 10, 0), (date(2027, 1, 1), 0, 3),
        (date(2027, 2, 6), 23, 58),
    ],
)  # fmt: skip
def test_there_is_one_class_today_on_weekends_and_holidays_too(
    school: School, town: dict[str, Person], clock_at: Any, day: date, hour: int, minute: int
) -> None:
    clock_at(at(hour, minute, day=day))
    demo.load(Random(9), town)
    db.session.commit()
    today = db.session.scalars(select(ClassDay).where(ClassDay.state == "open")).one()
    assert today.day == day
    mine = {c.id for c in children_of(town["resident"].id)}
    assert len(mine & set(db.session.scalars(select(Seat.child_id).where(Seat.class_day_id == today.id)))) == 2
    assert access.is_on_duty(today.id, town["volunteer"].id)
    for term in db.session.scalars(select(Term).where(Term.name != "早先的学期")):
        assert ("假" in term.name) == (term.kind == "holiday"), term.name


def test_a_room_that_is_taken_just_now_does_not_cost_the_class_of_today(school: School, town: dict[str, Person]) -> None:
    rooms = [place.id for place in places() if place.kind == "room"]
    for room in rooms[:-1]:
        use_place(room, at(12, day=date(2026, 11, 26)), at(15, day=date(2026, 11, 26)), "别的活动", "venues.booking", room)
    demo.load(Random(9), town)
    db.session.commit()
    assert db.session.scalars(select(ClassDay.place_id).where(ClassDay.state == "open")).one() == rooms[-1]
