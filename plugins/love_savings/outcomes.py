"""How a request ends, and what each end brings with it: a service recorded, put right, or nothing at all."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

from core.api import Change, ServiceRecorded, Skill, _l, notify, publish, record_service, session

from . import links
from .effects import SOURCE, free
from .errors import TooLong, TooManyMinutes
from .models import Request
from .rules import LONGEST_MINUTES, rules
from .services import controls, corrections, parts

NOBODY_HOME = _l("上门时没人在家")
# What a worker noted, by whose wish it was.
_ON_REQUEST = _l("工作站按您或家里人说的，取消了您的一个请求，有疑问请打电话问。")
CALLED_OFF = {
    "station": _l("工作站撤销了您的一个请求，有疑问请打电话问。"), "resident": _ON_REQUEST, "family": _ON_REQUEST,
}


def minutes_of_silence(request: Request) -> int | None:
    """How long the resident may stay silent until that counts as a yes; None where the station calls first."""
    return None if controls.asks_first(request) else rules().auto_confirm_hours * 60


def confirmed(request: Request, change: Change) -> None:
    """The resident says yes: both sides prove it, unless the station wrote the times."""
    _record(request, change, "one" if request.times_by_station else "both")


def confirmed_at_door(request: Request, change: Change) -> None:
    """The resident says yes on the helper's screen: only they know the code; a signature is one side's evidence."""
    _record(request, change, "both" if change.data["shown"] == "code" and not request.times_by_station else "one")


def confirmed_by_call(request: Request, change: Change) -> None:
    """The station asked on the phone; other minutes than the clock's are by hand."""
    corrected = change.data.get("minutes")
    judged = corrected not in (None, request.minutes)
    request.minutes = corrected or request.minutes
    request.call_result = "right"
    _record(request, change, "hand" if judged or request.times_by_station else "one", judged=judged)


def end_noted(request: Request, change: Change) -> None:
    """The helper died while at work: the station asked around how long they were there, from the check-in on."""
    minutes = change.data["minutes"]
    most = parts.most_since_check_in(request)
    if minutes > most:
        raise TooManyMinutes(most)
    request.checked_out_at = min(request.checked_in_at + timedelta(minutes=minutes), change.at)
    request.minutes = rules().rounded(request.minutes_before + minutes)
    _record(request, change, "hand", judged=True)
    notify(request.person_id, _l("志愿者做过的时长，工作站核实后记下了。"), links.asked(request.id), SOURCE)


def not_reached(request: Request, change: Change) -> None:
    """Nobody took the station's call: it is tried again, up to the community's number of tries."""
    request.calls, request.called_at = request.calls + 1, change.at
    if request.calls >= rules().control_calls:
        request.call_result = "missed"
    notify(request.person_id, _l("工作站打电话想问服务得怎么样，没有打通，请您在手机上确认。"), links.asked(request.id), SOURCE)


def confirmed_by_silence(request: Request, change: Change) -> None:
    """Nobody said anything: the helper's side alone proves it."""
    _record(request, change, "hand" if request.times_by_station else "one")
    notify(request.person_id, _l("服务没有收到您的回音，已自动确认。有问题请告诉工作站。"), links.asked(request.id), SOURCE)


def closed_not_home(request: Request, change: Change) -> None:
    """The station called: nobody was there. The way is credited as the community has it, and nothing is taken."""
    free(request)
    request.closing_note, request.closed_as = change.reason[:300], "not_home"
    minutes = rules().not_home_minutes
    if minutes:
        record = record_service(
            helper_id=request.helper_id, helped_id=request.person_id, source=SOURCE,
            source_key=f"love_savings:request:{request.id}:door", minutes=minutes,
            started_at=request.door_at - timedelta(minutes=minutes), ended_at=request.door_at, proof="hand",
            actor=change.actor, note=str(NOBODY_HOME),
        )
        request.service_record_id, request.minutes, request.proof = record.id, minutes, "hand"
    notify(request.person_id, _l("志愿者上门没有见到您，这次请求已经结束。"), links.asked(request.id), SOURCE)
    notify(request.helper_id, _l("居民不在家的那一单已经结束，辛苦您跑一趟。"), links.MINE, SOURCE)


