"""Teachers are volunteers: they apply on a public page, are accepted with a valid clearance, and may leave."""
from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from core.api import SYSTEM, Missing, Refused, Volunteer, _, _l, community_today, notify, now, session, volunteer_of

from .. import links
from ..errors import NotEnoughAdults
from ..models import ClassDay, Course, Duty, Teacher, Term
from ..rules import ADULTS, NAME
from ..workflow import course_flow, duty_flow, teacher_flow
from .duties import check_cleared, put_on_duty
from .finding import get_course, get_teacher

ROLES = ("lead", "assistant")


def recruiting() -> list[Any]:
    """(course, term, teachers there) of courses that still look for teachers, for the public page; one statement."""
    there = (
        select(func.count())
        .select_from(Teacher)
        .where(
            Teacher.course_id == Course.id, Teacher.community_id == Course.community_id, Teacher.state == "accepted"
        )
        .scalar_subquery()
    )
    wanted = (
        select(Course, Term, there)
        .join(Term, Term.id == Course.term_id)
        .where(Course.state.in_(("draft", "open")), Term.ends_on >= community_today(), there < Course.teachers_wanted)
    )
    return list(session.execute(wanted.order_by(Term.starts_on, Course.title)).all())


def apply_to_teach(course_id: int, actor: Any, role: str, words: str) -> Teacher:
    """A volunteer offers to teach or assist; raises Refused for who is no active volunteer, or asked before."""
    course = get_course(course_id)
    volunteer = session.scalar(select(Volunteer).where(Volunteer.person_id == actor.person_id))
    if volunteer is None or volunteer.state != "active":
        raise Refused(_("先要成为志愿者才能教课。请在“来了就做志愿者”报名，通过以后再来。"))
    if course.state not in ("draft", "open") or role not in ROLES:
        raise Missing(_("这门课现在不招老师，请看看别的课。"))
    known = select(Teacher).where(Teacher.course_id == course.id, Teacher.person_id == actor.person_id)
    if session.scalar(known) is not None:
        raise Refused(_("您已经报过这门课的老师，工作站会尽快答复您。"))
    return teacher_flow.start(
        Teacher(course_id=course.id, person_id=actor.person_id, role=role, words=words.strip()[:200]), actor
    )


def invite(course_id: int, person_id: int, role: str, actor: Any) -> Teacher:
    """Staff enters a volunteer who said yes at the desk, and accepts at once."""
    if volunteer_of(person_id) is None or role not in ROLES:
        raise Missing(_("没有找到这位志愿者，请先登记为志愿者。"))
    known = select(Teacher).where(Teacher.course_id == course_id, Teacher.person_id == person_id)
    teacher = session.scalar(known)
    if teacher is None:
        teacher = teacher_flow.start(
            Teacher(course_id=get_course(course_id).id, person_id=person_id, role=role, words=""), actor
        )
        session.flush()
    return accept(teacher.id, actor)


def accept(teacher_id: int, actor: Any) -> Teacher:
    """The volunteer teaches the course on all its days to come. Raises NotCleared, PersonBusy."""
    teacher = get_teacher(teacher_id)
    course = course_flow.lock(get_course(teacher.course_id))
    if course.state not in ("draft", "open"):
        raise Refused(_("这门课已经结束，不用再请老师。"))
    term = session.get_one(Term, course.term_id)
    check_cleared(teacher.person_id, max(term.ends_on, community_today()))
    teacher = teacher_flow.fire(teacher, "accept", actor)
    here = select(Duty.class_day_id).where(Duty.person_id == teacher.person_id)
    coming = select(ClassDay).where(
        ClassDay.course_id == course.id, ClassDay.state.in_(("planned", "open")), ClassDay.ends_at > now(),
        ClassDay.id.not_in(here),
    )
    put_on_duty(session.scalars(coming.order_by(ClassDay.starts_at)).all(), teacher.person_id, teacher.role, actor)
    notify(teacher.person_id, _l("请您来教课了，课表和教室在“我的课表”里。"), links.TEACHING, NAME)
    return teacher


def leave(teacher_id: int, actor: Any, reason: str) -> Teacher:
    """The teacher stops; an open course keeps two. Raises NotEnoughAdults."""
    teacher = get_teacher(teacher_id)
    course = course_flow.lock(get_course(teacher.course_id))
    others = select(func.count()).select_from(Teacher).where(
        Teacher.course_id == course.id, Teacher.state == "accepted", Teacher.id != teacher.id
    )
    staying = session.scalar(others) or 0
    if course.state == "open" and staying < ADULTS:
        raise NotEnoughAdults(staying)
    teacher = teacher_flow.fire(teacher, "leave", actor, reason=reason)
    coming = (
        select(Duty)
        .join(ClassDay, ClassDay.id == Duty.class_day_id)
        .where(
            ClassDay.course_id == course.id, Duty.person_id == teacher.person_id, Duty.state.in_(("planned", "wanted")),
            ClassDay.starts_at > now(),
        )
    )
    for duty in session.scalars(coming.order_by(Duty.id)).all():
        duty_flow.fire(duty, "take_off", SYSTEM)
    return teacher
