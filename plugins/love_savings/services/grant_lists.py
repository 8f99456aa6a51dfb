"""The list from which a worker chooses who is granted minutes this month."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from core.api import Building, Page, Person, lives_here, month_after, page_of, scope_filter, session, this_month

from ..book_models import Grant
from ..models import Card
from .key_elders import KEEP_BOOKS, aged

AGED, BEFORE = "aged", "before"


def granted(actor: Any, month: int) -> Sequence[Any]:
    """(grant, card number, person id, name, building) of a month, for whoever keeps the books there."""
    return session.execute(
        select(Grant, Card.number, Person.id, Person.name, Building.name)
        .join(Card, Card.id == Grant.card_id)
        .join(Person, Person.id == Card.person_id)
        .outerjoin(Building, Building.id == Person.building_id)
        .where(Grant.month == month, scope_filter(actor, KEEP_BOOKS, Person))
        .order_by(Building.number, Person.pinyin)
    ).all()


def waiting(actor: Any, which: str, page: int) -> Page:
    """(person id, name, birth date, building) not granted yet this month: of 80 and over, or granted last month.

    Who gets aid is on no list here; they are granted from their card's page.
    """
    month = this_month()
    chosen = aged() if which == AGED else Person.id.in_(_had(month_after(month, -1)))
    others = Person.id.is_distinct_from(actor.person_id)  # nobody grants themselves anything
    where = [lives_here(), chosen, others, Person.id.not_in(_had(month)), scope_filter(actor, KEEP_BOOKS, Person)]
    query = (
        select(Person.id, Person.name, Person.birth_date, Building.name.label("building"))
        .outerjoin(Building, Building.id == Person.building_id)
        .where(*where)
        .order_by(Building.number, Person.pinyin, Person.id)
    )
    return page_of(query, page, select(func.count(Person.id)).where(*where))


def _had(month: int) -> Any:
    holder = aliased(Card)
    return select(holder.person_id).join(Grant, Grant.card_id == holder.id).where(Grant.month == month)
