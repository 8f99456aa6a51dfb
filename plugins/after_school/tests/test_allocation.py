"""The draw in the database: written once, explained for every child, published; the waiting list then moves by itself."""
from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from core.errors import Refused
from core.tenancy.session import db
from plugins.after_school.models import Application, Enrolment, Seat
from plugins.after_school.services import allocation, courses, enrolling, finding, terms
from plugins.after_school.services.draw import lots

from .conftest import School, at, course, staffed, term, wish
from .test_boards import words_of
from .test_pages import A, text_of

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


@pytest.fixture
def lottery(school: School) -> School:
    """A term by lottery: enrolment ends today; its course has two places and four children want them."""
    school.term_id = term(
        school, name="抽签学期", allocation="lottery", enrol_from=date(2026, 11, 20), enrol_until=date(2026, 11, 23)
    )
    school.course_id = course(school)
    staffed(school)
    wish(school, {0: [school.course_id], 1: [school.course_id]})
    wish(school, {2: [school.course_id]}, 1)
    wish(school, {3: [school.course_id]}, 2)
    return school


def test_wishes_are_kept_until_enrolment_is_over(lottery: School, clock_at: Any) -> None:
    assert set(db.session.scalars(select(Enrolment.state))) == {"applied"}
    with pytest.raises(Refused, match="报名还没截止"):
        allocation.allocate(lottery.term_id, lottery.admin)


def test_the_draw_gives_the_places_once_and_tells_why(lottery: School, clock_at: Any) -> None:
    clock_at(at(9))
    counts = allocation.allocate(lottery.term_id, lottery.admin)
    db.session.commit()
    assert (counts["accepted"], counts["waiting"]) == (2, 2)
    rows = db.session.scalars(select(Enrolment).order_by(Enrolment.id)).all()
    assert rows[0].state == rows[1].state
    for row in rows:
        assert str(row.explained).startswith("第 1 志愿，抽签号")
    assert sorted(db.session.scalars(select(Application.lot))) == [1, 2, 3]
    assert db.session.scalar(select(func.count()).select_from(Seat)) == 2 * 12
    with pytest.raises(Refused, match="已经分配过了"):
        allocation.allocate(lottery.term_id, lottery.admin)


def test_the_draw_publishes_every_number_and_result_and_no_name(lottery: School, client: Any, clock_at: Any) -> None:
    path = f"{A}/terms/{lottery.term_id}/draw"
    seed = finding.get_term(lottery.term_id).seed
    before = text_of(client.get(path))
    assert "还没有抽签" in before and seed not in before
    clock_at(at(9))
    allocation.allocate(lottery.term_id, lottery.admin)
    db.session.commit()
    sizes = dict(db.session.execute(select(Enrolment.application_id, func.count()).group_by(Enrolment.application_id)).all())
    numbers, left, expected = lots(seed, list(sizes)), 2, []
    for family in sorted(sizes, key=numbers.__getitem__):  # whoever reads the page draws again: a family that fits gets its places
        fits = sizes[family] <= left
        left -= sizes[family] if fits else 0
        expected += [f"合唱 1 {numbers[family]} {'录取' if fits else '候补'}"] * sizes[family]
    page = text_of(client.get(path))
    assert [words_of(row) for row in re.findall(r"(?s)<tr>.*?</tr>", page)][1:] == expected
    assert seed in page
    for name in ("韦", "覃", "莫多多"):
        assert name not in page


def test_who_comes_after_the_draw_is_served_by_the_clock(lottery: School, clock_at: Any) -> None:
    clock_at(at(9))
    allocation.allocate(lottery.term_id, lottery.admin)
    other = staffed(lottery, course(lottery, "国画", times=((2, 600, 660),), place_id=lottery.rooms[1]), (2, 3))
    wish(lottery, {2: [lottery.course_id, other]}, 1)
    late = db.session.scalars(select(Enrolment).where(Enrolment.course_id == other)).one()
    assert late.state == "accepted"


