"""What a change of state brings with it until the work is done: offers, time occupied, hours set aside, visits."""
from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from core.api import Change, Occupied, _l, notify, now, occupy, publish, release, session

from . import links
from .errors import AlreadyBusy, CodeNeeded, NotYetTime, TooEarly
from .events import OfferAnswered, SearchRests
from .models import Offer, Request
from .rules import rules
from .service_models import Visit
from .services import controls, hours

OWNER, SOURCE = "love_savings.request", "love_savings"
DONE = _l("服务做完了，请您确认。")
# A volunteer may begin this long before the agreed time.
EARLY_MINUTES = 60


def minutes_to_answer(offer: Offer) -> int:
    """How long an offer stands."""
    return rules().offer_minutes


def offered(request: Request, change: Change) -> None:
    """A wave begins: the service makes its offers in the same transaction."""
    request.wave += 1


def accepted(request: Request, change: Change) -> None:
    """One volunteer goes: nobody else can have that time of theirs, and the hours are set aside."""
    request.helper_id = change.data["person_id"]
    _take_time(request)
    hours.hold(request)
    notify(request.person_id, _l("有志愿者答应来帮您了。"), links.asked(request.id), SOURCE)


def _take_time(request: Request) -> None:
    try:
        occupy("person", request.helper_id, request.starts_at, request.ends_at, OWNER, request.id)
    except Occupied as error:
        raise AlreadyBusy from error


def minutes_of_quiet(request: Request) -> int | None:
    """How long a search that goes on by itself rests, because volunteers are not to be disturbed now."""
    begun_by_itself = request.wave or request.turn > 1
    if not begun_by_itself or not rules().next_wave_by_itself:
        return None
    return rules().quiet_left(now(), request.starts_at)


def woken(request: Request, change: Change) -> None:
    """The quiet hours are over; the worker goes on with the search in a transaction of its own."""
    publish(SearchRests(request.id))


def given_up(request: Request, change: Change) -> None:
    """Nobody goes any more: time and hours are free again, and both sides know."""
    free(request)
    notify(request.person_id, _l("原来答应的志愿者来不了，工作站在找别人。"), links.asked(request.id), SOURCE)
    if change.actor.person_id != request.helper_id:
        notify(request.helper_id, _l("有一单工作站换了别人去，您不用去了。"), links.MINE, SOURCE)
    request.helper_id = request.checked_in_at = None
    request.times_by_station, request.arrived_by = False, ""
    request.waves_from = request.wave


def checked_in(request: Request, change: Change) -> None:
    """The volunteer is there; not long before the agreed time."""
    if change.at < request.starts_at - timedelta(minutes=EARLY_MINUTES):
        raise TooEarly(EARLY_MINUTES)
    shown = change.data.get("shown", "")
    if rules().check_in_by_code and not shown and change.transition == "check_in":
        raise CodeNeeded
    request.checked_in_at, request.arrived_by = change.at, shown


def checked_in_by_station(request: Request, change: Change) -> None:
    """The same, told on the phone."""
    checked_in(request, change)
    request.times_by_station = True


def checked_out(request: Request, change: Change) -> None:
    """Done: whole minutes, those of earlier visits included, rounded as the community wants."""
    _stop_now(request, change)
    notify(request.person_id, DONE, links.asked(request.id), SOURCE)


def _stop_now(request: Request, change: Change) -> None:
    request.checked_out_at = change.at
    _finished(request, request.minutes_before + _minutes(request, change))


def _minutes(request: Request, change: Change) -> int:
    return round((change.at - request.checked_in_at).total_seconds() / 60)


def _finished(request: Request, minutes: int) -> None:
    request.minutes = rules().rounded(minutes)
    request.control = controls.asks_first(request)


def checked_out_by_station(request: Request, change: Change) -> None:
    """The same, told on the phone."""
    checked_out(request, change)
    request.times_by_station = True


