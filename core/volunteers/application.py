"""Applications from the public page: somebody with a name and a phone, known to the register or not."""
from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from core.accounts.actor import CurrentActor
from core.accounts.delays import CROWD, take_try
from core.accounts.models import SignInDelay
from core.grids.models import Building
from core.kernel.actor import SYSTEM
from core.people.models import Person
from core.people.services import register_person
from core.tenancy.session import db
from core.volunteers.joining import Window, apply_as_volunteer
from core.volunteers.models import Volunteer


def apply_from_outside(
    *,
    name: str,
    phone: str,
    address: str,
    building_id: int = 0,
    skill_ids: Iterable[int] = (),
    windows: Iterable[Window] = (),
    note: str = "",
) -> Volunteer:
    """Put in the application of somebody who is not signed in, for staff to check by phone.

    A person with the same name and phone in the register is taken; what is answered does not tell. Raises TooSoon
    when one address applies too often (sixty at once, then one a minute), BadEntry. Ends the transaction that is open:
    call it first.
    """
    take_try(SignInDelay, "volunteers.apply", address, CROWD)
    known = select(Person).where(Person.phone.matches(phone), Person.name == name, Person.deceased_on.is_(None))
    person = db.session.scalars(known.order_by(Person.id).limit(1)).first()
    if person is None:
        person = register_person(name=name, phone=phone, actor=SYSTEM)
    building = db.session.get(Building, building_id) if building_id else None
    # No grants: the history names who applied, and the name proves nothing until staff have called.
    applicant = CurrentActor(person.id, person.name)
    return apply_as_volunteer(
        person, applicant, skill_ids=skill_ids, windows=windows, building=building, note=note
    )
