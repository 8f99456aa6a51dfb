"""Savings cards: one per person, issued on first need, with a number people can say and a token machines can read."""
from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, func, select, update
from sqlalchemy.exc import IntegrityError

from core.api import LedgerAccount, Missing, Person, _, now, open_account, session, this_month

from ..models import Card, Counter, Movement

ACCOUNT = "love_savings.card"


@dataclass(frozen=True)
class CardView:
    """What a card shows; minutes."""

    card: Card
    name: str
    balance: int
    month_in: int
    spent: int

    @property
    def number(self) -> str:
        """The number as it is printed: 0386."""
        return f"{self.card.number:04d}"


def net(kind: str) -> ColumnElement[int]:
    """A line's minutes for the sum of one kind, "in" or "out", less what was taken back of it."""
    return case((Movement.kind == kind, Movement.minutes), (Movement.kind == f"{kind}_back", -Movement.minutes), else_=0)


def _view() -> Any:
    in_month = case((Movement.month == bindparam("month"), net("in")), else_=0)
    spent = net("out")
    return (
        select(
            Card, Person.name, LedgerAccount.balance,
            func.coalesce(func.sum(in_month), 0), func.coalesce(func.sum(spent), 0),
        )
        .join(Person, Person.id == Card.person_id)
        .join(LedgerAccount, LedgerAccount.id == Card.account_id)
        .outerjoin(Movement, Movement.card_id == Card.id)
        .where(Card.person_id == bindparam("person_id"))
        .group_by(Card, Person.name, LedgerAccount.balance)
    )


_VIEW = _view()  # built once: every home page of a resident asks it


def find_card(person_id: int) -> Card | None:
    """The person's card, or None."""
    return session.scalar(select(Card).where(Card.person_id == person_id))


def card_for(person_id: int) -> Card:
    """The person's card, issued now if there was none."""
    return find_card(person_id) or _issue(person_id)


def locked_card(person_id: int) -> Card:
    """The card with its row locked until the end of the transaction, so that a daily cap is judged one at a time."""
    card = card_for(person_id)
    session.execute(
        update(Card).where(Card.id == card.id).values(number=Card.number), execution_options={"synchronize_session": False}
    )
    return card


def minutes_on_day(card_id: int, day: date) -> int:
    """Minutes deposited on a card for service on one day."""
    total = select(func.sum(net("in"))).where(Movement.card_id == card_id, Movement.day == day)
    return int(session.scalar(total) or 0)


def card_view(person_id: int) -> CardView | None:
    """The card with its figures in one statement, or None for who has none."""
    row = session.execute(_VIEW, {"person_id": person_id, "month": this_month()}).one_or_none()
    return None if row is None else CardView(row[0], row[1], int(row[2]), int(row[3]), int(row[4]))


def person_of_token(token: str) -> int:
    """Whose card a QR code belongs to; raises Missing."""
    person_id = session.scalar(select(Card.person_id).where(Card.token == token))
    if person_id is None:
        raise Missing(_("没有这张储蓄卡，请核对二维码或卡号。"))
    return person_id


def statement(card_id: int, month: int) -> Sequence[Any]:
    """The movements of one month, oldest first."""
    return session.scalars(
        select(Movement).where(Movement.card_id == card_id, Movement.month == month).order_by(Movement.day, Movement.id)
    ).all()


def months_with_movements(card_id: int, limit: int = 12) -> list[int]:
    """The months that have a statement, newest first."""
    months = select(Movement.month).where(Movement.card_id == card_id).distinct().order_by(Movement.month.desc())
    return list(session.scalars(months.limit(limit)))


def _issue(person_id: int) -> Card:
    number = _next_number("card")
    # The counter's row is locked now: whoever issued a card for this person meanwhile has committed it.
    card = find_card(person_id)
    if card is None:
        account = open_account(ACCOUNT, owner_id=person_id, floor=0)
        card = Card(
            person_id=person_id, account_id=account.id, number=number, token=secrets.token_urlsafe(24), issued_at=now()
        )
        session.add(card)
        session.flush()
    return card


def _next_number(name: str) -> int:
    step = update(Counter).where(Counter.name == name).values(last=Counter.last + 1)
    if not session.execute(step, execution_options={"synchronize_session": False}).rowcount:
        try:
            with session.begin_nested():
                session.add(Counter(name=name, last=0))
        except IntegrityError:
            pass  # somebody else issued the first card at this very moment
        session.execute(step, execution_options={"synchronize_session": False})
    return int(session.scalar(select(Counter.last).where(Counter.name == name)) or 0)
