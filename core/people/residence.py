"""Moving in and out: the only code that writes where a person lives."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sqlalchemy import select

from core.communities.services import community_today
from core.errors import BadEntry
from core.events import Event, publish
from core.grids.models import Room
from core.kernel import audit
from core.kernel.actor import Actor
from core.kernel.locking import locked
from core.people.errors import NotLivingHere
from core.people.models import HOME, Household, HouseholdAid, Person, Residence
from core.people.terms import END_REASONS, RELATIONS
from core.tenancy.session import db
from core.texts import gettext as _

_LAST_HOME = (
    select(Room.building_id)
    .join(Household, Household.room_id == Room.id)
    .join(Residence, Residence.household_id == Household.id)
    .order_by(Residence.id.desc())
    .limit(1)
)


@dataclass(frozen=True)
class PersonMoved(Event):
    """Somebody who is known here lives somewhere else in the community now: what is kept by their building follows.

    from_building_id: where they lived last; None in what was told before this was said.
    """

    person_id: int
    from_building_id: int | None = None


@dataclass(frozen=True)
class PersonLeft(Event):
    """Somebody died or lives in the community no more: what is arranged for them, or counts on them, ends.

    reason: one of END_REASONS but "moved_inside". Ask `still_gone` first: it may be told late, or taken back by then.
    """

    kept: ClassVar[bool] = True
    person_id: int
    reason: str


def move_in(person: Person, household: Household, actor: Actor, *, relation: str = "other", on: date) -> Residence:
    """Have the person live in a household from a day on; who lived elsewhere in the community moves out there.

    The first resident of a household becomes its head. Person and household are locked, since two clerks may do this at
    once: the second is told what the first did. Of whoever lived here before, subscribers hear PersonMoved.
    Raises BadEntry for a day in the future or an unknown relation, NotLivingHere for the deceased.
    """
    check_day(on)
    if relation not in RELATIONS:
        raise BadEntry(_("请选择与户主的关系。"))
    person, household = locked(person), locked(household)
    if person.deceased_on is not None:
        raise NotLivingHere(_("%(name)s已登记去世，不能再迁入；如登记有误，请先更正。", name=person.name))
    if person.household_id == household.id:
        raise BadEntry(_("%(name)s已经住在这一户，不用再迁入。", name=person.name))
    last_home = db.session.scalar(_LAST_HOME.where(Residence.person_id == person.id))
    if person.household_id is not None:
        _leave(person, on, "moved_inside")
    if relation == "head" or not _open_stays(household.id):
        relation = _become_head(household, person)
    room = db.session.get_one(Room, household.room_id)
    person.household_id, person.room_id, person.building_id = household.id, room.id, room.building_id
    stay = Residence(person_id=person.id, household_id=household.id, relation=relation, moved_in_on=on)
    db.session.add(stay)
    db.session.flush()
    if last_home is not None:
        publish(PersonMoved(person.id, last_home))
    _noted("people.move_in", _("%(name)s迁入%(number)s", name=person.name, number=household.number), person, actor)
    return stay


def move_out(person: Person, actor: Actor, *, on: date, reason: str = "moved_away") -> None:
    """End the person's stay; with the last resident of a household its aid ends too. Subscribers hear PersonLeft.

    Raises NotLivingHere, BadEntry.
    """
    check_day(on)
    if reason not in END_REASONS or reason == "deceased":
        raise BadEntry(_("请选择迁出原因。"))
    person = locked(person)
    if person.household_id is None or person.deceased_on is not None:
        raise NotLivingHere(_("%(name)s现在没有住在社区，不用迁出。", name=person.name))
    _leave(person, on, reason)
    db.session.flush()
    publish(PersonLeft(person.id, reason))
    _noted("people.move_out", _("%(name)s迁出", name=person.name), person, actor)


def mark_deceased(person: Person, actor: Actor, *, on: date) -> None:
    """Note a death: the stay ends, the person is no longer counted. Subscribers hear PersonLeft.

    Raises BadEntry, NotLivingHere if it is known already.
    """
    check_day(on)
    person = locked(person)
    if person.deceased_on is not None:
        raise NotLivingHere(_("%(name)s已登记去世，日期%(day)s。", name=person.name, day=person.deceased_on))
    if person.household_id is not None:
        _leave(person, on, "deceased")
    person.deceased_on = on
    db.session.flush()
    publish(PersonLeft(person.id, "deceased"))
    _noted("people.mark_deceased", _("登记%(name)s去世", name=person.name), person, actor)


def correct_death(person: Person, actor: Actor, *, reason: str) -> None:
    """Take back a death that was noted by mistake: the stay that it ended goes on, and so does the aid that ended with it.

    Raises BadEntry without a reason, NotLivingHere when no death is noted.
    """
    if not reason.strip():
        raise BadEntry(_("请写明更正的原因。"))
    person = locked(person)
    died = person.deceased_on
    if died is None:
        raise NotLivingHere(_("%(name)s没有登记去世，不用更正。", name=person.name))
    person.deceased_on = None
    ended = select(Residence).where(
        Residence.person_id == person.id, Residence.end_reason == "deceased", Residence.moved_out_on == died
    )
    stay = db.session.scalars(ended.order_by(Residence.id.desc()).limit(1)).first()
    if stay is not None and person.household_id is None:
        _return(person, stay, died)
    db.session.flush()
    _noted("people.correct_death", _("更正%(name)s的去世登记", name=person.name), person, actor, reason.strip(), died)


def still_gone(event: PersonLeft) -> Person | None:
    """The person who left, or None: a death was corrected, or they live here again.

    Nothing is locked, so that a service may lock its own rows first, in its usual order.
    """
    person = db.session.get(Person, event.person_id, populate_existing=True)
    if person is None:
        return None
    gone = person.deceased_on is not None or (event.reason != "deceased" and person.household_id is None)
    return person if gone else None


def _return(person: Person, stay: Residence, died: date) -> None:
    household = locked(db.session.get_one(Household, stay.household_id))
    if not _open_stays(household.id):
        for aid in db.session.scalars(select(HouseholdAid).where(HouseholdAid.household_id == household.id)):
            if aid.until == max(died, aid.since):
                aid.until = None
    if stay.relation == "head":
        if household.head_id is None:
            household.head_id = person.id
        else:  # somebody took over in between
            stay.relation = "other"
    stay.moved_out_on, stay.end_reason = None, ""
    room = db.session.get_one(Room, household.room_id)
    person.household_id, person.room_id, person.building_id = household.id, room.id, room.building_id


def check_day(on: date) -> None:
    """Refuse a day that has not come yet. Raises BadEntry."""
    if on > community_today():
        raise BadEntry(_("日期不能在将来，请填写已发生的日期。"))


def _become_head(household: Household, person: Person) -> str:
    for stay in _open_stays(household.id):
        if stay.relation == "head":
            raise BadEntry(_("这一户已有户主，请选择与户主的关系，或先更换户主。"))
    household.head_id = person.id
    return "head"


def _leave(person: Person, on: date, reason: str) -> None:
    stays = select(Residence).where(Residence.person_id == person.id, HOME)
    for stay in db.session.scalars(stays):
        if on < stay.moved_in_on:
            raise BadEntry(_("日期早于迁入日期%(day)s，请检查。", day=stay.moved_in_on))
        stay.moved_out_on, stay.end_reason = on, reason
    household = db.session.get_one(Household, person.household_id)
    if household.head_id == person.id:
        household.head_id = None
    person.household_id = person.room_id = person.building_id = None
    db.session.flush()
    if not _open_stays(household.id):
        _end_aid(household.id, on)


def _end_aid(household_id: int, on: date) -> None:
    open_aid = select(HouseholdAid).where(HouseholdAid.household_id == household_id, HouseholdAid.until.is_(None))
    for aid in db.session.scalars(open_aid):
        aid.until = max(on, aid.since)


def _open_stays(household_id: int) -> list[Residence]:
    return list(db.session.scalars(select(Residence).where(Residence.household_id == household_id, HOME)))


def _noted(
    action: str, text: str, person: Person, actor: Actor, reason: str = "", died: date | None = None
) -> None:
    before = {"deceased_on": str(died)} if died else None
    audit.write(action, text, actor=actor, object_kind="person", object_id=person.id, reason=reason, before=before)
