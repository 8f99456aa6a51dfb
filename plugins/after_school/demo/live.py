"""What goes on today: a class with a child in every state, the classes to come, sheets, adults, approvals."""
from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from core.api import (
    SYSTEM,
    ChildApproval,
    Occupied,
    Refused,
    actor_for,
    bulk_insert,
    bulk_row,
    community_today,
    current_community,
    keep_picture,
    local_day,
    moment_at,
    now,
    session,
    use_place,
)

from ..child_models import Alarm, AloneConsent, BlockedAdult, ChildDay, HealthSheet, PickupPerson
from ..models import ClassDay, Duty, Enrolment
from ..services import days, duties, handing, pickups, seats, teachers
from ..services.access import matter_of
from ..services.calendar import NO_CLASS, days_between, weekday_held
from ..workflow import child_flow, day_flow, duty_flow
from .books import Books
from .faces import face
from .people import Cast
from .terms import MINUTE, Made, Season

# Before the usual hours, so that a child with another course that day can come too.
TOMORROW = (960, 1020)


def to_come(season: Season, course: Made, *, tomorrow: bool) -> None:
    """The course's classes after today with room, adults and children; what is taken already is left out."""
    first = community_today() + timedelta(days=1)
    wanted = {
        moment_at(day, start): (day, moment_at(day, end))
        for day in days_between(first, season.ends_on)
        for weekday, start, end in course.times
        if weekday_held(day, {}) == weekday != NO_CLASS
    }
    if tomorrow and not any(day == first for day, _end in wanted.values()):
        wanted.setdefault(moment_at(first, TOMORROW[0]), (first, moment_at(first, TOMORROW[1])))
    rows = [row for start, (day, end) in sorted(wanted.items()) if (row := _day(course, day, start, end))]
    for role, teacher in zip(("lead", "assistant"), course.teachers, strict=True):
        for row in rows:
            _on_duty(row, teacher.id, role)
    enrolled = [session.get_one(Enrolment, row_id) for _child, _born, row_id in course.children]
    for row in rows:
        _seats(enrolled, row)


def _day(
    course: Made, day: date, start: datetime, end: datetime, *, make_up: bool = False, place_id: int = 0
) -> ClassDay | None:
    place_id = place_id or course.place_id
    row = ClassDay(course_id=course.id, place_id=place_id, day=day, starts_at=start, ends_at=end, make_up=make_up)
    try:
        with session.begin_nested():
            day_flow.start(row, SYSTEM)
            session.flush()
            use_place(place_id, start, end, course.title, days.OWNER, row.id)
    except (Occupied, Refused):
        return None
    return row


def _on_duty(row: ClassDay, person_id: int, role: str) -> None:
    """Who is elsewhere already, by another service's demo, is replaced by whoever is free."""
    for candidate in (person_id, *(number for number, _name in duties.substitutes_for(row)[:8])):
        try:
            duties.put_on_duty([row], candidate, role, SYSTEM)
        except Refused:
            continue
        return


def _seats(enrolled: list[Enrolment], row: ClassDay) -> None:
    """All at once; where one child is elsewhere, one by one."""
    day = [(row.id, row.starts_at, row.ends_at)]
    try:
        seats.give_seats(enrolled, day)
    except Occupied:
        for enrolment in enrolled if len(enrolled) > 1 else ():
            _seats([enrolment], row)


def today(rng: Random, course: Made, cast: Cast, rooms: list[int]) -> ClassDay | None:
    """A class that is just over: one child in each state, the demo's resident has one inside and one at home.

    Where another service has the course's room just now, it is held in the next free one.
    """
    moment = now().replace(second=0, microsecond=0)
    midnight = moment_at(community_today(), 0)
    start = max(midnight, moment - timedelta(minutes=65))
    end, row = max(start + 5 * MINUTE, moment - 5 * MINUTE), None
    for place_id in (course.place_id, *(room for room in rooms if room != course.place_id)):
        row = row or _day(course, local_day(moment), start, end, make_up=True, place_id=place_id)
    if row is None:
        return None
    for role, teacher in zip(("lead", "assistant"), course.teachers, strict=True):
        _on_duty(row, teacher.id, role)
    _seats([session.get_one(Enrolment, row_id) for _child, _born, row_id in course.children], row)
    came = max(midnight, start - 10 * MINUTE)
    for duty in session.query(Duty).filter_by(class_day_id=row.id).order_by(Duty.id):
        duty_flow.fire(duty, "check_in", SYSTEM, at=came)
    row = day_flow.fire(row, "open", SYSTEM, at=came)
    days.prepare(row)
    _states(rng, row, course, cast, start)
    return row


def _states(rng: Random, row: ClassDay, course: Made, cast: Cast, start: datetime) -> None:
    mine = [child.id for child, _born in cast.own.children] if cast.own else []
    others = [child.id for child, _born, _row in course.children if child.id not in mine]
    rng.shuffle(others)
    last = row.ends_at
    states = ["expected", "arrived", "left_alone", "excuse", "miss", "in_class", "in_class"]
    plan = dict(zip(mine, ("in_class", "handed_over"), strict=False))
    plan |= {child_id: states[n] if n < len(states) else "handed_over" for n, child_id in enumerate(others)}
    for child_id, wanted in plan.items():
        child_day = session.query(ChildDay).filter_by(class_day_id=row.id, child_id=child_id).one_or_none()
        if child_day is not None:
            _lead_to(child_day, wanted, start, last)


