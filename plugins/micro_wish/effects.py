"""What a change of state brings with it: numbers, places freed, reasons kept, both sides told."""
from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlalchemy import select

from core.api import Change, _l, community_zone, notify, now, publish, session

from . import links
from .conditions import LIVE
from .errors import NoProof
from .events import ClaimTurned
from .models import Claim, Report, Wish
from .rules import rules
from .services.numbers import next_number

SOURCE = "micro_wish"
HOUR, DAY = 60, 24 * 60
# What claimants read; nobody is to stand before the door of the dead.
_NO_VISIT = _l("您认领的心愿撤下了，请不要再上门，也不用再准备，谢谢您！")
CALLED_OFF = {"died": _NO_VISIT, "moved": _NO_VISIT, "other": _l("您认领的心愿撤下了，不用再准备，谢谢您！")}


def _minutes_until_after(claim: Claim | Wish, days: int) -> int | None:
    """Until so many days after the promised day are over, at least an hour from now."""
    if claim.promised_on is None:
        return None
    due = datetime.combine(claim.promised_on + timedelta(days=days), time(), community_zone())
    return max(HOUR, int((due - now()).total_seconds()) // 60)


def minutes_open(wish: Wish) -> int | None:
    """How long a wish stands on the wall; for ever where the setting is 0."""
    return rules().open_days * DAY or None


def minutes_to_nudge(wish: Wish) -> int | None:
    """When claimants are reminded to bring what is ready: after the promised day, then again each few days."""
    after = _minutes_until_after(wish, rules().remind_days)
    return after if after is None or after > HOUR else max(1, rules().remind_days) * DAY


def minutes_to_close(wish: Wish) -> int | None:
    """When a realised wish is filed away by itself."""
    return rules().close_days * DAY or None


def minutes_reserved(claim: Claim) -> int:
    """How long a place is held without a promised day."""
    return rules().reserve_hours * HOUR


def minutes_to_remind(claim: Claim) -> int | None:
    """When a claimant is reminded: so many days after the promised one."""
    return _minutes_until_after(claim, rules().remind_days)


def minutes_to_return(claim: Claim) -> int:
    """How long after the reminder the place goes back to the pool."""
    return rules().return_days * DAY


def _tell_claimants(wish: Wish, said: object, but: int | None = None) -> None:
    standing = select(Claim.id, Claim.person_id).where(Claim.wish_id == wish.id, Claim.state.in_(LIVE))
    for claim_id, person_id in session.execute(standing.order_by(Claim.id)).all():
        if person_id != but:
            notify(person_id, said, links.claim(claim_id), SOURCE)


def _tell_resident(wish: Wish, change: Change, said: object) -> None:
    if change.actor.person_id != wish.person_id:
        notify(wish.person_id, said, links.mine(wish.id), SOURCE)


def sent_back(wish: Wish, change: Change) -> None:
    """The station cannot take it as it is: the code for the books, the sentence for the resident."""
    wish.why, wish.why_words = change.data.get("why", "unclear"), change.reason[:200]
    _tell_resident(wish, change, _l("您的心愿被退回了，请看原因，改一改可以再交。"))


def again(wish: Wish, change: Change) -> None:
    """Put right by the resident or for them."""
    wish.why = wish.why_words = ""


def published(wish: Wish, change: Change) -> None:
    """The number under which everybody knows it, the same one after a correction."""
    wish.number = wish.number or next_number("wish")
    wish.published_at = change.at
    _tell_resident(wish, change, _l("您的心愿已经编号上墙，墙上没有您的姓名和住址。"))


def reopened(wish: Wish, change: Change) -> None:
    """A place is free: what the resident agreed to was for those who claimed until now."""
    wish.meets, wish.pin_hash, wish.pin_tries = False, "", 0


def substituted(wish: Wish, change: Change) -> None:
    """Something else instead, with the resident's consent."""
    wish.swapped_from, wish.title = wish.title, change.data["title"]
    _tell_claimants(wish, _l("您认领的心愿换成了别的，居民已经同意，请看一看。"), but=change.actor.person_id)
    _tell_resident(wish, change, _l("您的心愿按商量好的换成了别的。"))


def prepared(wish: Wish, change: Change) -> None:
    """Ready: the next thing is to bring it."""
    _tell_resident(wish, change, _l("您的心愿有人准备好了，很快送来。"))


def nudged(wish: Wish, change: Change) -> None:
    """What is ready has not come yet."""
    _tell_claimants(wish, _l("准备好的东西还没有送到，请送到站里，或者联系工作站上门取。"))


def received(wish: Wish, change: Change) -> None:
    """It lies at the station."""
    _tell_claimants(wish, _l("站里收到您送来的东西了，谢谢您！"), but=change.actor.person_id)
    _tell_resident(wish, change, _l("您的心愿到站里了，工作人员会给您送来。"))


def delivered(wish: Wish, change: Change) -> None:
    """With the resident, who confirms it."""
    _tell_resident(wish, change, _l("您的心愿送到了，请确认收到。"))


def confirmed(wish: Wish, change: Change) -> None:
    """Realised, with what shows it; a code is used up."""
    if not change.data.get("proof"):
        raise NoProof
    wish.proof, wish.fulfilled_at = change.data["proof"], change.at
    wish.pin_hash, wish.pin_tries = "", 0
    _tell_claimants(wish, _l("您认领的心愿实现了，谢谢您！"), but=change.actor.person_id)
    _tell_resident(wish, change, _l("您的心愿实现了！想说声谢谢，可以写在这里。"))


def thanked(wish: Wish, change: Change) -> None:
    """Words of thanks: for the claimants at once, for the wall only with consent and after a check."""
    wish.thanks, wish.thanks_state = change.data["thanks"], change.data["thanks_state"]
    kept = select(Claim.id, Claim.person_id).where(Claim.wish_id == wish.id, Claim.state == "kept")
    for claim_id, person_id in session.execute(kept.order_by(Claim.id)).all():
        notify(person_id, _l("居民给您写了一句感谢的话。"), links.claim(claim_id), SOURCE)


def withdrawn(wish: Wish, change: Change) -> None:
    """Nothing comes of it, for a reason."""
    wish.why, wish.why_words = change.data.get("why", "changed"), change.reason[:200]
    wish.pin_hash, wish.pin_tries = "", 0
    _tell_claimants(wish, CALLED_OFF.get(wish.why, CALLED_OFF["other"]), but=change.actor.person_id)
    _tell_resident(wish, change, _l("您的心愿撤下了，有疑问请打电话问工作站。"))


def expired(wish: Wish, change: Change) -> None:
    """Nobody took it for very long; who held a share is free, by the worker in a transaction of its own."""
    wish.why = "expired"
    publish(ClaimTurned(wish.id))
    _tell_claimants(wish, _l("您认领了一份的心愿凑不齐，已经撤下，不用再准备，谢谢您！"))
    _tell_resident(wish, change, _l("您的心愿很久没有人认领，先撤下了，可以来站里商量换一个。"))


def lapsed(claim: Claim, change: Change) -> None:
    """Time is up; the worker looks after the wish in a transaction of its own, which locks the wish first."""
    notify(claim.person_id, _l("您认领的心愿到期没有办，已经放回心愿墙。"), links.WALL, SOURCE)
    publish(ClaimTurned(claim.wish_id))


def reminded(claim: Claim, change: Change) -> None:
    """The promised day is over."""
    said = _l("说好的日子过了，请尽快把心愿送来，或者改个日子，不然会放回心愿墙。")
    notify(claim.person_id, said, links.claim(claim.id), SOURCE)
    publish(ClaimTurned(claim.wish_id))


def left(claim: Claim, change: Change) -> None:
    """The claimant's own words, or the station's; who did not leave alone is told."""
    claim.words = change.reason[:200]
    if change.actor.person_id != claim.person_id:
        notify(claim.person_id, _l("工作站收回了您的一份认领，有疑问请打电话问。"), links.claim(claim.id), SOURCE)


def report_answered(report: Report, change: Change) -> None:
    """Confirmed or not."""
    said = _l("您的报到确认了，认领心愿时可以选单位的名义。") if change.transition == "confirm" else _l("您的报到没有确认，请看原因。")
    report.words = change.reason[:100]
    notify(report.person_id, said, links.REPORT, SOURCE)
