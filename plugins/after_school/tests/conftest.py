"""A small community on Monday 23 November 2026: two rooms, cleared teachers, two families, a term and a course."""
from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import Image, ImageDraw
from werkzeug.datastructures import FileStorage

from core.accounts.actor import actor_for
from core.clock import now
from core.communities.services import current_community
from core.kernel.actor import SYSTEM
from core.kernel.jobs.worker import run_due
from core.people.approvals import approve, ask_approval
from core.people.models import Person
from core.people.services import register_child
from core.places.register import save_place
from core.pluginsystem import lifecycle
from core.tenancy.session import db
from core.testing_accounts import make_account, make_building, make_person
from core.volunteers.joining import apply_as_volunteer
from core.volunteers.models import Skill
from core.volunteers.workflow import volunteer_workflow

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = date(2026, 11, 23)


def _signature() -> str:
    """A stroke as the signature pad sends it."""
    out = BytesIO()
    picture = Image.new("RGBA", (60, 20), (0, 0, 0, 0))
    ImageDraw.Draw(picture).line((5, 15, 55, 5), fill=(0, 0, 0, 255), width=3)
    picture.save(out, "PNG")
    return "data:image/png;base64," + b64encode(out.getvalue()).decode()


SIGNATURE = _signature()


def at(hour: int, minute: int = 0, day: date = MONDAY + timedelta(days=1)) -> datetime:
    """A time of a day, Tuesday unless another is given."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)


def photo() -> FileStorage:
    """A small picture as a browser sends it."""
    out = BytesIO()
    Image.new("RGB", (8, 8), (200, 30, 30)).save(out, "JPEG")
    out.seek(0)
    return FileStorage(out, filename="face.jpg", content_type="image/jpeg")


@dataclass
class School:
    """Ids of the people, rooms and rows in a test, in the community in force."""

    app: Any
    community_id: int
    building: Any
    rooms: list[int]
    worker_id: int
    admin_id: int
    teachers: list[int]
    guardians: list[int]
    children: list[int]
    term_id: int = 0
    course_id: int = 0
    phones: dict[int, str] = field(default_factory=dict)

    def actor(self, person_id: int) -> Any:
        return actor_for(db.session.get(Person, person_id))

    @property
    def worker(self) -> Any:
        return self.actor(self.worker_id)

    @property
    def admin(self) -> Any:
        return self.actor(self.admin_id)

    def guardian(self, index: int = 0) -> Any:
        return self.actor(self.guardians[index])

    def teacher(self, index: int = 0) -> Any:
        return self.actor(self.teachers[index])

    def work(self) -> None:
        """Let the worker do all that is due."""
        db.session.commit()
        run_due(self.app)
        db.session.expire_all()

    def configure(self, **settings: Any) -> None:
        lifecycle.configure(current_community(), "after_school", settings, SYSTEM)
        db.session.commit()


@pytest.fixture
def clock_at(later: Any) -> Callable[[datetime], None]:
    """`clock_at(moment)` moves the process's clock there, where it stands still."""
    began = now()
    return lambda moment: later(seconds=(moment - began).total_seconds())


def cleared_volunteer(name: str, building: Any, until: date = date(2027, 12, 31)) -> int:
    """An active volunteer with a clearance for minors."""
    person = make_person(name, building)
    skill = db.session.query(Skill).first()
    if skill is None:
        skill = Skill(key="music", title="音乐")
        db.session.add(skill)
        db.session.flush()
    volunteer = apply_as_volunteer(person, SYSTEM, skill_ids=[skill.id], windows=[(0, 0, 1440)], building=building)
    volunteer_workflow.fire(volunteer, "approve", SYSTEM)
    volunteer.minors_cleared_until = until
    return person.id


def child(guardian_id: int, name: str, born: date) -> int:
    """A child registered by its guardian."""
    guardian = db.session.get(Person, guardian_id)
    return register_child(guardian, name, "f", born, "mother", actor_for(guardian), consented=True).id