def test_a_place_that_gets_free_goes_to_the_next_who_fits_wholly(school: School) -> None:
    staffed(school)
    wish(school, {2: [school.course_id]}, 1)
    wish(school, {0: [school.course_id], 1: [school.course_id]})  # two together, one place left
    wish(school, {3: [school.course_id]}, 2)
    states = {row.child_id: row.state for row in db.session.scalars(select(Enrolment))}
    one, two, three, four = school.children
    assert states == {three: "accepted", one: "waiting", two: "waiting", four: "accepted"}
    for child_id in (three, four):
        row = db.session.scalars(select(Enrolment).where(Enrolment.child_id == child_id)).one()
        enrolling.leave(row.id, school.admin, "搬家")
        db.session.commit()
    states = {row.child_id: row.state for row in db.session.scalars(select(Enrolment))}
    assert (states[one], states[two]) == ("accepted", "accepted")


def test_more_places_move_the_list_too(school: School) -> None:
    staffed(school)
    wish(school, {0: [school.course_id], 1: [school.course_id]})
    wish(school, {2: [school.course_id]}, 1)
    row = finding.get_course(school.course_id)
    values = {name: getattr(row, name) for name in courses.FIELDS} | {"capacity": 3}
    times = courses.times_of([row.id])[row.id]
    courses.save_course(row, finding.get_term(school.term_id), values, times, school.admin)
    assert set(db.session.scalars(select(Enrolment.state))) == {"accepted"}


def test_leaving_one_course_frees_the_time_that_another_waited_for(school: School) -> None:
    staffed(school)
    other = staffed(school, course(school, "国画", place_id=school.rooms[1]), (2, 3))
    wish(school, {0: [school.course_id, other]})
    first, second = db.session.scalars(select(Enrolment).order_by(Enrolment.rank))
    assert (first.state, second.state) == ("accepted", "waiting")
    enrolling.leave(first.id, school.guardian(), "换课")
    assert db.session.get(Enrolment, second.id).state == "accepted"


def test_a_child_that_left_may_come_again(school: School) -> None:
    staffed(school)
    wish(school, {0: [school.course_id]})
    row = db.session.scalars(select(Enrolment)).one()
    enrolling.leave(row.id, school.guardian(), "换课")
    db.session.commit()
    wish(school, {0: [school.course_id]})
    assert db.session.scalars(select(Enrolment.state)).all() == ["accepted"]


def test_the_seed_is_fixed_before_and_proved_after(lottery: School) -> None:
    from hashlib import sha256

    row = finding.get_term(lottery.term_id)
    shown = terms.seed_hash(row)
    assert shown == sha256(row.seed.encode()).hexdigest()
    terms.save_term(row, {name: getattr(row, name) for name in terms.FIELDS}, lottery.admin)
    assert terms.seed_hash(finding.get_term(lottery.term_id)) == shown


def test_a_term_that_was_drawn_keeps_its_rule(lottery: School, clock_at: Any) -> None:
    clock_at(at(9))
    allocation.allocate(lottery.term_id, lottery.admin)
    row = finding.get_term(lottery.term_id)
    values = {name: getattr(row, name) for name in terms.FIELDS} | {"allocation": "first"}
    with pytest.raises(Refused, match="不能再改分配办法"):
        terms.save_term(row, values, lottery.admin)


def test_a_child_for_whom_two_guardians_ask_has_one_number_in_the_draw(lottery: School) -> None:
    from core.people.guardians import add_guardian
    from core.people.models import Person

    one, other = lottery.children[0], course(lottery, "国画", place_id=lottery.rooms[1])
    add_guardian(db.session.get_one(Person, one), db.session.get_one(Person, lottery.guardians[1]), "relative", lottery.admin)
    wish(lottery, {0: [lottery.course_id, other]})
    second = wish(lottery, {0: [other]}, 1)
    live = select(Enrolment.course_id, Enrolment.application_id).where(Enrolment.child_id == one, Enrolment.state == "applied")
    assert db.session.execute(live).all() == [(other, second.id)]


def test_the_way_of_allocation_stays_once_families_have_asked(lottery: School) -> None:
    row = finding.get_term(lottery.term_id)
    values = {name: getattr(row, name) for name in terms.FIELDS}
    with pytest.raises(Refused, match="不能再改分配办法"):
        terms.save_term(row, {**values, "allocation": "first"}, lottery.admin)
    assert terms.save_term(row, {**values, "max_courses": 3}, lottery.admin).max_courses == 3