def paused(request: Request, change: Change) -> None:
    """Not finished: what was done is kept as a visit, and the rest is planned anew with its own time and hours."""
    minutes = _minutes(request, change)
    session.add(
        Visit(
            request_id=request.id, helper_id=request.helper_id, number=request.visits + 1,
            started_at=request.checked_in_at, ended_at=change.at, minutes=minutes,
        )
    )
    request.visits += 1
    request.minutes_before += minutes
    request.checked_in_at, request.arrived_by = None, ""
    request.starts_at, request.ends_at = change.data["starts_at"], change.data["ends_at"]
    release(OWNER, request.id)
    _take_time(request)
    hours.hold(request)
    notify(request.person_id, _l("这次没做完，志愿者改天接着来，请看约好的时间。"), links.asked(request.id), SOURCE)


def moved(request: Request, change: Change) -> None:
    """The next visit is at another time, and takes as long as it was to take: the hours set aside stay."""
    length = request.ends_at - request.starts_at
    request.starts_at, request.ends_at = change.data["starts_at"], change.data["starts_at"] + length
    release(OWNER, request.id)
    _take_time(request)
    for person_id, link in ((request.person_id, links.asked(request.id)), (request.helper_id, links.job(request.id))):
        if person_id != change.actor.person_id:
            notify(person_id, _l("下一次上门改了时间，请看新约好的时间。"), link, SOURCE)


def stopped(request: Request, change: Change) -> None:
    """No further visit: it ends with what was done."""
    _stop_before(request)
    notify(request.person_id, DONE, links.asked(request.id), SOURCE)


def _stop_before(request: Request) -> None:
    last = session.scalars(select(Visit).where(Visit.request_id == request.id).order_by(Visit.number.desc()).limit(1)).one()
    release(OWNER, request.id)
    request.checked_in_at, request.checked_out_at = last.started_at, last.ended_at
    # Nobody comes at the time that was agreed; a visit ended within its first minute still has an end after its start.
    request.starts_at, request.ends_at = last.started_at, max(last.ended_at, last.started_at + timedelta(minutes=1))
    _finished(request, request.minutes_before)


def relieved(request: Request, change: Change) -> None:
    """The helper cannot go on: it ends with what was done, which counts, and others are asked for the rest."""
    if change.actor.person_id != request.helper_id:
        request.times_by_station = True
        notify(request.helper_id, _l("没做完的由别人接着做，您做过的时长照样记。"), links.job(request.id), SOURCE)
    if request.checked_in_at is not None:
        release(OWNER, request.id)
        _stop_now(request, change)
    else:
        _stop_before(request)
    notify(request.person_id, _l("志愿者中途来不了了，他做过的请您确认。"), links.asked(request.id), SOURCE)


def left_unended(request: Request, change: Change) -> None:
    """The helper died while at work: when they stopped nobody knows, and the station finds it out."""
    release(OWNER, request.id)
    notify(request.person_id, _l("来帮您的志愿者不能再来了。他做过的由工作站核实，您不用确认。"), links.asked(request.id), SOURCE)


def nobody_home(request: Request, change: Change) -> None:
    """The volunteer stands before a closed door, at the agreed time and not before."""
    if change.at < request.starts_at:
        raise NotYetTime
    request.door_at = change.at
    notify(request.person_id, _l("志愿者到了，没有见到您，工作站会打电话联系。"), links.asked(request.id), SOURCE)


def found(request: Request, change: Change) -> None:
    """The resident was reached; the volunteer goes in after all."""
    request.door_at = None
    notify(request.helper_id, _l("工作站联系上居民了，请接着服务。"), links.MINE, SOURCE)


def answered(offer: Offer, change: Change) -> None:
    """The volunteer's own words, kept where the station sees them."""
    offer.answer = (change.reason or "")[:200]


def expired(offer: Offer, change: Change) -> None:
    """Time is up; the worker looks after the wave in a transaction of its own, which locks the request first."""
    publish(OfferAnswered(offer.request_id))


def free(request: Request) -> None:
    """Time and hours that were set aside are free again."""
    release(OWNER, request.id)
    hours.release(request)
