"""One term with a course, a child and everything around its class day, for tests that visit every address."""
from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from core.api import (
    SYSTEM,
    Place,
    actor_for,
    community_today,
    example_resident,
    example_volunteer,
    keep_picture,
    moment_at,
    now,
    open_link,
    register_child,
    session,
)

from ..child_models import Alarm, AloneConsent, BlockedAdult, Call, ChildDay, HealthSheet, PickupCode, PickupPerson
from ..models import ClassDay, Duty, Enrolment, SpecialDay, Teacher, Term
from ..services import courses, days, pickups, terms, wishes
from ..views.calendars import GUARDIAN
from ..workflow import child_flow, teacher_flow
from .faces import face

NAME = "示例学期"


def examples() -> dict[str, dict[str, Any]]:
    """Values for every route with arguments; made once per community."""
    term = session.scalar(select(Term).where(Term.name == NAME)) or _make()
    enrolment = session.scalars(select(Enrolment).order_by(Enrolment.id)).first()
    day = session.scalars(select(ClassDay).order_by(ClassDay.starts_at)).first()
    adult = session.scalars(select(PickupPerson).order_by(PickupPerson.id)).first()
    course, child = {"course_id": day.course_id}, {"child_id": enrolment.child_id}
    here, one = {"class_day_id": day.id}, {"term_id": term.id}
    picture = {"pickup_id": adult.id, "picture_id": pickups.photos_of([adult.id])[adult.id]}
    duty = {"duty_id": session.scalar(select(Duty.id).order_by(Duty.id))}
    token = open_link(GUARDIAN, adult.guardian_id)
    found: dict[str, dict[str, Any]] = {}
    found |= dict.fromkeys(("draw", "enrol", "edit_term", "term", "allocate", "special_day", "attendance", "new_course", "enrolments", "find_guardian"), one)
    found |= dict.fromkeys(("offer_to_teach", "edit_course", "course", "invite", "make_up"), course)
    found |= dict.fromkeys(("child", "code", "alone", "withdraw_alone", "withdraw_health"), child)
    found |= dict.fromkeys(("sheet_page", "ask", "evacuation", "plan", "cancel_day"), here)
    found |= dict.fromkeys(("excuse", "child_page", "open_health"), {**here, **child})
    found |= dict.fromkeys(("health_sheet", "child_file"), {**one, **child})
    found |= {"leave": {"enrolment_id": enrolment.id}, "enrolment_step": {"enrolment_id": enrolment.id, "step": "leave"}}
    found |= {"renew_adult": {"pickup_id": adult.id}}
    found |= {"settle_adult": {**one, **child, "pickup_id": adult.id, "step": "vouch"}}
    found |= {"withdraw_adult": {"pickup_id": adult.id}, "adult_photo": picture, "fetcher_photo": {**here, **picture}}
    found |= {"calendar": {"side": "guardian", "token": token}, "substitute": duty, "duty_step": {**duty, "step": "check_in"}}
    found |= {"day_step": {**here, "step": "begin"}, "child_step": {**here, **child, "step": "arrive"}}
    found |= {"answer_alarm": {**here, **child, "alarm_id": session.scalar(select(Alarm.id))}}
    found |= {"enrol_for": {**one, "person_id": adult.guardian_id}}
    found |= {"guardian_phone": {**here, **child, "guardian_id": adult.guardian_id}}
    found |= {"note_call": {**here, **child, "call_id": session.scalar(select(Call.id))}}
    found |= {"drop_special": {**one, "special_id": session.scalar(select(SpecialDay.id))}}
    found |= {"course_step": {**course, "step": "cancel"}}
    found |= {"teacher_step": {"teacher_id": session.scalar(select(Teacher.id)), "step": "accept"}}
    found |= {"end_block": {**one, **child, "block_id": session.scalar(select(BlockedAdult.id))}}
    return {f"after_school.{name}": values for name, values in found.items()}


def _make() -> Term:
    today = community_today()
    place = Place(name="示例教室", kind="room", code=None, capacity=20, position=99)
    session.add(place)
    session.flush()
    term = terms.save_term(
        None,
        {
            "name": NAME, "kind": "school", "starts_on": today, "ends_on": today + timedelta(days=20),
            "enrol_from": today, "enrol_until": today + timedelta(days=10), "allocation": "first", "max_courses": 2,
        },
        SYSTEM,
    )
    values = {
        "title": "示例课", "subject": "other", "summary": "", "age_from": 3, "age_to": 17, "capacity": 5,
        "teachers_wanted": 2, "place_id": place.id,
    }  # fmt: skip
    course = courses.save_course(None, term, values, [(weekday, 1050, 1110) for weekday in range(7)], SYSTEM)
    for name in ("示例老师", "示例助教"):
        teacher = Teacher(course_id=course.id, person_id=_volunteer(name), role="lead", words="教过十年课")
        teacher_flow.start(teacher, SYSTEM)
        teacher_flow.fire(teacher, "accept", SYSTEM)
    courses.open_course(course.id, SYSTEM)
    if session.scalar(select(ClassDay.id).limit(1)) is None:
        tomorrow = today + timedelta(days=1)
        days.add_day(course, tomorrow, moment_at(tomorrow, 1050), moment_at(tomorrow, 1110), SYSTEM)
    terms.set_special_day(today + timedelta(days=400), None, "示例", SYSTEM)
    _family(term, course.id)
    return term


def _volunteer(name: str) -> int:
    person = example_resident(name, birth_date=date(1980, 1, 1))
    example_volunteer(person, minors_cleared_until=community_today() + timedelta(days=365))
    return person.id


def _family(term: Term, course_id: int) -> None:
    guardian = example_resident("示例家长", birth_date=date(1988, 1, 1))
    born = date(community_today().year - 8, 1, 1)
    child = register_child(guardian, "示例孩子", "f", born, "mother", SYSTEM, consented=True)
    wishes.enrol(term.id, actor_for(guardian), {child.id: [course_id]}, together=True)
    day = session.scalars(select(ClassDay).order_by(ClassDay.starts_at)).first()
    child_day = child_flow.start(ChildDay(class_day_id=day.id, child_id=child.id), SYSTEM)
    child_day.handed_to = "示例奶奶"
    year = {"valid_from": community_today(), "valid_until": community_today() + timedelta(days=100)}
    adult = PickupPerson(child_id=child.id, guardian_id=guardian.id, relation="grandparent", weekdays="", **year)
    adult.name, adult.phone = "示例奶奶", "13900000001"
    code = PickupCode(child_id=child.id, guardian_id=guardian.id, day=community_today(), salt=b"-" * 16, hash=b"-" * 32)
    code.name = "示例邻居"
    block = BlockedAdult(child_id=child.id, since=community_today())
    block.name, block.phone, block.reason = "示例某人", "13900000002", "示例原因"
    alone = AloneConsent(child_id=child.id, guardian_id=guardian.id, signed_at=now(), **year)
    sheet = HealthSheet(term_id=term.id, child_id=child.id, guardian_id=guardian.id, signed_at=now(), alert=True)
    sheet.allergies, sheet.emergency_name = "示例过敏", "示例联系人"
    session.add_all([adult, code, block, alone, sheet])
    session.flush()
    alarm = Alarm(child_day_id=child_day.id, guardian_id=guardian.id, kind="not_arrived", step=1, at=now())
    alarm.answer = "示例回答"
    call = Call(child_day_id=child_day.id, guardian_id=guardian.id, caller_id=guardian.id, at=now())
    call.words = "示例回话"
    session.add_all([alarm, call])
    keep_picture(face(0), pickups.PHOTO, adult.id)