def disputed(request: Request, change: Change) -> None:
    """The hours are frozen until somebody who had no part in it has ruled; the other side hears of it."""
    if change.actor.person_id not in (request.person_id, request.helper_id):
        request.call_result = "wrong"
    for person_id, link in ((request.person_id, links.asked(request.id)), (request.helper_id, links.job(request.id))):
        if person_id != change.actor.person_id:
            notify(person_id, _l("一次服务有人提出了问题，工作站核实后会告诉您。"), link, SOURCE)


def settled(request: Request, change: Change) -> None:
    """It counts with these minutes: what was credited otherwise is taken back and credited anew."""
    standing = parts.records_of(request)
    request.minutes = change.data["minutes"]
    if standing and sum(record.minutes for record in standing) == request.minutes:
        for record in standing:
            publish(ServiceRecorded(record.id))  # where the credit was frozen, it goes on
    else:
        corrections.undo(request, change.actor, change.reason)
        _record(request, change, "hand", ":ruled", judged=True)
    _tell_both(request)


def struck(request: Request, change: Change) -> None:
    """It does not count: what was credited is taken back, and the hours set aside are free."""
    corrections.undo(request, change.actor, change.reason)
    free(request)
    request.closing_note, request.closed_as = change.reason[:300], "ruled"
    request.confirmed_at, request.proof = None, ""
    _tell_both(request)


def cancelled(request: Request, change: Change) -> None:
    """Nothing comes of it; whoever was on the way is told, and who asked unless they cancelled themselves."""
    free(request)
    request.closing_note = change.reason[:300]
    own = change.actor.person_id == request.person_id
    request.cancelled_by = "resident" if own else change.data.get("by", "station")
    if request.cancelled_by != "station" and _late(request, change):
        request.closed_as = "late"
    if not own:
        notify(request.person_id, CALLED_OFF[request.cancelled_by], links.asked(request.id), SOURCE)
    if request.helper_id:
        gone = change.data.get("gone")  # nobody is to stand before the door of the dead
        said = _l("一单服务取消了，请不要再上门。") if gone else _l("一单服务取消了，您不用去了。")
        notify(request.helper_id, said, links.MINE, SOURCE)


def _late(request: Request, change: Change) -> bool:
    """Whether somebody had set out already, or nearly so."""
    return bool(request.helper_id) and rules().is_late(change.at, request.starts_at)


def _tell_both(request: Request) -> None:
    notify(request.person_id, _l("您的一次求助有了裁定，请看结果。"), links.asked(request.id), SOURCE)
    notify(request.helper_id, _l("您的一次服务有了裁定，请看结果。"), links.job(request.id), SOURCE)


def _skill(request: Request) -> str:
    skill = session.get(Skill, request.skill_id) if request.skill_id else None
    return skill.title if skill else ""


def _record(request: Request, change: Change, proof: str, key: str = "", *, judged: bool = False) -> None:
    """Write each visit down as a service of its own; `judged`: a worker said how many minutes, whatever the clock says."""
    done = parts.parts_of(request)
    if judged and request.minutes > LONGEST_MINUTES * len(done):
        raise TooManyMinutes(LONGEST_MINUTES * len(done))
    if not judged and any(rules().rounded(part.length) > LONGEST_MINUTES for part in done):
        raise TooLong(LONGEST_MINUTES // 60)
    each = zip(done, parts.shares(request.minutes, [part.length for part in done]), strict=True)
    served = [(part, minutes) for part, minutes in each if minutes]
    for part, minutes in served[:-1]:
        part.visit.service_record_id = _write(request, change, proof, part, minutes, f":visit{part.visit.number}{key}")
    request.service_record_id = _write(request, change, proof, *served[-1], key)
    request.confirmed_at = change.at
    request.proof = proof


def _write(request: Request, change: Change, proof: str, part: Any, minutes: int, key: str) -> int:
    # Rounding up may make the service longer than the clock's span: then it began earlier, never in the future.
    start = min(part.started_at, part.ended_at - timedelta(minutes=minutes))
    record = record_service(
        helper_id=part.helper_id,
        helped_id=request.person_id,
        skill_id=request.skill_id,
        source=SOURCE,
        source_key=f"love_savings:request:{request.id}{key}",
        minutes=minutes,
        started_at=start,
        ended_at=part.ended_at,
        proof=proof,
        actor=change.actor,
        note=request.words[:120] or _skill(request),
    )
    return int(record.id)
