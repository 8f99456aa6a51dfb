"""What the classes show on core's pages: tasks of the desk, the public card, a person's arrangements and panel."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import url_for
from sqlalchemy import func, select

from core.api import MOST_TASKS, Person, Task, _, children_ids, community_today, now, session

from ..child_models import HealthSheet
from ..models import ClassDay, Course, Duty, Enrolment, Teacher, Term
from ..rules import ADULTS, rules
from ..words import SUBJECTS
from ..workflow import MANAGE, enrolment_flow
from . import access, family, lists, renewing, teachers
from .enrolling import LIVE

SOON = timedelta(days=3)


def public_board() -> dict[str, Any] | None:
    """Courses of the terms that enrol, and whether teachers are looked for; None when there is nothing to say."""
    rows = [(term, row) for term in lists.open_terms() for row in lists.courses_of(term.id, "draft", "open")]
    searching = bool(teachers.recruiting())
    return {"rows": rows[:8], "searching": searching, "subjects": SUBJECTS} if rows or searching else None


def teaches(person_id: int) -> bool:
    """Whether the person offered to teach or teaches."""
    mine = select(Teacher.id).where(Teacher.person_id == person_id, Teacher.state.in_(("applied", "accepted")))
    return session.scalar(mine.limit(1)) is not None


def children_soon(guardian_id: int) -> list[Any]:
    """The next classes of the person's children."""
    rows = lists.classes_of(children_ids(guardian_id), community_today(), community_today() + SOON)
    hidden = family.kept_away(guardian_id, {row.child_id for row in rows})
    coming = [row for row in rows if row.ClassDay.state in ("planned", "open") and row.ClassDay.ends_at > now()]
    return [row for row in coming if row.child_id not in hidden][:4]


def teaching_soon(actor: Any) -> list[Any]:
    """The next classes that the person teaches, and the one where they still look after children."""
    if not actor.can("after_school.teach"):
        return []
    coming = [row for row in lists.my_duties(actor.person_id, limit=3) if row.ClassDay.starts_at < now() + SOON]
    return [row for row in coming if row.Duty.state == "present" or row.ClassDay.ends_at > now() and row.Duty.state != "done"]


def tasks(actor: Any) -> list[Task]:
    """Not collected, today without a second adult, teachers to answer, places to draw, and whose word at the door has fallen."""
    classes, day = lists.watched(), community_today()
    found = [_not_collected(row) for row in classes if row.inside and _is_late(row.ClassDay)]
    found += [_lonely(row) for row in classes if row.ClassDay.day == day and row.adults < ADULTS]
    if actor.can(MANAGE):
        found += [_to_draw(term, count) for term, count in lists.waiting_for_draw()]
        found += [_offer(row) for row in session.execute(_OFFERS)]
        found += [_to_renew(child_id, term) for child_id, term in renewing.left_to_staff()]
    return found


def _is_late(row: ClassDay) -> bool:
    return bool(row.state == "open" and now() >= row.ends_at + timedelta(minutes=rules().not_collected_minutes))


def _not_collected(row: Any) -> Task:
    url = url_for("after_school.sheet_page", class_day_id=row.ClassDay.id)
    return Task(_("%(count)d 个孩子没人接", count=row.inside), row.course, url, row.ClassDay.ends_at, "red", "urgent", _("没人接"))


def _lonely(row: Any) -> Task:
    url = url_for("after_school.plan", class_day_id=row.ClassDay.id)
    return Task(_("今天的%(course)s不到两位大人", course=row.course), row.place, url, row.ClassDay.starts_at, "red", "user-exclamation", _("找代课"))


def _to_draw(term: Term, count: int) -> Task:
    url = url_for("after_school.term", term_id=term.id)
    return Task(_("%(term)s可以抽签了", term=term.name), _("%(count)d 个志愿在等", count=count), url, None, "gold", "dice", _("抽签"))


_OFFERS = (
    select(Teacher.course_id, Person.name.label("name"), Course.title.label("course"))
    .join(Person, Person.id == Teacher.person_id)
    .join(Course, Course.id == Teacher.course_id)
    .where(Teacher.state == "applied", Course.state.in_(("draft", "open")))
    .order_by(Teacher.state_since)
    .limit(MOST_TASKS)
)


def _offer(row: Any) -> Task:
    url = url_for("after_school.course", course_id=row.course_id)
    return Task(_("%(name)s想来教%(course)s", name=row.name, course=row.course), _("请审核"), url, None, "amber", "user-question", _("待审核"))


def _to_renew(child_id: int, term: Term) -> Task:
    url = url_for("after_school.child_file", term_id=term.id, child_id=child_id)
    said = _("一个孩子的接送授权要重新确认")
    return Task(said, term.name, url, None, "red", "user-question", _("监护人去世"))


def household_tasks(household: Any, actor: Any) -> list[Task]:
    """Health sheets that are missing for the children of one door; only with an approval for the term."""
    rows = (
        select(Person.name, Term)
        .select_from(Enrolment)
        .join(Course, Course.id == Enrolment.course_id)
        .join(Term, Term.id == Course.term_id)
        .join(Person, Person.id == Enrolment.child_id)
        .outerjoin(HealthSheet, (HealthSheet.term_id == Term.id) & (HealthSheet.child_id == Person.id))
        .where(
            Person.household_id == household.id, Enrolment.state == "accepted", Term.ends_on >= community_today(),
            HealthSheet.id.is_(None),
        )
        .distinct()
    )
    return [
        Task(
            _("%(name)s还没有健康安全表", name=name), term.name, url_for("after_school.term", term_id=term.id), None,
            "amber", "first-aid-kit", _("请家长填"),
        )
        for name, term in session.execute(rows)
        if access.may_see_children(term.id, actor)
    ]


def panel(person_id: int, actor: Any) -> dict[str, Any] | None:
    """A child's courses on its page at the desk, for whoever has the approval of the term."""
    if not actor.can(MANAGE):
        return None
    rows = [row for row in lists.enrolments_of([person_id]) if access.may_see_children(row.Term.id, actor)]
    return {"rows": rows, "states": enrolment_flow.states_in_words()} if rows else None


def open_business(person_id: int) -> str | None:
    """Why the person cannot be moved out just now: a child's courses, a teacher's classes."""
    coming = select(func.count()).select_from(Duty).join(ClassDay, ClassDay.id == Duty.class_day_id).where(
        Duty.person_id == person_id, Duty.state.in_(("planned", "wanted", "present")), ClassDay.ends_at > now()
    )
    count = session.scalar(coming) or 0
    if count:
        return _("还有 %(count)d 次课要上，请先请人代课或退出任课，再办迁出。", count=count)
    live = (
        select(func.count())
        .select_from(Enrolment)
        .join(Course, Course.id == Enrolment.course_id)
        .where(Enrolment.child_id == person_id, Enrolment.state.in_(LIVE), Course.state.in_(("draft", "open")))
    )
    count = session.scalar(live) or 0
    return _("还有 %(count)d 门课没有退，请先退出课程，再办迁出。", count=count) if count else None

