"""A wish comes in: by the resident, by a worker for them, or from a box of paper cards."""
from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from core.api import (
    Missing,
    Person,
    Refused,
    _,
    audit,
    is_child,
    lock_person,
    now,
    on_behalf_of,
    search_people,
    session,
)

from ..errors import CannotWish, CardKnown
from ..models import Wish
from ..rules import rules
from ..workflow import wish_flow
from .finding import the_wish

COLLECT = "micro_wish.collect"
OPEN_AT_ONCE = 3
LONGEST_TITLE, LONGEST_CARD = 40, 20
DONE = ("fulfilled", "thanked", "closed", "withdrawn", "expired")


def collect(actor: Any, person_id: int, *, title: str, kind: str, story: str = "", card: str = "") -> Wish:
    """A new wish of the person. For somebody else the actor needs the permission, and it is noted (代办).

    Raises Missing, CannotWish, CardKnown.
    """
    behalf = actor.person_id != person_id
    person = session.get(Person, person_id)
    if person is None or (behalf and not actor.can(COLLECT, person)):
        raise Missing(_("没有找到这位居民。"))
    lock_person(person_id)
    title, card = " ".join(title.split()), " ".join(card.split()).upper()
    _check(person, title, kind)
    if card and session.scalar(select(Wish.id).where(Wish.card == card)) is not None:
        raise CardKnown(card)
    wish = Wish(
        person_id=person_id, building_id=person.building_id, title=title, kind=kind, story=story.strip()[:500],
        card=card[:LONGEST_CARD] or None, collected_at=now(), recorded_by_id=actor.person_id if behalf else None,
    )
    actor = on_behalf_of(actor, person_id)
    try:
        with session.begin_nested():
            wish_flow.start(wish, actor)
            session.flush()
    except IntegrityError as error:  # the same card was entered at this very moment
        raise CardKnown(card) from error
    if behalf:
        audit.write(
            "micro_wish.collect_for", _("替居民登记了一个心愿"), actor=actor, object_kind="micro_wish_wish", object_id=wish.id
        )
    return wish


def amend(wish_id: int, actor: Any, *, title: str, kind: str, story: str) -> Wish:
    """Put right what was returned, and hand it in again; raises CannotWish, WorkflowRefused."""
    wish = the_wish(wish_id, lock=True)
    title = " ".join(title.split())
    if kind not in rules().kinds or not title:
        raise CannotWish(_("请写清楚想要什么，一句话就行。"), "title")
    wish.title, wish.kind = title[:LONGEST_TITLE], kind
    if story.strip():
        wish.story = story.strip()[:500]
    return wish_flow.fire(wish, "resubmit", actor)


def hand_in_again(wish_id: int, actor: Any) -> Wish:
    """The station put it right with the resident; raises WorkflowRefused."""
    return wish_flow.fire(the_wish(wish_id), "resubmit", actor)


def _check(person: Person, title: str, kind: str) -> None:
    if person.household_id is None or person.deceased_on is not None:
        raise CannotWish(_("只能为住在本社区的居民登记心愿。"), "who")
    if is_child(person):
        raise CannotWish(_("孩子的心愿请登记在监护人名下，孩子的名字就不会出现在台账里。"), "who")
    if not title:
        raise CannotWish(_("请写清楚想要什么，一句话就行。"), "title")
    if len(title) > LONGEST_TITLE:
        raise CannotWish(_("最多 %(max)d 个字，别的话请写在“再说几句”里。", max=LONGEST_TITLE), "title")
    if kind not in rules().kinds:
        raise CannotWish(_("现在不收这一类心愿，请换一类，或者打电话问工作站。"), "kind")
    open_now = session.scalar(
        select(func.count()).select_from(Wish).where(Wish.person_id == person.id, Wish.state.not_in(DONE))
    )
    if (open_now or 0) >= OPEN_AT_ONCE:
        raise CannotWish(_("已经有 %(count)d 个心愿还没办完，请等办完再许新的。", count=OPEN_AT_ONCE), "title")


@dataclass
class CardRow:
    """One line of the form for paper cards: what was typed, and what is wrong with it, by column."""

    card: str = ""
    who: str = ""
    title: str = ""
    kind: str = "goods"
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Nothing was typed in this line."""
        return not (self.card.strip() or self.who.strip() or self.title.strip())


def enter_cards(rows: list[CardRow], actor: Any) -> tuple[int, list[CardRow]]:
    """Enter each good line; returns how many, and the lines that need a correction, with the sentences beside them."""
    entered, left, seen = 0, [], set()
    for row in [row for row in rows if not row.empty]:
        row.errors = {}
        try:
            _enter(row, actor, seen)
            entered += 1
        except Refused as refusal:
            row.errors[getattr(refusal, "field", "") or "who"] = str(refusal)
            left.append(row)
    return entered, left


def _enter(row: CardRow, actor: Any, seen: set[str]) -> None:
    card = row.card.strip().upper()
    if not re.fullmatch(r"[A-Z0-9-]{1,20}", card):
        raise CannotWish(_("卡号只用字母、数字和横线，最多 20 位。"), "card")
    if card in seen:
        raise CannotWish(_("这张卡号在上面已经写过了，请核对。"), "card")
    person = the_one(row.who, actor)
    collect(actor, person.id, title=row.title, kind=row.kind, card=card)
    seen.add(card)


def the_one(who: str, actor: Any) -> Person:
    """The one resident in reach whom a name or door means; raises CannotWish, which says what to write instead."""
    if not who.strip() or re.fullmatch(r"\s*\d{4}\s*", who):
        raise CannotWish(_("请写姓名，或者写门牌，如 3-502。"), "who")
    found = [person for person in search_people(who, actor, limit=6) if actor.can(COLLECT, person)]
    exact = [person for person in found if person.name == who.strip()] or found
    if not exact:
        raise CannotWish(_("没有找到这位居民，请核对姓名或门牌。"), "who")
    if len(exact) > 1:
        raise CannotWish(_("找到不止一位，请写门牌和姓名，或者到居民页上单独登记。"), "who")
    return exact[0]
