"""From what came in to what stands on the wall: checked, without a trace of who wishes it, with limit and shares."""
from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from core.api import SYSTEM, Building, Person, _, session

from ..conditions import LIVE
from ..errors import CannotWish, TellsTooMuch
from ..models import Claim, Wish
from ..reasons import RETURNED, STOPPED
from ..rules import rules
from ..workflow import claim_flow, wish_flow
from .collecting import LONGEST_TITLE
from .finding import the_wish

PHONE = re.compile(r"1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}|\d{3,4}-\d{7,8}")
IDENTITY = re.compile(r"\d{17}[\dXx]")
ADDRESS = re.compile(r"\d+(栋|幢|号楼|单元|室|号)|\d+-\d+(-\d+)?|[一二三四五六七八九十]+(栋|幢|号楼|单元)")
SMALLEST_SHARE_FEN = 1000


@dataclass(frozen=True)
class Terms:
    """How a wish goes on the wall."""

    title: str
    group: str
    limit_fen: int
    share: str = "whole"
    parts: int = 1


def verify(wish_id: int, actor: Any) -> Wish:
    """The station spoke with the resident or knows the need."""
    return wish_flow.fire(the_wish(wish_id), "verify", actor)


def send_back(wish_id: int, actor: Any, why: str, words: str) -> Wish:
    """It cannot be taken as it is; `why` is one of RETURNED."""
    return wish_flow.fire(the_wish(wish_id), "send_back", actor, reason=words, why=why if why in RETURNED else "unclear")


def publish(wish_id: int, actor: Any, terms: Terms) -> Wish:
    """Give it a number and put it on the wall; raises TellsTooMuch, CannotWish."""
    wish = the_wish(wish_id, lock=True)
    title = " ".join(terms.title.split())[:LONGEST_TITLE]
    check_public(title, wish)
    limit = rules().limit_fen
    if terms.group not in rules().group_list:
        raise CannotWish(_("请选一个人群标签。"), "group")
    if not 0 <= terms.limit_fen <= limit or (wish.kind == "goods" and terms.limit_fen == 0):
        raise CannotWish(_("价格要在 1 到 %(most)s 元之间。", most=limit // 100), "limit")
    wish.title, wish.tag, wish.limit_fen = title, terms.group, terms.limit_fen
    wish.share, wish.parts = _shares(terms)
    return wish_flow.fire(wish, "publish", actor)


def recall(wish_id: int, actor: Any) -> Wish:
    """Take it off the wall to put its words or terms right; raises WorkflowRefused once somebody claimed."""
    return wish_flow.fire(the_wish(wish_id), "recall", actor)


def _shares(terms: Terms) -> tuple[str, int]:
    if terms.share == "parts" and 2 <= terms.parts <= 50:
        return "parts", terms.parts
    if terms.share == "fen" and terms.limit_fen >= 2 * SMALLEST_SHARE_FEN:
        return "fen", terms.limit_fen
    if terms.share == "whole":
        return "whole", 1
    raise CannotWish(_("分成几份要在 2 到 50 之间；按金额分，价格至少 20 元。"), "parts")


def check_public(title: str, wish: Wish) -> None:
    """Nothing on the wall says who it is or where they live; raises TellsTooMuch, CannotWish."""
    if not title:
        raise CannotWish(_("请写清楚想要什么，一句话就行。"), "title")
    # As it reads: full-width digits and blanks between the characters hide nothing.
    title = unicodedata.normalize("NFKC", title)
    bare = re.sub(r"\s", "", title)
    home = select(Person.household_id).where(Person.id == wish.person_id).scalar_subquery()
    names = session.scalars(select(Person.name).where(or_(Person.id == wish.person_id, Person.household_id == home)))
    building = session.scalar(select(Building.name).where(Building.id == wish.building_id)) or ""
    if any(len(name) > 1 and re.sub(r"\s", "", name) in bare for name in names):
        raise TellsTooMuch(_("居民的姓名"))
    if any(PHONE.search(text) or IDENTITY.search(text) for text in (title, bare)):
        raise TellsTooMuch(_("电话或证件号"))
    if ADDRESS.search(bare) or (building and re.sub(r"\s", "", building) in bare):
        raise TellsTooMuch(_("楼栋或门牌"))


def substitute(wish_id: int, actor: Any, title: str, words: str, *, agreed: bool) -> Wish:
    """Something else instead; only with the resident's yes. Claims stand, what was ready is open again."""
    wish = the_wish(wish_id, lock=True)
    title = " ".join(title.split())[:LONGEST_TITLE]
    check_public(title, wish)
    if not agreed:
        raise CannotWish(_("请先问过居民，同意了再勾选并替换。"), "agreed")
    wish = wish_flow.fire(wish, "substitute", actor, reason=words, title=title)
    for claim in live_claims(wish):
        if claim.state in ("prepared", "overdue"):
            claim_flow.fire(claim, "again", SYSTEM)
    return wish


def withdraw(wish_id: int, actor: Any, why: str, words: str, *, by_station: bool = False) -> Wish:
    """The resident does not want it any more, or the station takes it down; `why` is one of STOPPED."""
    wish = the_wish(wish_id, lock=True)
    step = "call_off" if by_station else "withdraw"
    wish = wish_flow.fire(wish, step, actor, reason=words, why=why if why in STOPPED else "other")
    end_claims(wish)
    return wish


def end_claims(wish: Wish) -> None:
    """Nobody needs to do anything for this wish any more."""
    for claim in live_claims(wish):
        claim_flow.fire(claim, "end", SYSTEM)
    wish.taken = 0


def live_claims(wish: Wish) -> list[Claim]:
    """Claims that stand, oldest first, locked and read anew, since a clock may turn one; call it with the wish locked."""
    found = select(Claim).where(Claim.wish_id == wish.id, Claim.state.in_(LIVE)).order_by(Claim.id).with_for_update()
    return list(session.scalars(found, execution_options={"populate_existing": True}))
