"""What a change of state brings with it: the place taken or freed, equipment held, people told."""
from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from core.api import Change, _l, free_place, notify, publish, use_place

from . import links
from .errors import ClosedMeanwhile, TooEarly, TooLate, WrongCode
from .events import PlaceFreed
from .models import Booking
from .rules import rules
from .services import equipment, opening, quota

OWNER, SOURCE = "venues.booking", "venues"


def _minutes_until(booking: Booking, moment: datetime) -> int:
    return max(0, -int(-(moment - booking.state_since).total_seconds() // 60))


def minutes_to_start(booking: Booking) -> int:
    """A wish that nobody decided before it begins is over."""
    return _minutes_until(booking, booking.starts_at)


def minutes_to_release(booking: Booking) -> int | None:
    """So many minutes after the beginning, or after a late approval, the place goes to others; None: never."""
    wait = rules().release_minutes
    if not wait:
        return None
    return max(wait, _minutes_until(booking, booking.starts_at + timedelta(minutes=wait)))


def minutes_to_end(booking: Booking) -> int:
    """Whoever checked in is done at the end at the latest."""
    return _minutes_until(booking, booking.ends_at)


def _take(booking: Booking) -> None:
    """The place and the things are this booking's now; raises Occupied, ClosedMeanwhile, QuotaUsed, NotEnoughEquipment."""
    found = opening.venue(booking.place_id)
    # A place that is out of use says so itself; of closed days and hours it knows nothing.
    if not found.place.closed and not opening.is_open(found, booking.starts_at, booking.ends_at):
        raise ClosedMeanwhile(found.place.name)
    quota.check_quota(found, booking)
    use_place(booking.place_id, booking.starts_at, booking.ends_at, booking.title, OWNER, booking.id)
    equipment.hold(booking)


def approved(booking: Booking, change: Change) -> None:
    """A worker says yes."""
    _take(booking)
    _tell(booking, change, _l("您约的场地批准了，请按时来，到了记得签到。"))


def confirmed(booking: Booking, change: Change) -> None:
    """No approval is needed, or the one who waited says yes."""
    _take(booking)


def promoted(booking: Booking, change: Change) -> None:
    """The place became free and the first in line has it."""
    _take(booking)
    _tell(booking, change, _l("候补成功！场地是您的了。来不了请早点取消，让给后面的人。"))


def moved_up(booking: Booking, change: Change) -> None:
    """The place became free, and staff decide."""
    _tell(booking, change, _l("您候补的场地空出来了，已经转给工作人员审批。"))


def offered(booking: Booking, change: Change) -> None:
    """So late that the one who waits may have other plans: asked first."""
    _tell(booking, change, _l("您候补的场地刚空出来，还要的话请马上确认，先确认先得。"))


def refused(booking: Booking, change: Change) -> None:
    """With the reason, and the place open to those who wait."""
    booking.closing_note = change.reason[:300]
    _tell(booking, change, _l("您约的场地没有批准，原因写在预约里，可以另约时间。"))
    publish(PlaceFreed(booking.place_id))


def checked_in(booking: Booking, change: Change) -> None:
    """The booker stands at the door: the code on it proves so. Raises WrongCode, TooEarly, TooLate."""
    venue = opening.venue(booking.place_id)
    code = venue.rules.door_code if venue.rules else ""
    if not code or str(change.data.get("code", "")).strip() != code:
        raise WrongCode(venue.place.name)
    if change.at >= booking.ends_at:
        raise TooLate
    checked_in_by_staff(booking, change)


def checked_in_by_staff(booking: Booking, change: Change) -> None:
    """Seen by somebody of the station. Raises TooEarly."""
    early = rules().early_minutes
    if change.at < booking.starts_at - timedelta(minutes=early):
        raise TooEarly(early)
    booking.checked_in_at = change.at


def finished(booking: Booking, change: Change) -> None:
    """Done before the end: the rest of the time is free for others."""
    booking.finished_at = change.at
    # A place that was closed meanwhile takes no new use, not even a shorter one; nobody else waits for it then.
    if change.at < booking.ends_at and not opening.venue(booking.place_id).place.closed:
        free_place(OWNER, booking.id)
        end = max(change.at, booking.starts_at + timedelta(minutes=1))
        use_place(booking.place_id, booking.starts_at, end, booking.title, OWNER, booking.id)
        publish(PlaceFreed(booking.place_id))


def ended(booking: Booking, change: Change) -> None:
    """Nobody said so, but the time is over."""
    booking.finished_at = booking.ends_at


def released(booking: Booking, change: Change) -> None:
    """Nobody checked in: others may come."""
    _free(booking)
    _tell(booking, change, _l("到时间没有签到，场地已经放给别人。还想用可以重新预约。"))


def lapsed(booking: Booking, change: Change) -> None:
    """The time came and nothing was decided."""
    _tell(booking, change, _l("您约的时间到了，还是没有等到场地，对不起。请另约时间。"))


def cancelled(booking: Booking, change: Change) -> None:
    """Not wanted any more, or called off by staff."""
    booking.closing_note = change.reason[:300]
    _free(booking)
    if change.actor.person_id != booking.person_id:
        _tell(booking, change, _l("工作人员撤销了您的场地预约，原因写在预约里。"))


def cancelled_by_leaving(booking: Booking, change: Change) -> None:
    """The booker died or moved away; who moved reads it."""
    booking.closing_note = change.reason[:300]
    _free(booking)
    _tell(booking, change, _l("您已迁出社区，以后的场地预约替您取消了。"))


def _free(booking: Booking) -> None:
    if free_place(OWNER, booking.id):
        publish(PlaceFreed(booking.place_id))


def _tell(booking: Booking, change: Change, text: Any) -> None:
    notify(booking.person_id, text, links.booking(booking.id), SOURCE)
