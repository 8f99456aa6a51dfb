"""Who died or moved away wishes for nothing here any more; what the dead had claimed is for others to claim."""
from __future__ import annotations

from sqlalchemy import select

from core.api import SYSTEM, Person, PersonLeft, Team, _, _l, audit, notify, session, still_gone

from .. import links
from ..conditions import LIVE
from ..effects import SOURCE
from ..models import Claim, Report, Wish
from ..workflow import BEFORE, claim_flow, report_flow, wish_flow
from .claiming import settle
from .publishing import withdraw

# What was brought to the resident already is confirmed by who brought it.
UNDONE = (*BEFORE, "prepared", "at_station")
# As long as nothing lies at the station, a wish may go back to the wall.
NOT_BROUGHT = ("published", "reserved", "claimed", "overdue", "prepared")


def person_left(event: PersonLeft) -> None:
    """Withdraw the open wishes and, of the dead, give back the claims. Harmless when told twice."""
    person = still_gone(event)
    if person is None:
        return
    dead = person.deceased_on is not None
    open_wishes = select(Wish.id).where(Wish.person_id == person.id, Wish.state.in_(UNDONE)).order_by(Wish.id)
    for wish_id in session.scalars(open_wishes).all():
        if wish_flow.lock(session.get_one(Wish, wish_id)).state in UNDONE:
            why, words = ("died", _("居民已去世")) if dead else ("moved", _("居民已迁出社区"))
            withdraw(wish_id, SYSTEM, why, str(words), by_station=True)
    if dead:
        _give_back(person)
        for report in session.scalars(
            select(Report).where(Report.person_id == person.id, Report.state.in_(("asked", "confirmed")))
        ).unique().all():
            report_flow.fire(report, "gone", SYSTEM)


def _give_back(person: Person) -> None:
    held = (
        select(Claim.id, Claim.wish_id)
        .join(Wish, Wish.id == Claim.wish_id)
        .where(Claim.person_id == person.id, Claim.state.in_(LIVE), Wish.state.in_(NOT_BROUGHT))
    )
    for claim_id, wish_id in session.execute(held.order_by(Claim.id)).all():
        wish = wish_flow.lock(session.get_one(Wish, wish_id))
        claim = claim_flow.lock(session.get_one(Claim, claim_id))
        if wish.state not in NOT_BROUGHT or claim.state not in LIVE:
            continue
        leader_id = _other_leader(claim)
        if leader_id is not None:
            _hand_on(claim, leader_id)
            continue
        claim_flow.fire(claim, "gone", SYSTEM)
        settle(wish)


def _other_leader(claim: Claim) -> int | None:
    """Who leads the team in whose name it was claimed, if that is somebody else who lives."""
    team = session.get(Team, claim.team_id) if claim.team_id else None
    if team is None or team.leader_id in (None, claim.person_id):
        return None
    return int(team.leader_id) if session.get_one(Person, team.leader_id).deceased_on is None else None


def _hand_on(claim: Claim, leader_id: int) -> None:
    claim.person_id = leader_id
    session.flush()
    said = _("认领人已去世，队伍的认领改由组长负责")
    audit.write("micro_wish.hand_on", said, actor=SYSTEM, object_kind="micro_wish_claim", object_id=claim.id)
    notify(leader_id, _l("队里认领的一个心愿改由您负责，请看约好的日子。"), links.claim(claim.id), SOURCE)
