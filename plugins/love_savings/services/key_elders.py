"""Who may be granted minutes or credit: residents of 80 and over, or in a household with aid."""
from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, or_, select

from core.api import Person, _, aid_categories, born_by, get_person, gets_aid, lives_here, session

from ..errors import CannotGrant

KEEP_BOOKS = "love_savings.keep_books"
AGED_YEARS = 80


def aged() -> ColumnElement[bool]:
    """The condition for residents of 80 and over today (高龄)."""
    condition: ColumnElement[bool] = Person.birth_date <= born_by(AGED_YEARS)
    return condition


def why_not(person_id: int, actor: Any) -> str:
    """Why the actor can grant the person neither minutes nor credit, and what to do; empty where they can."""
    try:
        key_elder(person_id, actor)
    except CannotGrant as refusal:
        return str(refusal)
    return ""


def key_elder(person_id: int, actor: Any) -> Person:
    """The person, who is in reach of the actor, somebody else, and 80 or in aid; raises Missing, CannotGrant.

    Which aid it is stays closed: only that there is some.
    """
    person = get_person(person_id, actor, KEEP_BOOKS)
    if actor.person_id == person_id:
        raise CannotGrant(_("不能给自己办，请另一位工作人员来办。"))
    in_aid = [gets_aid(Person.household_id, category) for category in aid_categories()]
    found = select(Person.id).where(Person.id == person_id, lives_here(), or_(aged(), *in_aid))
    if session.scalar(found) is None:
        raise CannotGrant(
            _("登记里查不到%(name)s满 80 岁或享受帮扶。请先核对出生日期和帮扶登记，再来办。", name=person.name)
        )
    return person
