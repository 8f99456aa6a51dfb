"""Who opens a class-day sheet or a child's sheet: on duty that day or by permission, and always with an approval."""
from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select

from core.api import (
    Missing,
    NeedsApproval,
    Person,
    Volunteer,
    _,
    audit,
    community_today,
    may_open_children,
    moment_at,
    open_child,
    session,
)

from ..child_models import ChildDay
from ..models import ClassDay, Course, Duty, Enrolment, Term
from ..workflow import CLASS_DAY, INSIDE, MANAGE
from .finding import get_day, missing


def matter_of(term_id: int) -> str:
    """What an approval for all children of a term is for."""
    return f"after_school.term:{term_id}"


def is_on_duty(class_day_id: int, person_id: int | None) -> bool:
    """Whether this person is one of the adults of the class day, or was until the end of that day.

    Only with a clearance that holds today: who lost it sees no child any more, whatever was approved before.
    """
    if person_id is None:
        return False
    coming = Duty.state.in_(("planned", "wanted")) & (ClassDay.day >= community_today())
    here = or_(Duty.state == "present", coming, (Duty.state == "done") & (ClassDay.day == community_today()))
    on_duty = (
        select(Duty.id)
        .join(ClassDay, ClassDay.id == Duty.class_day_id)
        .join(Volunteer, Volunteer.person_id == Duty.person_id)
        .where(Volunteer.state == "active", Volunteer.minors_cleared_until >= community_today())
    )
    found = on_duty.where(Duty.class_day_id == class_day_id, Duty.person_id == person_id, here)
    return session.scalar(found) is not None


def reachable_day(class_day_id: int, actor: Any) -> tuple[ClassDay, Course, Term]:
    """The class day for its adults and for workers; raises Missing alike for others and for none."""
    row = get_day(class_day_id)
    if not (actor.can(CLASS_DAY) or is_on_duty(row.id, actor.person_id)):
        raise missing(ClassDay)
    course = session.get_one(Course, row.course_id)
    return row, course, session.get_one(Term, course.term_id)


def may_see_children(term_id: int, actor: Any) -> bool:
    """Whether an approval for this term's children stands."""
    return bool(may_open_children(actor, matter_of(term_id)))


def opened_day(class_day_id: int, actor: Any) -> tuple[ClassDay, Course, Term]:
    """The same, with the approval for the children; raises Missing without it, since the sheet asks for it first."""
    found = reachable_day(class_day_id, actor)
    if not may_see_children(found[2].id, actor):
        raise missing(ClassDay)
    return found


def opened_child(term_id: int, child_id: int, actor: Any) -> Person:
    """A child of the term, with the approval, noted in the audit. Raises Missing, NeedsApproval."""
    enrolled = (
        select(Enrolment.id)
        .join(Course, Course.id == Enrolment.course_id)
        .where(Course.term_id == term_id, Enrolment.child_id == child_id)
    )
    if session.scalar(enrolled.limit(1)) is None:
        raise Missing(_("这个孩子不在这个学期的名单上。请回到课程页面。"))
    child: Person = open_child(actor, child_id, matter=matter_of(term_id))
    return child


def child_at_the_door(term_id: int, child_day: ChildDay, actor: Any) -> Person:
    """The same for who opened the class day: a child that is inside goes home by its page, also when the consent was
    taken back a minute ago.
    """
    try:
        return opened_child(term_id, child_day.child_id, actor)
    except NeedsApproval:
        if child_day.state not in INSIDE:
            raise
    child: Person = session.get_one(Person, child_day.child_id)
    said = _("打开了%(name)s的交接页，监护人已撤回同意，孩子还在课堂", name=child.name)
    audit.write("after_school.open_child", said, actor=actor, object_kind="person", object_id=child.id)
    return child


def note_sheet(row: ClassDay, course: Course, actor: Any) -> bool:
    """The opening of a class-day sheet, once a day for each reader: at the door it is opened again and again."""
    entry = audit.AuditEntry
    noted = select(entry.id).where(
        entry.object_kind == "after_school_class_day", entry.object_id == row.id, entry.at >= moment_at(community_today(), 0),
        entry.action == "after_school.open_sheet", entry.actor_person_id == actor.person_id,
    )
    if session.scalar(noted.limit(1)) is not None:
        return False
    said = _("打开了“%(course)s”的点名表", course=course.title)
    audit.write("after_school.open_sheet", said, actor=actor, object_kind="after_school_class_day", object_id=row.id)
    return True


def note_opened(what: str, actor: Any, kind: str, row_id: int) -> None:
    """Every opening of a list of children is in the audit."""
    audit.write("after_school.open_list", what, actor=actor, object_kind=kind, object_id=row_id)


def managed(row: Any, actor: Any) -> Any:
    """A term, a course or a class day for who plans them: they are the whole community's, so a grant over a grid does
    not reach them. Raises Missing.
    """
    if not actor.can(MANAGE, row):
        raise missing(type(row))
    return row
