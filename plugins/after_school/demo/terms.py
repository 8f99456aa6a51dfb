"""A term of the demo: its courses, teachers and families, the places drawn by the published rule, its past classes."""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from core.api import ServiceRecord, current_community, moment_at, new_id

from ..child_models import ChildDay
from ..models import Application, CourseTime, Seat, Term
from ..services.calendar import NO_CLASS, days_between, weekday_held
from ..services.draw import ACCEPTED, Draw, Wish, lots
from ..workflow import child_flow, course_flow, day_flow, duty_flow, enrolment_flow, teacher_flow
from .books import Books
from .people import Cast, Family, Somebody, can_walk_home

MINUTE = timedelta(minutes=1)
# Title, subject, weekdays, minutes after midnight, places.
COURSES = (
    ("硬笔书法", "calligraphy", (0, 2), 1050, 20, "横平竖直，坐姿端正，每人写完一本字帖。"),
    ("童心国画", "painting", (1, 3), 1050, 20, "花鸟虫鱼，从一片叶子画起。"),
    ("百灵合唱", "music", (0, 3), 1050, 15, "学唱民歌和童谣，学期末在大家乐舞台表演。"),
    ("英语角", "english", (2, 4), 1050, 12, "唱歌、做游戏、讲故事，开口说英语。"),
    ("乒乓球", "table_tennis", (1, 4), 1050, 10, "握拍、发球、对打，人人上台。"),
    ("作业辅导", "homework", (0, 2), 1125, 12, "先写完作业，再看书，不懂就问。"),
)


@dataclass
class Made:
    """A course of the demo with its teachers and the children who have a place."""

    id: int
    title: str
    place_id: int
    times: list[tuple[int, int, int]]
    teachers: list[Somebody]
    children: list[tuple[Somebody, date, int]] = field(default_factory=list)


@dataclass
class Season:
    """When a term is, and how it stands."""

    name: str
    kind: str
    starts_on: date
    ends_on: date
    enrol_from: date
    enrol_until: date
    over: bool = False
    drawn: bool = True


def make(books: Books, rng: Random, cast: Cast, season: Season, rooms: list[int]) -> tuple[int, list[Made]]:
    """The term's rows; returns its id and its courses."""
    drawn_at = moment_at(season.enrol_until + timedelta(days=1), 10 * 60) if season.drawn else None
    seed = f"{rng.getrandbits(96):024x}"
    term_id = books.add(
        Term, name=season.name, kind=season.kind, starts_on=season.starts_on, ends_on=season.ends_on,
        enrol_from=season.enrol_from, enrol_until=season.enrol_until, allocation="lottery", max_courses=2, seed=seed,
        allocated_at=drawn_at,
    )
    made = [_course(books, cast, season, term_id, index, rooms) for index in range(len(COURSES))]
    _enrol(books, rng, cast, season, term_id, seed, made)
    return term_id, made


def _course(books: Books, cast: Cast, season: Season, term_id: int, index: int, rooms: list[int]) -> Made:
    title, subject, weekdays, start, capacity, summary = COURSES[index]
    start -= 510 if season.kind == "holiday" else 0  # in the morning
    begun = moment_at(season.enrol_from - timedelta(days=14), 9 * 60)
    staffed = season.drawn
    lead = cast.teachers[0] if index < 2 else cast.teachers[1 + index % (len(cast.teachers) - 1)]
    others = [teacher for teacher in cast.teachers[1:] if teacher.id != lead.id]
    teachers = [lead, others[index % len(others)]] if staffed else []
    past = [("", begun, None, "")]
    past += [("open", begun + timedelta(days=5), None, "")] if staffed else []
    past += [("close", moment_at(season.ends_on, 20 * 60), None, "")] if season.over else []
    course_id = books.live(
        course_flow, past, term_id=term_id, place_id=rooms[index % len(rooms)], title=title, subject=subject,
        summary=summary, age_from=6, age_to=13, capacity=capacity, teachers_wanted=2,
    )
    times = [(weekday, start, start + 60) for weekday in weekdays]
    for weekday, first, last in times:
        books.add(CourseTime, course_id=course_id, weekday=weekday, start_minute=first, end_minute=last)
    for role, teacher in zip(("lead", "assistant"), teachers, strict=False):
        steps = [("", begun, teacher, ""), ("accept", begun + timedelta(days=3), None, "")]
        books.live(teacher_flow, steps, course_id=course_id, person_id=teacher.id, role=role, words="")
    return Made(course_id, title, rooms[index % len(rooms)], times, teachers)


