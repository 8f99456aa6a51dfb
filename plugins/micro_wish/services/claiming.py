"""Taking a wish or a share of it: the wish's row is locked first, so that of two who want the last one wins."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from core.api import SYSTEM, Team, Unit, Volunteer, _, audit, community_today, lock_person, now, on_behalf_of, session

from ..conditions import HAND_OVER, LIVE
from ..errors import AlreadyClaimed, BadDay, ClaimClosed, MayNotClaim, TooFewLeft
from ..models import Claim, Report, Wish
from ..rules import EVERYBODY, HELPERS, rules
from ..workflow import claim_flow, wish_flow
from .finding import by_number, for_station, the_claim, the_wish
from .publishing import SMALLEST_SHARE_FEN, end_claims, live_claims
from .shares import amount_words

CLAIM, FOR_UNIT = "micro_wish.claim", "micro_wish.claim_for_unit"


@dataclass(frozen=True)
class Party:
    """In whose name somebody can claim: `key` is what the form sends, such as "unit:5"."""

    kind: str
    id: int | None
    title: Any

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.id}" if self.id else self.kind


def parties_of(actor: Any) -> list[Party]:
    """All in whose name the actor may claim here, oneself first."""
    who = rules().who
    found: list[Party] = []
    if who == EVERYBODY or (who == HELPERS and _is_volunteer(actor.person_id)):
        found.append(Party("person", None, _("我自己")))
    teams = session.execute(select(Team.id, Team.name).where(Team.leader_id == actor.person_id).order_by(Team.name))
    found += [Party("team", team_id, name) for team_id, name in teams]
    if actor.can(FOR_UNIT):
        units = select(Unit.id, Unit.name).where(actor.scope(FOR_UNIT, Unit)).order_by(Unit.name)
        found += [Party("unit", unit_id, name) for unit_id, name in session.execute(units.limit(50))]
    reported = (
        select(Unit.id, Unit.name)
        .join(Report, Report.unit_id == Unit.id)
        .where(Report.person_id == actor.person_id, Report.state == "confirmed")
    )
    found += [Party("member", unit_id, _("%(unit)s（党员报到）", unit=name)) for unit_id, name in session.execute(reported)]
    return found


def _is_volunteer(person_id: int) -> bool:
    active = select(Volunteer.id).where(Volunteer.person_id == person_id, Volunteer.state == "active")
    return session.scalar(active) is not None


def claim(number: int, actor: Any, party: str = "person", parts: int = 1, promised_on: date | None = None) -> Claim:
    """Reserve a wish or shares of it, and with a day promise it at once.

    Raises AlreadyClaimed (somebody was quicker), TooFewLeft, MayNotClaim, BadDay.
    """
    wish = wish_flow.lock(by_number(number))
    chosen = next((p for p in parties_of(actor) if p.key == party), None)
    if chosen is None or not actor.can(CLAIM):
        raise MayNotClaim(_("不能用这个名义认领，请另选一个，或者联系工作站。"))
    return _take(wish, actor, chosen, actor.person_id, parts, promised_on)


def claim_for(
    wish_id: int, actor: Any, party: str, person_id: int | None, parts: int, promised_on: date, words: str = ""
) -> Claim:
    """Somebody came to the counter or called: the station notes their claim (代办).

    For a team without a person its leader stands, for a unit the worker who noted it. Raises what `claim` raises.
    """
    wish = wish_flow.lock(for_station(wish_id, actor, HAND_OVER))
    chosen = next((p for p in parties_at_the_counter() if p.key == party), None)
    if chosen is None:
        raise MayNotClaim(_("不能用这个名义认领，请另选一个，或者联系工作站。"))
    if person_id is None and chosen.kind == "team":
        person_id = session.scalar(select(Team.leader_id).where(Team.id == chosen.id))
    if person_id is None and chosen.kind == "person":
        raise MayNotClaim(_("请写认领人的姓名或门牌。"))
    claimer_id = person_id or actor.person_id
    actor = on_behalf_of(actor, claimer_id)
    made = _take(wish, actor, chosen, claimer_id, parts, promised_on)
    made.words = words.strip()[:200]
    if actor.acting_for_id is not None:
        said = _("替居民认领了一个心愿")
        audit.write("micro_wish.claim_for", said, actor=actor, object_kind="micro_wish_claim", object_id=made.id)
    return made


def parties_at_the_counter() -> list[Party]:
    """In whose name the station may note a claim: a resident's, and all teams and units."""
    teams = session.execute(select(Team.id, Team.name).where(Team.kind == "love").order_by(Team.name))
    units = session.execute(select(Unit.id, Unit.name).order_by(Unit.name))
    return [
        Party("person", None, _("个人")), *(Party("team", team_id, name) for team_id, name in teams),
        *(Party("unit", unit_id, name) for unit_id, name in units),
    ]


def _take(wish: Wish, actor: Any, party: Party, person_id: int, parts: int, promised_on: date | None) -> Claim:
    settle(wish)
    _check(wish, person_id, party, parts)
    if promised_on is None and _let_it_lapse(wish, person_id):
        raise MayNotClaim(_("上次留着没有定日子，这次请直接写上哪天以前办好。"))
    made = Claim(
        wish_id=wish.id, person_id=person_id, party=party.kind, parts=parts,
        team_id=party.id if party.kind == "team" else None,
        unit_id=party.id if party.kind in ("unit", "member") else None,
    )
    claim_flow.start(made, actor)
    session.flush()
    if promised_on is not None:
        made = _promise(made, "promise", actor, promised_on, "")
    settle(wish)
    return made


