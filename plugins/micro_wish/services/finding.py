"""One wish or claim for the one who asks, or the same "missing" for everybody else."""
from __future__ import annotations

from typing import Any

from sqlalchemy import select

from core.api import Missing, _, session

from ..conditions import HAND_OVER, acts_for
from ..models import Claim, Wish
from ..workflow import wish_flow

VIEW = "micro_wish.view"
# What stands on the wall; a number stays with its wish, but what was withdrawn is nobody's business.
PUBLIC = (
    "published", "reserved", "claimed", "overdue", "prepared", "at_station", "delivered", "fulfilled", "thanked", "closed",
)


def _missing() -> Missing:
    return Missing(_("没有找到这个心愿，请回到列表再看看。"))


def the_wish(wish_id: int, *, lock: bool = False) -> Wish:
    """The wish, if wished locked until the transaction ends; raises Missing."""
    wish = session.get(Wish, wish_id)
    if wish is None:
        raise _missing()
    return wish_flow.lock(wish) if lock else wish


def for_station(wish_id: int, actor: Any, permission: str = VIEW) -> Wish:
    """For a worker in whose reach it is; raises Missing."""
    wish = the_wish(wish_id)
    if not actor.can(permission, wish):
        raise _missing()
    return wish


def for_resident(wish_id: int, actor: Any) -> Wish:
    """For the one who wished; raises Missing."""
    wish = the_wish(wish_id)
    if actor.person_id is None or wish.person_id != actor.person_id:
        raise _missing()
    return wish


def by_number(number: int) -> Wish:
    """A wish on the wall by its number; raises Missing."""
    wish = session.scalar(select(Wish).where(Wish.number == number))
    if wish is None or wish.state not in PUBLIC:
        raise _missing()
    return wish


def the_claim(claim_id: int, actor: Any) -> tuple[Claim, Wish]:
    """A claim with its wish, for who stands behind it or for the station; raises Missing."""
    claim = session.get(Claim, claim_id)
    if claim is None:
        raise _missing()
    wish = the_wish(claim.wish_id)
    if not acts_for(claim, actor) and not actor.can(HAND_OVER, wish):
        raise _missing()
    return claim, wish


def own_claim(claim_id: int, actor: Any) -> tuple[Claim, Wish]:
    """The same for the claimant's page, where the station has no business; raises Missing."""
    claim, wish = the_claim(claim_id, actor)
    if not acts_for(claim, actor):
        raise _missing()
    return claim, wish
