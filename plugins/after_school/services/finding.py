"""Rows by their id: the same sentence for what is missing and for what belongs to another community."""
from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from core.api import Missing, Place, _, _l, session

from ..child_models import ChildDay
from ..models import ClassDay, Course, Enrolment, Teacher, Term
from ..workflow import INSIDE

SAID = {
    Term: _l("没有找到这个学期。请回到课堂首页重新选择。"),
    Course: _l("没有找到这门课。请回到课堂首页重新选择。"),
    ClassDay: _l("没有找到这次课。请回到课表重新选择。"),
    Teacher: _l("没有找到这位老师的报名。请回到课程页面。"),
    Enrolment: _l("没有找到这条报名。请回到课程页面。"),
}


def missing(model: Any) -> Missing:
    """The refusal for a row that is not there, or not for this person."""
    return Missing(str(SAID[model]))


def _found(model: Any, row_id: int) -> Any:
    row = session.get(model, row_id)
    if row is None:
        raise missing(model)
    return row


def get_term(term_id: int) -> Term:
    """A term; raises Missing."""
    term: Term = _found(Term, term_id)
    return term


def locked_term(term_id: int) -> Term:
    """A term, locked until the transaction ends; raises Missing."""
    term: Term | None = session.scalar(
        select(Term).where(Term.id == term_id).with_for_update().execution_options(populate_existing=True)
    )
    return term or get_term(term_id)


def get_course(course_id: int) -> Course:
    """A course; raises Missing."""
    course: Course = _found(Course, course_id)
    return course


def get_day(class_day_id: int) -> ClassDay:
    """A class day; raises Missing."""
    row: ClassDay = _found(ClassDay, class_day_id)
    return row


def get_teacher(teacher_id: int) -> Teacher:
    """An application to teach; raises Missing."""
    row: Teacher = _found(Teacher, teacher_id)
    return row


def get_enrolment(enrolment_id: int) -> Enrolment:
    """An enrolment; raises Missing."""
    row: Enrolment = _found(Enrolment, enrolment_id)
    return row


def get_child_day(class_day_id: int, child_id: int) -> ChildDay:
    """A child on a class day; raises Missing."""
    row: ChildDay | None = session.scalar(
        select(ChildDay).where(ChildDay.class_day_id == class_day_id, ChildDay.child_id == child_id)
    )
    if row is None:
        raise Missing(_("这个孩子不在这次课的名单上。请回到点名表重新选择。"))
    return row


def inside(class_day_id: int) -> int:
    """How many children are in the house."""
    counted = select(func.count()).select_from(ChildDay).where(
        ChildDay.class_day_id == class_day_id, ChildDay.state.in_(INSIDE)
    )
    return int(session.scalar(counted) or 0)


def place_of(row: ClassDay) -> str:
    """The name of the room."""
    name: str = session.get_one(Place, row.place_id).name
    return name
