"""Who may take a step besides the station: the resident, and the claimants with what they were trusted with."""
from __future__ import annotations

from typing import Any

from sqlalchemy import select

from core.api import Team, _l, session

from .models import Claim, Wish
from .rules import GOODS

WISH, HAND_OVER, COLLECT, FOR_UNIT = (f"micro_wish.{name}" for name in ("wish", "hand_over", "collect", "claim_for_unit"))
ARRIVED = ("at_station", "delivered")
LIVE = ("reserved", "promised", "overdue", "prepared")


def own(wish: Any, actor: Any) -> Any:
    """The resident alone."""
    return None if actor.person_id == wish.person_id else _l("这是别人的心愿，请让本人或工作站来办。")


def own_or_collect(wish: Any, actor: Any) -> Any:
    """The resident, or who may type in for them."""
    return None if actor.can(COLLECT, wish) else own(wish, actor)


def own_or_hand_over(wish: Any, actor: Any) -> Any:
    """The resident, or who may hand over."""
    return None if actor.can(HAND_OVER, wish) else own(wish, actor)


def acts_for(claim: Any, actor: Any) -> bool:
    """Whether the actor stands behind the claim: made it, leads the team, or is the unit's contact."""
    if actor.person_id is None:
        return False
    if actor.person_id == claim.person_id or (claim.party == "unit" and actor.can(FOR_UNIT, claim)):
        return True
    return bool(claim.team_id and session.scalar(select(Team.leader_id).where(Team.id == claim.team_id)) == actor.person_id)


def stands_today(claim: Any, actor: Any) -> bool:
    """The same for what is about the resident: who leads the team or speaks for the unit no more is a stranger again."""
    if claim.party == "unit":
        return bool(actor.can(FOR_UNIT, claim))
    if claim.party == "team":
        return session.scalar(select(Team.leader_id).where(Team.id == claim.team_id)) == actor.person_id
    return bool(actor.person_id == claim.person_id)


def meets(wish: Any, actor: Any) -> bool:
    """Whether the resident agreed to meet those who claimed, and the actor is one of them today."""
    return wish.meets and any(stands_today(claim, actor) for claim in claims_of(wish, actor))


def claims_of(wish: Any, actor: Any) -> list[Claim]:
    """The live claims on the wish behind which the actor stands."""
    live = session.scalars(select(Claim).where(Claim.wish_id == wish.id, Claim.state.in_(LIVE)).order_by(Claim.id)).all()
    return [claim for claim in live if acts_for(claim, actor)]


def claimant_or_station(wish: Any, actor: Any) -> Any:
    """Who claimed it, or who may hand over."""
    if actor.can(HAND_OVER, wish) or claims_of(wish, actor):
        return None
    return _l("只有认领人和工作站可以办这一步，请先认领，或者联系工作站。")


def unclaimed(wish: Any, actor: Any) -> Any:
    """What somebody claimed is not taken off the wall to be changed."""
    return _l("已经有人认领了一份，不能取下来改，可以和居民商量换成别的。") if wish.taken else None


def goods(wish: Any, actor: Any) -> Any:
    """Only things pass through the station."""
    return None if wish.kind == GOODS else _l("请人帮忙的心愿不经过站里，请直接记下帮完了。")


def bringer(wish: Any, actor: Any) -> Any:
    """Who may hand over, or a claimant whom the resident agreed to meet."""
    if actor.can(HAND_OVER, wish) or meets(wish, actor):
        return None
    return _l("请把东西送到站里，由工作人员转交给居民。")


def receiver_or_bringer(wish: Any, actor: Any) -> Any:
    """The resident, or who brings it."""
    return None if actor.person_id == wish.person_id else bringer(wish, actor)


def stands_behind(claim: Any, actor: Any) -> Any:
    """Who claimed, or who may hand over that wish."""
    if acts_for(claim, actor) or actor.can(HAND_OVER, session.get(Wish, claim.wish_id)):
        return None
    return _l("这份认领不是您的，请让认领人来办，或者联系工作站。")


def may_leave(claim: Any, actor: Any) -> Any:
    """The same, as long as what was claimed is not with the station or the resident already."""
    if session.get(Wish, claim.wish_id).state in ARRIVED:
        return _l("东西已经送到站里或居民手里了，不能再退出。")
    return stands_behind(claim, actor)


def not_oneself(report: Any, actor: Any) -> Any:
    """Nobody confirms the own report."""
    return _l("自己的报到要由别人确认，请联系单位联系人或工作站。") if actor.person_id == report.person_id else None


def own_report(report: Any, actor: Any) -> Any:
    """The Party member alone."""
    return None if actor.person_id == report.person_id else _l("这是别人的报到，请让本人来办。")
