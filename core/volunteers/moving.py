"""Who helps from home helps from the new home after a move: what is near is asked for by where the volunteer starts."""
from __future__ import annotations

from core.kernel.locking import locked
from core.people.models import Person
from core.people.services import PersonMoved
from core.tenancy.session import db
from core.volunteers.joining import set_base, volunteer_of


def person_moved(event: PersonMoved) -> None:
    """The starting point goes along where it was the last home; any other was chosen by hand and stays.

    Harmless when told twice or late: it goes to where the person lives now.
    """
    volunteer = volunteer_of(event.person_id)
    person = db.session.get(Person, event.person_id, populate_existing=True)
    if volunteer is None or person is None or person.building is None:
        return
    volunteer = locked(volunteer)  # a worker may be choosing one at this moment
    if event.from_building_id is not None and volunteer.building_id == event.from_building_id:
        set_base(volunteer, person.building)
