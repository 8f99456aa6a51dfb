"""From the wish to the hand-over and the teachers' hours, on both databases."""
from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from core.kernel.occupancy import OccupiedQuarter
from core.notices.models import Notice
from core.tenancy.session import db
from core.volunteers.models import ServiceRecord
from plugins.after_school.child_models import ChildDay, PickupCode
from plugins.after_school.models import ClassDay, Duty, Enrolment, Seat
from plugins.after_school.services import codes, days, figures, handing, sheet

from .conftest import School, at, staffed, wish


def states(course_id: int) -> dict[int, str]:
    """State by child of a course."""
    rows = db.session.execute(select(Enrolment.child_id, Enrolment.state).where(Enrolment.course_id == course_id))
    return dict(rows.all())


def told(person_id: int) -> list[str]:
    """A person's notices, oldest first."""
    return list(db.session.scalars(select(Notice.text).where(Notice.person_id == person_id).order_by(Notice.id)))


def test_opening_a_course_makes_its_class_days_with_room_and_adults(school: School) -> None:
    staffed(school)
    planned = db.session.scalars(select(ClassDay).order_by(ClassDay.starts_at)).all()
    # Tuesdays and Thursdays from 24 November to 31 December; no public holiday among them.
    assert [d.day.isoformat() for d in planned] == [
        "2026-11-24", "2026-11-26", "2026-12-01", "2026-12-03", "2026-12-08", "2026-12-10", "2026-12-15", "2026-12-17",
        "2026-12-22", "2026-12-24", "2026-12-29", "2026-12-31",
    ]
    assert planned[0].starts_at == at(17, 30)
    assert db.session.scalar(select(func.count(Duty.id))) == 24
    taken = dict(db.session.execute(select(OccupiedQuarter.resource_kind, func.count()).group_by(OccupiedQuarter.resource_kind)).all())
    assert taken == {"person": 24 * 4, "place": 12 * 4}


def test_a_guardian_enrols_two_children_and_both_have_every_class(school: School) -> None:
    staffed(school)
    wish(school, {0: [school.course_id], 1: [school.course_id]})
    assert states(school.course_id) == {school.children[0]: "accepted", school.children[1]: "accepted"}
    assert db.session.scalar(select(func.count(Seat.id))) == 24
    assert "孩子被“合唱”录取了，请填好健康安全表，按课表来上课。" in told(school.guardians[0])
    explained = db.session.scalars(select(Enrolment).order_by(Enrolment.id)).first().explained
    assert str(explained) == "报名时还有 2 个名额，先到先得，所以录取了。"


def test_who_comes_when_it_is_full_waits_and_moves_up_when_staff_takes_a_child_out(school: School) -> None:
    from plugins.after_school.services import enrolling

    staffed(school)
    wish(school, {0: [school.course_id], 1: [school.course_id]})
    wish(school, {2: [school.course_id]}, 1)
    assert states(school.course_id)[school.children[2]] == "waiting"
    out = db.session.scalars(select(Enrolment).where(Enrolment.child_id == school.children[0])).one()
    enrolling.leave(out.id, school.admin, "搬家了")
    db.session.commit()
    assert states(school.course_id) == {
        school.children[0]: "left", school.children[1]: "accepted", school.children[2]: "accepted",
    }
    assert db.session.scalar(select(func.count(Seat.id)).where(Seat.child_id == school.children[0])) == 0


def test_a_class_day_from_the_door_to_the_hours(school: School, opened: int, clock_at: Any) -> None:
    one, two, three, four = school.children
    teacher = school.teacher()
    for child_id in (one, two, three):
        handing.arrive(opened, child_id, teacher)
    assert days.begin_lesson(opened, teacher) == 3
    db.session.commit()
    clock_at(at(18, 30))
    code = codes.make_code(one, school.guardian(), "韦奶奶")
    db.session.commit()
    assert db.session.scalars(select(PickupCode)).one().hash != code.encode()
    by_code = handing.hand_over_by_code(opened, one, teacher, code)
    assert (by_code.state, by_code.verified, ChildDay.handed_to.clear(by_code), by_code.late) == ("handed_over", "code", "韦奶奶", False)
    handing.hand_over_known(opened, two, teacher, f"guardian-{school.guardians[0]}")
    handing.hand_over_known(opened, three, teacher, f"guardian-{school.guardians[1]}")
    clock_at(at(18, 40))
    days.close_day(opened, teacher)
    db.session.commit()
    states_now = dict(db.session.execute(select(ChildDay.child_id, ChildDay.state)).all())
    assert states_now == {one: "handed_over", two: "handed_over", three: "handed_over", four: "absent"}
    records = db.session.scalars(select(ServiceRecord).order_by(ServiceRecord.helper_id)).all()
    assert [(r.helper_id, r.minutes, r.source, r.note) for r in records] == [
        (person_id, 90, "after_school", "合唱") for person_id in sorted(school.teachers[:2])
    ]
    counted = (figures.count_courses(2026), figures.count_children(2026), figures.count_class_days(2026), figures.count_handovers(2026))
    assert counted == (1, 3, 1, 3)
    assert (figures.count_attendances(2025), figures.count_handovers(2025), figures.count_children(None)) == (0, 0, 3)
    assert "孩子已经被接走了，是谁接的请看“我的课堂”。" in told(school.guardians[0])


def test_the_sheet_shows_every_child_with_its_flags(school: School, opened: int) -> None:
    handing.arrive(opened, school.children[0], school.teacher())
    db.session.commit()
    row = db.session.get(ClassDay, opened)
    lines = {line.child_id: line for line in sheet.lines(row, school.term_id)}
    assert [lines[c].state for c in school.children] == ["arrived", "expected", "expected", "expected"]
    assert all(line.no_sheet for line in lines.values())
    assert sheet.counts(list(lines.values()))["expected"] == 3
