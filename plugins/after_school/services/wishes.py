"""A guardian's wishes for one or several children, judged, stored, and given places where no draw is to come."""
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from core.api import Person, _, age_of, now, session

from ..errors import CannotEnrol
from ..models import Application, Course, Enrolment, Term
from ..rules import LOTTERY
from ..workflow import enrolment_flow
from .enrolling import LIVE, lock_courses, place_or_wait, wishes_known
from .family import consented_child, guardian_side
from .finding import locked_term
from .terms import is_enrolling

MOST_WISHES = 3
# child id -> course ids in the order of wish
Wishes = Mapping[int, Sequence[int]]


def enrol(term_id: int, actor: Any, wishes: Wishes, *, together: bool) -> Application:
    """Ask for places for the guardian's own children, or for whom staff act; later wishes replace earlier ones that are still open.

    Before a draw they are kept; else places are given at once or the children wait. Raises CannotEnrol, Missing.
    """
    term = locked_term(term_id)
    if not is_enrolling(term):
        raise CannotEnrol(_("“%(term)s”现在不报名，请看报名日期。", term=term.name))
    wanted = {child_id: list(dict.fromkeys(chosen)) for child_id, chosen in wishes.items() if chosen}
    if not wanted:
        raise CannotEnrol(_("请至少给一个孩子选一门课。"))
    courses = lock_courses([course_id for chosen in wanted.values() for course_id in chosen])
    for child_id, chosen in wanted.items():
        child = consented_child(actor, child_id)
        for course_id in chosen:
            check_child(child, courses[course_id], term)
    application = _application(term, actor, together)
    fresh = [row for child_id, chosen in wanted.items() for row in _wishes_of(application, child_id, chosen, actor)]
    _drop_others(application, wanted, actor)
    session.flush()
    if term.allocation != LOTTERY or term.allocated_at is not None:
        place_or_wait(application, fresh)
    return application


def check_child(child: Person, course: Course, term: Term) -> None:
    """Raises CannotEnrol where the course is not open for wishes, or not for a child of this age."""
    if course.term_id != term.id or course.state not in ("draft", "open"):
        raise CannotEnrol(_("“%(course)s”现在不收报名，请选别的课。", course=course.title))
    if child.birth_date is None:
        raise CannotEnrol(_("还不知道%(name)s的出生日期，请先在“我的孩子”里补上。", name=child.name))
    age = age_of(child.birth_date, term.starts_on)
    if not course.age_from <= age <= course.age_to:
        raise CannotEnrol(
            _(
                "“%(course)s”收 %(least)d 到 %(most)d 岁的孩子，%(name)s开课时 %(age)d 岁，请选别的课。",
                course=course.title, least=course.age_from, most=course.age_to, name=child.name, age=age,
            )
        )


def _application(term: Term, actor: Any, together: bool) -> Application:
    """One per guardian and term; the term is locked, so two browsers make one."""
    guardian_id = guardian_side(actor)
    application = wishes_known(term.id, guardian_id)
    if application is None:
        application = Application(term_id=term.id, guardian_id=guardian_id, submitted_at=now(), lot=None)
        session.add(application)
    application.together = together
    session.flush()
    return application


def _wishes_of(application: Application, child_id: int, chosen: Sequence[int], actor: Any) -> list[Enrolment]:
    """The rows that are new or asked for again."""
    known = {row.course_id: row for row in session.scalars(select(Enrolment).where(Enrolment.child_id == child_id))}
    fresh = []
    for rank, course_id in enumerate(chosen[:MOST_WISHES], 1):
        row = known.get(course_id)
        if row is None:
            row = Enrolment(course_id=course_id, child_id=child_id, application_id=application.id, rank=rank)
            fresh.append(enrolment_flow.start(row, actor))
        elif row.state not in LIVE:
            row.application_id, row.rank, row.why, row.queue = application.id, rank, [], 0
            fresh.append(enrolment_flow.fire(row, "again", actor))
        else:
            row.rank = rank
            if row.state == "applied":
                row.application_id = application.id
    return fresh


def _drop_others(application: Application, wanted: Wishes, actor: Any) -> None:
    """Wishes of the same children that were not repeated, as long as nothing was decided about them.

    Also those of another guardian: a child has one number in the draw, however many adults ask for it.
    """
    open_ones = select(Enrolment).join(Course, Course.id == Enrolment.course_id).where(
        Course.term_id == application.term_id, Enrolment.state == "applied", Enrolment.child_id.in_(list(wanted))
    )
    for row in session.scalars(open_ones).all():
        if row.course_id not in wanted[row.child_id]:
            enrolment_flow.fire(row, "leave", actor, reason=_("改了志愿"))


def choices_for(term: Term, children: Iterable[Person], courses: Sequence[Course]) -> list[tuple[Person, list[Course]]]:
    """Children with the courses for their age."""
    found = []
    for child in children:
        if child.birth_date is not None:
            age = age_of(child.birth_date, term.starts_on)
            found.append((child, [course for course in courses if course.age_from <= age <= course.age_to]))
    return found