def _check(wish: Wish, person_id: int, party: Party, parts: int) -> None:
    if wish.state != "published":
        raise AlreadyClaimed
    if wish.person_id == person_id:
        raise MayNotClaim(_("这是您自己的心愿，请等别人来认领。"))
    # A team or unit claims once; persons, and the members of a unit, each for themselves.
    mine = [c for c in live_claims(wish) if c.party in ("team", "unit") or c.person_id == person_id]
    if any((c.party, c.team_id or c.unit_id) == (party.kind, party.id) for c in mine):
        raise MayNotClaim(_("用这个名义已经认领过这个心愿了，请到“我的认领”里看。"))
    _check_share(wish, parts)
    if party.kind == "person":
        _check_hands(person_id)


def _check_share(wish: Wish, parts: int) -> None:
    """Neither less than the smallest share nor more than is left."""
    left = wish.parts - wish.taken
    smallest = min(left, SMALLEST_SHARE_FEN) if wish.share == "fen" else 1
    if parts < smallest:
        raise MayNotClaim(_("一份至少 %(least)s，请改大一点。", least=amount_words(wish.share, smallest)))
    if parts > left:
        raise TooFewLeft(amount_words(wish.share, left))


def _check_hands(person_id: int) -> None:
    """Nobody holds more wishes at once than the community allows, whatever is claimed at the same moment."""
    lock_person(person_id)
    held = select(func.count()).select_from(Claim).where(
        Claim.person_id == person_id, Claim.party == "person", Claim.state.in_(LIVE)
    )
    if (session.scalar(held) or 0) >= rules().claims_most:
        raise MayNotClaim(_("您手上已经有 %(count)d 个心愿，请先办完再认领。", count=rules().claims_most))


def _let_it_lapse(wish: Wish, person_id: int) -> bool:
    """Whoever once held this wish without setting a day does not hold it so again, or nobody else would ever get it."""
    once = select(Claim.id).where(Claim.wish_id == wish.id, Claim.person_id == person_id, Claim.state == "lapsed").limit(1)
    return session.scalar(once) is not None


def promise(claim_id: int, actor: Any, promised_on: date) -> Claim:
    """Say by which day; raises ClaimClosed, BadDay."""
    return _step(claim_id, "promise", actor, promised_on, "")


def postpone(claim_id: int, actor: Any, promised_on: date, reason: str) -> Claim:
    """Another day, with a reason; raises ClaimClosed, BadDay, WorkflowRefused."""
    return _step(claim_id, "postpone", actor, promised_on, reason)


def _step(claim_id: int, name: str, actor: Any, promised_on: date, reason: str) -> Claim:
    found, wish = the_claim(claim_id, actor)
    wish = the_wish(wish.id, lock=True)
    settle(wish)
    if claim_flow.lock(found).state not in LIVE:
        raise ClaimClosed
    made = _promise(found, name, actor, promised_on, reason)
    settle(wish)
    return made


def _promise(claim: Claim, name: str, actor: Any, promised_on: date, reason: str) -> Claim:
    most = rules().promise_most
    today = community_today()
    if not today <= promised_on <= today + timedelta(days=most):
        raise BadDay(most)
    # Before the step, because the clock of the new state is wound by it.
    claim.promised_on = promised_on
    return claim_flow.fire(claim, name, actor, reason=reason)


def leave(claim_id: int, actor: Any, reason: str) -> Wish:
    """Give a claim back: the place is free at once. Raises ClaimClosed, WorkflowRefused."""
    found, wish = the_claim(claim_id, actor)
    wish = the_wish(wish.id, lock=True)
    if claim_flow.lock(found).state not in LIVE:
        raise ClaimClosed
    claim_flow.fire(found, "leave", actor, reason=reason)
    settle(wish)
    return wish


def settle(wish: Wish) -> None:
    """Make a locked wish say what its claims say: how much is taken, by when, and whether somebody is late.

    A reservation whose time is over is free here, whether or not the worker came by.
    """
    if wish.state not in ("published", "reserved", "claimed", "overdue", "prepared"):
        return
    moment = now()
    for late in live_claims(wish):
        if late.state == "reserved" and late.due_at and late.due_at <= moment:
            claim_flow.fire(late, "lapse", SYSTEM)
    live = live_claims(wish)
    wish.taken = sum(c.parts for c in live)
    wish.promised_on = max((c.promised_on for c in live if c.promised_on), default=None)
    state = _said_by(live, wish)
    step = {"published": "reopen", "reserved": "fill", "claimed": "promise", "overdue": "remind"}[state]
    # What all have ready stays so, unless one of them does not come after all.
    if state != wish.state and (wish.state != "prepared" or state == "published"):
        wish_flow.fire(wish, step, SYSTEM)


def _said_by(live: list[Claim], wish: Wish) -> str:
    if wish.taken < wish.parts:
        return "published"
    states = {c.state for c in live}
    return next((state for state in ("reserved", "overdue") if state in states), "claimed")


def turned(wish_id: int) -> None:
    """After a clock rang: the wish follows its claims, or they follow it, in the worker's own transaction."""
    wish = session.get(Wish, wish_id)
    if wish is None:
        return
    wish = wish_flow.lock(wish)
    if wish.state == "expired":
        end_claims(wish)
    settle(wish)
