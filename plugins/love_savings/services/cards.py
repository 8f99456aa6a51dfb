"""Savings cards: one per person, issued on first need, with a number people can say and a token machines can read."""
from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, func, select, update
from sqlalchemy.exc import IntegrityError

from core.api import LedgerAccount, Missing, Person, _, now, open_account, session, this_month

from ..book_models import LostCard
from ..errors import CardLost, NoSuchCard
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
    floor: int

    @property
    def credit(self) -> int:
        """How far below zero the card may go."""
        return -self.floor

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
            func.coalesce(func.sum(in_month), 0), func.coalesce(func.sum(spent), 0), LedgerAccount.floor,
        )
        .join(Person, Person.id == Card.person_id)
        .join(LedgerAccount, LedgerAccount.id == Card.account_id)
        .outerjoin(Movement, Movement.card_id == Card.id)
        .where(Card.person_id == bindparam("person_id"))
        .group_by(Card, Person.name, LedgerAccount.balance, LedgerAccount.floor)
    )


_VIEW = _view()  # built once: every home page of a resident asks it


def find_card(person_id: int) -> Card | None:
    """The person's card, or None."""
    return session.scalar(select(Card).where(Card.person_id == person_id))


def card_for(person_id: int) -> Card:
    """The person's card, issued now if there was none."""
    return find_card(person_id) or _issue(person_id)


def locked_card(person_id: int) -> Card:
    """The person's card, issued if there was none, locked as by `lock_cards`."""
    return lock_cards(card_for(person_id))[0]


def lock_cards(*cards: Card) -> list[Card]:
    """The cards locked until the end of the transaction and read anew, so that caps are judged one at a time.

    Always locked in the same order: two who lock the same cards never wait for each other.
    """
    for card in sorted(cards, key=lambda each: each.id):
        same = update(Card).where(Card.id == card.id).values(issued_at=Card.issued_at)
        session.execute(same, execution_options={"synchronize_session": False})
        session.refresh(card)
    return list(cards)


def minutes_on_day(card_id: int, day: date) -> int:
    """Minutes deposited on a card for service on one day."""
    total = select(func.sum(net("in"))).where(Movement.card_id == card_id, Movement.day == day)
    return int(session.scalar(total) or 0)


def card_view(person_id: int) -> CardView | None:
    """The card with its figures in one statement, or None for who has none."""
    row = session.execute(_VIEW, {"person_id": person_id, "month": this_month()}).one_or_none()
    return None if row is None else CardView(row[0], row[1], *map(int, row[2:]))


def usable_card(text: str) -> Card:
    """The card that a printed number, a QR code or the address in it names; raises NoSuchCard, CardLost."""
    said = text.strip().rstrip("/").rpartition("/")[2]
    column, value = (Card.number, int(said)) if said.isdecimal() and len(said) < 10 else (Card.token, said)
    card = session.scalar(select(Card).where(column == value))
    if card is None:
        lost = LostCard.number if column is Card.number else LostCard.token
        raise CardLost if session.scalar(select(LostCard.id).where(lost == value)) else NoSuchCard
    if card.blocked_at is not None:
        raise CardLost
    return card


def person_of_token(token: str) -> int:
    """Whose card a QR code belongs to; raises Missing, and CardLost for a code that is dead."""
    try:
        return int(usable_card(token).person_id)
    except NoSuchCard as error:
        raise Missing(_("没有这张储蓄卡，请核对二维码或卡号。")) from error


def _issue(person_id: int) -> Card:
    number = next_number()
    # The counter's row is locked now: whoever issued a card for this person meanwhile has committed it.
    card = find_card(person_id)
    if card is None:
        account = open_account(ACCOUNT, owner_id=person_id, floor=0)
        card = Card(
            person_id=person_id, account_id=account.id, number=number, token=new_token(), issued_at=now()
        )
        session.add(card)
        session.flush()
    return card


def new_token() -> str:
    """What a QR code holds; nobody guesses it."""
    return secrets.token_urlsafe(24)


def next_number(name: str = "card") -> int:
    """A number that no card has had before."""
    step = update(Counter).where(Counter.name == name).values(last=Counter.last + 1)
    if not session.execute(step, execution_options={"synchronize_session": False}).rowcount:
        try:
            with session.begin_nested():
                session.add(Counter(name=name, last=0))
        except IntegrityError:
            pass  # somebody else issued the first card at this very moment
        session.execute(step, execution_options={"synchronize_session": False})
    return int(session.scalar(select(Counter.last).where(Counter.name == name)) or 0)