def _lead_to(child_day: ChildDay, wanted: str, start: datetime, last: datetime) -> None:
    if wanted in ("excuse", "miss"):
        child_flow.fire(child_day, wanted, SYSTEM, "发烧了" if wanted == "excuse" else None, at=start)
        return
    if wanted == "expected":
        session.add(Alarm(child_day_id=child_day.id, kind="not_arrived", step=1, at=start + 20 * MINUTE))
        return
    child_flow.fire(child_day, "arrive", SYSTEM, at=start)
    if wanted != "arrived":
        child_flow.fire(child_day, "begin", SYSTEM, at=start)
    if wanted == "handed_over":
        child_flow.fire(child_day, "hand_over", SYSTEM, at=last, handed_to="奶奶", verified=handing.KNOWN, late=False)
    elif wanted == "left_alone":
        child_flow.fire(child_day, "leave_alone", SYSTEM, at=last, late=False)


def sheets(rng: Random, books: Books, term_id: int, made: list[Made], cast: Cast) -> None:
    """Health sheets of most children, consents of some big ones to go home alone."""
    guardians = {
        child.id: family.guardian.id
        for family in [*cast.families, *([cast.own] if cast.own else [])] for child, _born in family.children
    }
    seen: dict[int, date] = {child.id: born for course in made for child, born, _row in course.children}
    community_id = current_community().id
    for child_id, born in sorted(seen.items()):
        if rng.random() < 0.85:
            _sheet(rng, books, term_id, child_id, guardians[child_id], community_id)
        if community_today().year - born.year > 10 and rng.random() < 0.6:
            books.add(
                AloneConsent, child_id=child_id, guardian_id=guardians[child_id], signed_at=now() - timedelta(days=60),
                valid_from=community_today() - timedelta(days=60), valid_until=community_today() + timedelta(days=60), revoked_at=None,
            )


def _sheet(rng: Random, books: Books, term_id: int, child_id: int, guardian_id: int, community_id: int) -> None:
    alert = rng.random() < 0.2
    row_id = books.add(
        HealthSheet, term_id=term_id, child_id=child_id, guardian_id=guardian_id, alert=alert,
        signed_at=now() - timedelta(days=70),
    )
    values = {"allergies": rng.choice(("花生", "海鲜", "花粉")) if alert else None, "emergency_name": "家里的大人"}
    for name in ("allergies", "illnesses", "medicine", "notes", "emergency_name", "emergency_phone"):
        stored = getattr(HealthSheet, name).columns(row_id, values.get(name), community_id)
        books.rows[HealthSheet][-1].update(stored)


def people_at_the_door(rng: Random, course: Made, cast: Cast) -> None:
    """An adult with a photo for the resident's children, and one who must not fetch another child."""
    span = {"valid_from": community_today() - timedelta(days=30), "valid_until": community_today() + timedelta(days=120)}
    for number, (child, _born) in enumerate(cast.own.children if cast.own else []):
        adult = PickupPerson(
            child_id=child.id, guardian_id=cast.own.guardian.id if cast.own else 0, relation="neighbour", weekdays="", **span
        )
        adult.name, adult.phone = "隔壁的林阿姨", "13911110000"
        session.add(adult)
        session.flush()
        keep_picture(face(number), pickups.PHOTO, adult.id)
    own = {child.id for child, _born in cast.own.children} if cast.own else set()
    others = [child for child, _born, _row in course.children if child.id not in own]
    if others:
        block = BlockedAdult(child_id=rng.choice(others).id, since=community_today() - timedelta(days=90))
        block.name, block.phone, block.reason = "某某", None, "法院的人身安全保护令"
        session.add(block)


def approvals(term_id: int, term_name: str, cast: Cast) -> None:
    """The grid worker and the teachers may open the term's children; everybody else has to ask."""
    people = {cast.signins["grid"].id, cast.signins["admin"].id, *(teacher.id for teacher in cast.teachers)}
    rows: list[dict[str, Any]] = [
        bulk_row(
            worker_id=person_id, child_id=None, matter=matter_of(term_id), title=f"{term_name}的孩子名单",
            reason="本学期的课堂点名和交接", asked_at=now() - timedelta(days=80), decided_by_id=cast.signins["admin"].id,
            expires_at=now() + timedelta(days=120), answer="", state="approved", state_since=now() - timedelta(days=79),
            due_at=now() + timedelta(days=120),
        )
        for person_id in sorted(people)
    ]
    bulk_insert(ChildApproval, rows)


def offer(cast: Cast, course_id: int) -> None:
    """Somebody would like to teach next term, and waits for the answer."""
    person = cast.teachers[-1]
    teachers.apply_to_teach(course_id, actor_for(session.get_one(type(cast.signins["admin"]), person.id)), "lead", "退休前是老师。")
