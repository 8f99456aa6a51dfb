"""Households: opening one, its head, the aid it gets, and who lives there."""
from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select

from core.errors import BadEntry
from core.grids.models import Building, Room
from core.kernel import audit
from core.kernel.actor import Actor
from core.kernel.locking import locked
from core.people.errors import NoSuchHousehold, NotLivingHere
from core.people.models import HOME, Household, HouseholdAid, Person, Residence
from core.people.terms import AID_CATEGORIES, RELATIONS
from core.tenancy.session import db
from core.texts import gettext as _


class Member(NamedTuple):
    """One resident of a household and what they are to its head."""

    person: Person
    relation: str
    since: date

    @property
    def relation_title(self) -> str:
        return str(RELATIONS[self.relation])


def open_household(room: Room, actor: Actor) -> Household:
    """A new, empty household in a room; its number is building-room and a counter: 3-502, 3-502-2."""
    room = locked(room)  # the counter is read and used by one clerk at a time
    building = db.session.get_one(Building, room.building_id)
    label = f"{building.number}-{room.number}" if building.entrances == 1 else room_label(building, room)
    taken = select(func.count()).select_from(Household).where(Household.room_id == room.id)
    count = db.session.scalar(taken) or 0
    household = Household(room_id=room.id, number=label if count == 0 else f"{label}-{count + 1}")
    db.session.add(household)
    db.session.flush()
    text = _("新开户%(number)s", number=household.number)
    audit.write("people.open_household", text, actor=actor, object_kind="household", object_id=household.id)
    return household


def room_label(building: Building, room: Room) -> str:
    """3-2-502: building, entrance, room."""
    return f"{building.number}-{room.entrance}-{room.number}"


def set_head(household: Household, person: Person, actor: Actor) -> None:
    """Make a resident of the household its head; the former head becomes 'other'. Raises NotLivingHere."""
    household = locked(household)
    if person.household_id != household.id or person.deceased_on is not None:
        raise NotLivingHere(_("%(name)s没有住在这一户，不能做户主。", name=person.name))
    stays = select(Residence).where(Residence.household_id == household.id, HOME)
    for stay in db.session.scalars(stays):
        if stay.person_id == person.id:
            stay.relation = "head"
        elif stay.relation == "head":
            stay.relation = "other"
    household.head_id = person.id
    db.session.flush()
    text = _("%(name)s成为%(number)s的户主", name=person.name, number=household.number)
    audit.write("people.set_head", text, actor=actor, object_kind="household", object_id=household.id)


def set_relation(person: Person, relation: str, actor: Actor) -> None:
    """Correct what a resident is to the head of their household. Raises BadEntry, NotLivingHere."""
    if relation not in RELATIONS or relation == "head":
        raise BadEntry(_("请选择与户主的关系。"))
    person = locked(person)
    stay = db.session.scalar(select(Residence).where(Residence.person_id == person.id, HOME))
    if stay is None:
        raise NotLivingHere(_("%(name)s现在没有住在社区，请先登记迁入。", name=person.name))
    if stay.relation == "head":
        raise BadEntry(_("%(name)s是户主，请先把另一位家人设为户主。", name=person.name))
    before, stay.relation = {"relation": str(RELATIONS[stay.relation])}, relation
    db.session.flush()
    text = _("更正%(name)s与户主的关系", name=person.name)
    after = {"relation": str(RELATIONS[relation])}
    audit.write(
        "people.set_relation", text, actor=actor, object_kind="person", object_id=person.id, before=before, after=after
    )


def grant_aid(household: Household, category: str, actor: Actor, *, since: date) -> HouseholdAid:
    """Note aid that a household gets. Raises BadEntry for an unknown category, or one it has already."""
    if category not in AID_CATEGORIES:
        raise BadEntry(_("请选择帮扶类别。"))
    household = locked(household)
    has = select(HouseholdAid.id).where(HouseholdAid.household_id == household.id, HouseholdAid.until.is_(None))
    if db.session.scalar(has.where(HouseholdAid.category.matches(category)).limit(1)) is not None:
        raise BadEntry(_("这一户已登记这类帮扶，不用重复登记。"))
    aid = HouseholdAid(household_id=household.id, since=since)
    aid.category = category
    db.session.add(aid)
    db.session.flush()
    text = _("%(number)s登记一项帮扶", number=household.number)
    audit.write("people.grant_aid", text, actor=actor, object_kind="household", object_id=household.id)
    return aid


def end_aid(aid: HouseholdAid, actor: Actor, *, on: date, reason: str) -> None:
    """End one aid of a household on a day. Raises BadEntry if it ended already or the day is before its start."""
    aid = locked(aid)
    if aid.until is not None or on < aid.since:
        raise BadEntry(_("这项帮扶已结束，或日期早于开始日期，请检查。"))
    aid.until = on
    db.session.flush()
    text = _("一项帮扶结束")
    audit.write("people.end_aid", text, actor=actor, object_kind="household", object_id=aid.household_id, reason=reason)


def members(household_id: int) -> list[Member]:
    """Who lives in the household, the head first, then by age. One statement."""
    found = db.session.execute(
        select(Person, Residence.relation, Residence.moved_in_on)
        .join(Residence, Residence.person_id == Person.id)
        .where(Person.household_id == household_id, Person.deceased_on.is_(None), HOME)
        .order_by(Residence.relation != "head", Person.birth_date.is_(None), Person.birth_date, Person.id)
    )
    return [Member(*row) for row in found]


def get_household(household_id: int, actor: Actor, permission: str = "people.view") -> Household:
    """The household, if the actor may see at least one of its residents; raises NoSuchHousehold."""
    household = db.session.get(Household, household_id)
    if household is None or not any(actor.can(permission, m.person) for m in members(household_id)):
        raise NoSuchHousehold(_("没有找到这一户，可能已无人居住，或不在您负责的范围内。"))
    return household
