"""Where the hukou 户籍 is kept, which need not be where the person lives (人户分离)."""
from __future__ import annotations

from datetime import date

from sqlalchemy import select

from core.errors import BadEntry
from core.kernel import audit
from core.kernel.actor import Actor
from core.kernel.locking import locked
from core.people.errors import NotLivingHere
from core.people.models import HUKOU, Household, Person, Residence
from core.people.residence import check_day
from core.tenancy.session import db
from core.texts import gettext as _


def hukou_of(person: Person) -> tuple[Residence, Household] | None:
    """The household here in which the person's hukou is kept, with the entry that says so; one statement."""
    query = select(Residence, Household).join(Household, Household.id == Residence.household_id)
    found = db.session.execute(query.where(Residence.person_id == person.id, HUKOU)).one_or_none()
    return None if found is None else (found[0], found[1])


def register_hukou(person: Person, household: Household, actor: Actor, *, on: date) -> Residence:
    """Note that the person's hukou is kept in this household; an entry for another household here ends that day.

    Raises BadEntry for a day in the future or before the entry that ends, or the same household again;
    NotLivingHere for the deceased.
    """
    check_day(on)
    person = locked(person)
    if person.deceased_on is not None:
        raise NotLivingHere(_("%(name)s已登记去世，不能再登记户籍。", name=person.name))
    held = hukou_of(person)
    if held is not None:
        if held[1].id == household.id:
            raise BadEntry(_("%(name)s的户籍已登记在这一户，不用重复登记。", name=person.name))
        _end(held[0], on, "moved_inside")
    stay = Residence(person_id=person.id, household_id=household.id, kind="registered", moved_in_on=on)
    db.session.add(stay)
    db.session.flush()
    text = _("%(name)s的户籍登记在%(number)s", name=person.name, number=household.number)
    _noted("people.register_hukou", text, person, actor)
    return stay


def end_hukou(person: Person, actor: Actor, *, on: date) -> None:
    """Note that the hukou was moved away from the community. Raises BadEntry, NotLivingHere when none is kept here."""
    check_day(on)
    person = locked(person)
    held = hukou_of(person)
    if held is None:
        raise NotLivingHere(_("%(name)s的户籍没有登记在本社区。", name=person.name))
    _end(held[0], on, "moved_away")
    text = _("%(name)s的户籍迁出%(number)s", name=person.name, number=held[1].number)
    _noted("people.end_hukou", text, person, actor)


def _end(stay: Residence, on: date, reason: str) -> None:
    if on < stay.moved_in_on:
        raise BadEntry(_("日期早于户籍登记日期%(day)s，请检查。", day=stay.moved_in_on))
    stay.moved_out_on, stay.end_reason = on, reason
    db.session.flush()


def _noted(action: str, text: str, person: Person, actor: Actor) -> None:
    audit.write(action, text, actor=actor, object_kind="person", object_id=person.id)