@pytest.fixture
def school(app: Any, community: Any, inside: Any, clock_at: Any) -> School:
    """Everything committed, so that threads see it; the term is first come, first served unless a test changes it."""
    clock_at(at(8, day=MONDAY))
    lifecycle.enable(current_community(), "after_school", SYSTEM)
    home = make_building(1)
    rooms = [
        save_place(None, SYSTEM, name=name, kind="room", capacity=20, setup_minutes=0, cleanup_minutes=0).id
        for name in ("音乐教室", "书画室")
    ]
    worker, admin = make_person("吴安平", home), make_person("郑主任", home)
    teachers = [cleared_volunteer(f"老师{name}", home) for name in "甲乙丙丁"]
    guardians = [make_person(name, home, birth_date=date(1985, 5, 5)).id for name in ("韦春兰", "覃海燕", "莫小燕")]
    children = [
        child(guardians[0], "韦小宝", date(2016, 3, 1)), child(guardians[0], "韦小贝", date(2018, 6, 1)),
        child(guardians[1], "覃一一", date(2017, 1, 1)), child(guardians[2], "莫多多", date(2015, 1, 1)),
    ]
    made = School(app, community.id, home, rooms, worker.id, admin.id, teachers, guardians, children)
    made.phones = {
        worker.id: make_account(worker, ("grid_worker", "grids", [home.grid_id])),
        admin.id: make_account(admin, "community_admin"),
        **{person_id: make_account(db.session.get(Person, person_id)) for person_id in (*teachers[:2], *guardians)},
    }
    made.term_id = term(made)
    made.course_id = course(made)
    db.session.commit()
    return made


def term(school: School, **changes: Any) -> int:
    """An autumn term that enrols."""
    from plugins.after_school.services import terms

    values = {
        "name": "2026 年秋季", "kind": "school", "starts_on": date(2026, 11, 2), "ends_on": date(2026, 12, 31),
        "enrol_from": date(2026, 10, 1), "enrol_until": date(2026, 12, 31), "allocation": "first", "max_courses": 2,
    }  # fmt: skip
    made = terms.save_term(None, {**values, **changes}, SYSTEM)
    db.session.commit()
    return made.id


def course(school: School, title: str = "合唱", times: Any = ((1, 1050, 1110), (3, 1050, 1110)), **changes: Any) -> int:
    """A draft course on Tuesday and Thursday, 17:30 to 18:30."""
    from plugins.after_school.services import courses, finding

    values = {
        "title": title, "subject": "music", "summary": "", "age_from": 6, "age_to": 13, "capacity": 2,
        "teachers_wanted": 2, "place_id": school.rooms[0],
    }  # fmt: skip
    term_id = changes.pop("term_id", school.term_id)
    made = courses.save_course(None, finding.get_term(term_id), {**values, **changes}, list(times), SYSTEM)
    db.session.commit()
    return made.id


def staffed(school: School, course_id: int | None = None, people: tuple[int, ...] = (0, 1)) -> int:
    """The course with two teachers and all its class days; returns its id."""
    from plugins.after_school.services import courses, teachers

    course_id = course_id or school.course_id
    for place, index in enumerate(people):
        teachers.invite(course_id, school.teachers[index], "assistant" if place else "lead", SYSTEM)
    courses.open_course(course_id, SYSTEM)
    db.session.commit()
    return course_id


def wish(school: School, wishes: dict[int, list[int]], guardian: int = 0, *, together: bool = True) -> Any:
    """`{child index: [course ids]}` by a guardian."""
    from plugins.after_school.services import wishes as wishing

    chosen = {school.children[index]: ids for index, ids in wishes.items()}
    application = wishing.enrol(school.term_id, school.guardian(guardian), chosen, together=together)
    db.session.commit()
    return application


def first_day(school: School, course_id: int | None = None) -> int:
    """The course's next class day: Tuesday."""
    from plugins.after_school.models import ClassDay

    day = db.session.query(ClassDay).filter_by(course_id=course_id or school.course_id, state="planned")
    return day.order_by(ClassDay.starts_at).first().id


def approved(school: School, person_id: int) -> None:
    """The person may open the children of the term."""
    from plugins.after_school.services.access import matter_of

    asked = ask_approval(school.actor(person_id), "点名", matter=matter_of(school.term_id), title="名单")
    if asked.state == "asked":
        approve(asked, school.admin, until=now() + timedelta(days=200))
    db.session.commit()


@pytest.fixture
def opened(school: School, clock_at: Any) -> int:
    """A class day on Tuesday with four children, two adults checked in and the door open."""
    from plugins.after_school.models import Duty
    from plugins.after_school.services import days, duties, finding

    staffed(school)
    finding.get_course(school.course_id).capacity = 10
    db.session.commit()
    wish(school, {0: [school.course_id], 1: [school.course_id]})
    wish(school, {2: [school.course_id]}, 1)
    wish(school, {3: [school.course_id]}, 2)
    day_id = first_day(school)
    approved(school, school.teachers[0])
    clock_at(at(17, 10))
    for index in (0, 1):
        duty = db.session.query(Duty).filter_by(class_day_id=day_id, person_id=school.teachers[index]).one()
        duties.check_in(duty.id, school.teacher(index))
    days.open_day(day_id, school.teacher())
    db.session.commit()
    return day_id


@pytest.fixture
def browser(school: School, browser_with: Any) -> Any:
    """`browser(person_id)`: signed in."""
    return lambda person_id: browser_with(school.phones[person_id])