def _enrol(books: Books, rng: Random, cast: Cast, season: Season, term_id: int, seed: str, made: list[Made]) -> None:
    """Wishes of all families; the demo's resident asks for the second course only, so that there is more to ask for."""
    wishes, together, owners = [], {}, {}
    for family in [*cast.families, *([cast.own] if cast.own and season.kind == "school" else [])]:
        application_id = new_id()
        together[application_id] = True
        first = made[1].id if family is cast.own else rng.choice(made).id
        for child, born in family.children:
            second = rng.choice(made).id if family is not cast.own and rng.random() < 0.6 else first
            for rank, course_id in enumerate(dict.fromkeys((first, second)), 1):
                wish = Wish(new_id(), child.id, course_id, application_id, rank)
                wishes.append(wish)
                owners[wish.enrolment_id] = (family, child, born)
        _application(books, rng, season, term_id, application_id, family)
    numbers = lots(seed, list(together))
    for row in books.rows[Application]:
        if row["id"] in numbers:
            row["lot"] = numbers[row["id"]] if season.drawn else None
    results = _draw(wishes, together, numbers, made) if season.drawn else {}
    for wish in wishes:
        _enrolment(books, season, wish, results.get(wish.enrolment_id), owners[wish.enrolment_id], made)


def _application(books: Books, rng: Random, season: Season, term_id: int, application_id: int, family: Family) -> None:
    days = (season.enrol_until - season.enrol_from).days if season.drawn else 3
    submitted = moment_at(season.enrol_from + timedelta(days=rng.randint(0, days)), rng.randint(480, 1200))
    books.add(Application, term_id=term_id, guardian_id=family.guardian.id, together=True, submitted_at=submitted, lot=None)
    books.rows[Application][-1]["id"] = application_id


def _draw(wishes: list[Wish], together: dict[int, bool], numbers: dict[int, int], made: list[Made]) -> dict[int, Any]:
    places = {course.id: COURSES[index][4] for index, course in enumerate(made)}
    clashes = {
        frozenset((one.id, other.id))
        for one in made
        for other in made
        if one.id < other.id
        and any(w == v and s < f and t < e for w, s, e in one.times for v, t, f in other.times)
    }
    return Draw(wishes, together, places, clashes, numbers, 2).run()


def _enrolment(books: Books, season: Season, wish: Wish, result: Any, owner: Any, made: list[Made]) -> None:
    family, child, born = owner
    asked, drawn = moment_at(season.enrol_from, 12 * 60), moment_at(season.enrol_until + timedelta(days=1), 10 * 60)
    past = [("", asked, family.guardian, "")]
    if result is not None:
        name = {"accepted": "accept", "waiting": "wait", "refused": "refuse"}[result.state]
        past.append((name, drawn, None, "按抽签结果" if name == "refuse" else ""))
    row_id = books.live(
        enrolment_flow, past, course_id=wish.course_id, child_id=child.id, application_id=wish.application_id,
        rank=wish.rank, queue=result.queue if result else 0, why=list(result.why) if result else [],
    )
    if result is not None and result.state == ACCEPTED:
        course = next(course for course in made if course.id == wish.course_id)
        course.children.append((child, born, row_id))


