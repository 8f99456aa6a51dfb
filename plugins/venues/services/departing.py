"""Who died or moved away comes no more: the places they booked are free for others, and keys want another holder."""
from __future__ import annotations

from sqlalchemy import select

from core.api import SYSTEM, Person, PersonLeft, Place, Team, _, _l, audit, notify, now, session, still_gone

from .. import links
from ..effects import SOURCE
from ..models import Booking, VenueRules
from ..workflow import BEFORE_USE, flow


def person_left(event: PersonLeft) -> None:
    """Cancel what the person has booked from now on. Harmless when told twice.

    Whoever moves away may go on speaking for a team or unit; what the dead booked for a team goes on with its leader.
    """
    person = still_gone(event)
    if person is None:
        return
    dead = person.deceased_on is not None
    to_come = [Booking.person_id == person.id, Booking.state.in_(BEFORE_USE), Booking.ends_at > now()]
    if not dead:
        to_come += [Booking.team_id.is_(None), Booking.unit_id.is_(None)]
    for row in session.scalars(select(Booking).where(*to_come).order_by(Booking.starts_at, Booking.id)).all():
        booking = flow.lock(row)
        leader = _other_leader(booking)
        if leader is not None:
            _hand_on(booking, leader)
        elif booking.state in BEFORE_USE:
            flow.fire(booking, "gone", SYSTEM, str(_("本人已去世")) if dead else str(_("本人已迁出社区")))


def _other_leader(booking: Booking) -> Person | None:
    team = session.get(Team, booking.team_id) if booking.team_id else None
    if team is None or team.leader_id in (None, booking.person_id):
        return None
    leader: Person = session.get_one(Person, team.leader_id)
    return leader if leader.deceased_on is None else None


def _hand_on(booking: Booking, leader: Person) -> None:
    booking.person_id, booking.building_id = leader.id, leader.building_id
    session.flush()
    text = _("预约人已去世，队伍的预约改由组长负责")
    audit.write("venues.hand_on", text, actor=SYSTEM, object_kind=Booking.__tablename__, object_id=booking.id)
    notify(leader.id, _l("队里的一个场地预约改由您负责，请到时签到；用不上请取消。"), links.booking(booking.id), SOURCE)


def places_without_key() -> list[tuple[int, str]]:
    """(id, name) of the places whose key-holder died: somebody else has to open them."""
    query = (
        select(Place.id, Place.name)
        .join(VenueRules, VenueRules.place_id == Place.id)
        .join(Person, Person.id == VenueRules.keyholder_id)
        .where(Person.deceased_on.is_not(None))
    )
    return [(place_id, name) for place_id, name in session.execute(query.order_by(Place.id))]
