"""Terms and holidays, and the admin's own word on single days."""
from __future__ import annotations

import secrets
from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from core.api import Missing, _, audit, community_today, session

from ..errors import BadPlan
from ..models import Course, Enrolment, SpecialDay, Term
from ..rules import rules

FIELDS = ("name", "kind", "starts_on", "ends_on", "enrol_from", "enrol_until", "allocation", "max_courses")


def save_term(term: Term | None, values: dict[str, Any], actor: Any) -> Term:
    """A new term, or a changed one; raises BadPlan with the field to blame."""
    _check(term, values)
    if term is None:
        term = Term(seed=secrets.token_hex(12), **values)
        session.add(term)
    for name in FIELDS:
        setattr(term, name, values[name])
    session.flush()
    said = _("保存了学期“%(name)s”", name=term.name)
    audit.write("after_school.term", said, actor=actor, object_kind="after_school_term", object_id=term.id)
    return term


def _check(term: Term | None, values: dict[str, Any]) -> None:
    if values["ends_on"] < values["starts_on"]:
        raise BadPlan(_("最后一天早于第一天，请改一下日期。"), "ends_on")
    if (values["ends_on"] - values["starts_on"]).days > 250:
        raise BadPlan(_("一个学期最长 250 天，请检查日期。"), "ends_on")
    if values["enrol_until"] < values["enrol_from"]:
        raise BadPlan(_("报名截止早于报名开始，请改一下日期。"), "enrol_until")
    same = select(Term.id).where(Term.name == values["name"])
    if session.scalar(same.where(Term.id != term.id) if term else same) is not None:
        raise BadPlan(_("已经有同名的学期，请换一个名字。"), "name")
    if term is not None and term.allocated_at and values["allocation"] != term.allocation:
        raise BadPlan(_("名额已经分配过，不能再改分配办法。"), "allocation")
    if term is not None and values["allocation"] != term.allocation and _has_wishes(term):
        raise BadPlan(_("已经有家庭按公布的办法报了名，不能再改分配办法。请等抽签以后，下个学期再改。"), "allocation")


def _has_wishes(term: Term) -> bool:
    wished = select(Enrolment.id).join(Course, Course.id == Enrolment.course_id)
    return session.scalar(wished.where(Course.term_id == term.id, Enrolment.state == "applied").limit(1)) is not None


def defaults() -> dict[str, Any]:
    """What a new term begins with, from the settings."""
    return {"allocation": rules().allocation, "max_courses": rules().max_courses}


def seed_hash(term: Term) -> str:
    """What is shown before the draw: it proves afterwards that the seed was not changed."""
    return sha256(term.seed.encode()).hexdigest()


def is_enrolling(term: Term) -> bool:
    """Whether guardians may enrol children today; after the draw places and waiting list go by the clock."""
    return term.enrol_from <= community_today() <= (term.ends_on if term.allocated_at else term.enrol_until)


def terms_shown() -> list[Term]:
    """The terms that are not over, the next one first."""
    return list(session.scalars(select(Term).where(Term.ends_on >= community_today()).order_by(Term.starts_on)))


def special_days(first: date, last: date) -> dict[date, SpecialDay]:
    """The admin's word on the days of a span."""
    rows = session.scalars(select(SpecialDay).where(SpecialDay.day.between(first, last)).order_by(SpecialDay.day))
    return {row.day: row for row in rows}


def set_special_day(day: date, as_weekday: int | None, note: str, actor: Any) -> SpecialDay:
    """No classes on this day, or the timetable of that weekday; the last word counts."""
    row = session.scalar(select(SpecialDay).where(SpecialDay.day == day).with_for_update())
    if row is None:
        row = SpecialDay(day=day)
        session.add(row)
    row.as_weekday, row.note = as_weekday, note.strip()[:30]
    session.flush()
    audit.write(
        "after_school.special_day", _("改了 %(day)s 的上课安排", day=day.isoformat()), actor=actor,
        object_kind="after_school_special_day", object_id=row.id,
    )
    special: SpecialDay = row
    return special


def drop_special_day(special_id: int, actor: Any) -> date:
    """The calendar decides again; raises Missing."""
    row = session.get(SpecialDay, special_id)
    if row is None:
        raise Missing(_("没有找到这一天的安排。请刷新页面。"))
    day: date = row.day
    session.delete(row)
    session.flush()
    audit.write(
        "after_school.special_day", _("撤销了 %(day)s 的特别安排", day=day.isoformat()), actor=actor,
        object_kind="after_school_special_day", object_id=special_id,
    )
    return day