def held(books: Books, rng: Random, season: Season, course: Made, last: date) -> None:
    """The course's classes from its first day to `last`, as they went."""
    for day in days_between(season.starts_on, min(last, season.ends_on)):
        weekday = weekday_held(day, {})
        for wanted, start, end in course.times:
            if weekday == wanted != NO_CLASS:
                _class(books, rng, season, course, moment_at(day, start), moment_at(day, end), day)


def _class(books: Books, rng: Random, season: Season, course: Made, start: datetime, end: datetime, day: date) -> None:
    planned, lead = moment_at(season.enrol_until, 600), course.teachers[0]
    closed = end + 10 * MINUTE
    past = [("", planned, None, ""), ("open", start - 15 * MINUTE, lead, ""), ("close", closed, lead, "")]
    row_id = books.live(
        day_flow, past, course_id=course.id, place_id=course.place_id, day=day, starts_at=start, ends_at=end,
        make_up=False, topic="", opened_at=start - 15 * MINUTE, closed_at=closed,
    )
    for role, teacher in zip(("lead", "assistant"), course.teachers, strict=True):
        _served(books, course, row_id, role, teacher, planned, start - 20 * MINUTE, closed)
    for child, born, enrolment_id in course.children:
        books.add(Seat, class_day_id=row_id, enrolment_id=enrolment_id, child_id=child.id, starts_at=start)
        child_day(books, rng, row_id, child, born, course, start, end)


def _served(
    books: Books, course: Made, row_id: int, role: str, teacher: Somebody, planned: datetime, first: datetime, last: datetime
) -> None:
    minutes = int((last - first).total_seconds() // 60)
    past = [("", planned, None, ""), ("check_in", first, teacher, ""), ("check_out", last, None, "")]
    duty_id = books.live(
        duty_flow, past, class_day_id=row_id, person_id=teacher.id, role=role, checked_in_at=first,
        checked_out_at=last, minutes=minutes,
    )
    books.add(
        ServiceRecord, helper_id=teacher.id, helped_id=None, skill_id=None, team_id=None, source="after_school",
        source_key=f"after_school.duty:{duty_id}", minutes=minutes, started_at=first, ended_at=last, proof="one",
        recorded_by_id=None, note=course.title,
    )


ABSENT = (0.05, 0.02)  # excused, not excused


def child_day(
    books: Books, rng: Random, row_id: int, child: Somebody, born: date, course: Made, start: datetime, end: datetime
) -> None:
    """One child on one past class day."""
    chance, lead = rng.random(), course.teachers[0]
    begun = ("", start - 15 * MINUTE, None, "")
    if chance < sum(ABSENT):
        excused = chance < ABSENT[0]
        step = ("excuse", start - 10 * MINUTE, None, "感冒了") if excused else ("miss", end + 10 * MINUTE, None, "")
        books.live(child_flow, [begun, step], **_columns(row_id, child, excused=excused))
        return
    came = start - rng.randint(1, 12) * MINUTE
    late = rng.random() < 0.02
    left = end + (rng.randint(16, 30) if late else rng.randint(0, 9)) * MINUTE
    alone = can_walk_home(born) and rng.random() < 0.3
    verified = "alone" if alone else "code" if rng.random() < 0.15 else "known"
    past = [
        begun, ("arrive", came, lead, ""), ("begin", start, lead, ""),
        ("leave_alone" if alone else "hand_over", left, lead, ""),
    ]
    columns = _columns(row_id, child, arrived_at=came, left_at=left, verified=verified, late=late)
    who = None if alone else f"{child.name[:1]}{rng.choice(('妈妈', '爸爸', '奶奶', '爷爷'))}"
    number = books.live(child_flow, past, **columns)
    stored = ChildDay.handed_to.columns(number, who, current_community().id)
    books.rows[ChildDay][-1].update(stored)


def _columns(row_id: int, child: Somebody, **changes: Any) -> dict[str, Any]:
    return {
        "class_day_id": row_id, "child_id": child.id, "arrived_at": None, "left_at": None, "verified": "",
        "excused": False, "late": False, "code_tries": 0, "handed_to_cipher": None, **changes,
    }

