"""What a helper sees on the phone: own visits, due first, and what was noted before as far as it is theirs to see."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import and_, bindparam, delete, exists, or_, select
from sqlalchemy.orm import aliased

from core.api import Actor, Building, Household, Person, Room, Volunteer, current_community, session

from ..models import STANDING, Assignment, Case, Note, Speaks, Visit
from ..terms import LANGUAGES
from ..workflow import HELPED, VISIT_OPEN

Author = aliased(Person)
# Built once, because every page of a helper asks it; it names the community itself, since it is sent straight.
_MINE = (
    select(
        Assignment.id, Assignment.function, Assignment.since, Case.id.label("case_id"), Case.state, Case.level,
        Case.last_contact_at, Person.name.label("person_name"), Building.name.label("building_name"), Room.entrance,
        Room.number.label("room"), Visit.id.label("visit_id"), Visit.due_on, Visit.state.label("visit_state"),
    )
    .select_from(Assignment)
    .join(Volunteer, and_(Volunteer.community_id == Assignment.community_id, Volunteer.id == Assignment.volunteer_id))
    .join(Case, and_(Case.community_id == Assignment.community_id, Case.id == Assignment.case_id))
    .join(Person, and_(Person.community_id == Case.community_id, Person.id == Case.person_id))
    .join(Household, and_(Household.community_id == Case.community_id, Household.id == Case.household_id))
    .join(Room, and_(Room.community_id == Household.community_id, Room.id == Household.room_id))
    .join(Building, and_(Building.community_id == Room.community_id, Building.id == Room.building_id))
    .outerjoin(
        Visit,
        and_(Visit.community_id == Case.community_id, Visit.case_id == Case.id, Visit.state.in_(VISIT_OPEN)),
    )
    .where(
        Assignment.community_id == bindparam("community_id"),
        Assignment.helper_id == bindparam("person_id"),
        Assignment.until.is_(None),
        Volunteer.state.in_(("active", "paused")),
        Case.state.in_(("matched", *HELPED)),
    )
    .order_by(Visit.due_on.is_(None), Visit.due_on, Case.id)
    .limit(60)
)


def my_cases(person_id: int | None) -> Sequence[Any]:
    """The open cases in which the person helps, the next visit first."""
    session.flush()
    values = {"community_id": current_community().id, "person_id": person_id}
    return session.connection().execute(_MINE, values).all()


def sides_of(person_id: int | None) -> tuple[bool, bool]:
    """Whether the person is helped, and whether they look after anybody just now; one statement."""
    helped = exists().where(Case.person_id == person_id, STANDING)
    helps = exists().where(Assignment.helper_id == person_id, Assignment.until.is_(None))
    row = session.execute(select(helped, helps)).one()
    return bool(row[0]), bool(row[1])


def is_my_turn(row: Any) -> bool:
    """Whether the visit is this helper's just now: the lead's as planned, the backup's once it came to them."""
    turns = {"lead": ("planned",), "backup": ("backup",), "unit_pair": ()}
    return row.visit_state in turns[row.function]


def notes_for(mine: Assignment, limit: int = 10) -> list[Any]:
    """(note, author's name) that this helper may see: own ones, those since they came, earlier ones if shared."""
    found = select(Note, Author.name.label("name")).join(Author, Author.id == Note.helper_id)
    where = [Note.case_id == mine.case_id]
    if mine.shared_at is None:
        where.append(or_(Note.helper_id == mine.helper_id, Note.at >= mine.since))
    return list(session.execute(found.where(*where).order_by(Note.at.desc(), Note.id.desc()).limit(limit)))


def languages_of(person_id: int) -> set[str]:
    """What the helper speaks."""
    return set(session.scalars(select(Speaks.language).where(Speaks.person_id == person_id)))


def set_languages(actor: Actor, languages: Iterable[str]) -> None:
    """Exactly these languages."""
    wanted, held = {key for key in LANGUAGES if key in set(languages)}, languages_of(actor.person_id or 0)
    gone = delete(Speaks).where(Speaks.person_id == actor.person_id, Speaks.language.in_(sorted(held - wanted)))
    session.execute(gone.execution_options(synchronize_session="fetch"))
    for language in sorted(wanted - held):
        session.add(Speaks(person_id=actor.person_id, language=language))
    session.flush()
