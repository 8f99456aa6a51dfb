"""Finding a person by what staff know: name, pinyin, initials, room, or the last four digits of a phone."""
from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import contains_eager

from core.clock import now
from core.grids.doors import Door, typed_door
from core.grids.models import Building, Room
from core.kernel import audit
from core.kernel.actor import Actor
from core.kernel.locking import lock_id
from core.people.ages import not_a_child
from core.people.errors import TooManySearches
from core.people.models import Household, Person
from core.people.names import is_letters
from core.people.register import VIEW
from core.tenancy.session import db
from core.texts import gettext as _

TAIL = re.compile(r"\d{4}")
TAIL_SEARCHES_PER_HOUR = 30
_LAST = "\U0010ffff"


def search_people(text: str, actor: Actor, limit: int = 20) -> list[Person]:
    """People whom the actor may see and who match, residents first, then by pinyin; [] for nothing typed.

    One statement with its building and room loaded. A search by four phone digits is written to the audit, which is
    committed before anybody is shown, and allowed thirty times an hour; raises TooManySearches.
    """
    words = " ".join(text.split())
    if not words:
        return []
    if TAIL.fullmatch(words):
        _brake(actor)
    return _found(_condition(words), actor, limit)


def people_called(name: str, actor: Actor, limit: int = 20) -> list[Person]:
    """The same by name alone, for a name that a stranger typed: whatever it is, no phone is searched for it."""
    return _found(Person.name.contains(name, autoescape=True), actor, limit)


def _found(condition: ColumnElement[bool], actor: Actor, limit: int) -> list[Person]:
    query = (
        select(Person)
        .outerjoin(Person.room)
        .outerjoin(Person.building)
        .options(contains_eager(Person.room), contains_eager(Person.building))
        .where(condition, Person.erased_on.is_(None), actor.scope(VIEW, Person))
        .order_by(Person.household_id.is_(None), Person.deceased_on.is_not(None), Person.pinyin, Person.id)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def _condition(words: str) -> ColumnElement[bool]:
    if TAIL.fullmatch(words):
        return and_(Person.phone.ends_with(words), not_a_child())  # whom the digits belong to would be told by the list
    door = typed_door(words)
    if door:
        return _behind(door)
    if is_letters(words):
        letters = words.replace(" ", "").lower()
        return or_(_starts(Person.pinyin, letters), _starts(Person.initials, letters))
    # Given names are asked for too (秀兰); the scan stays inside the community's part of the index on name.
    return Person.name.contains(words, autoescape=True)


def _behind(door: Door) -> ColumnElement[bool]:
    here = [Building.number == door.building, Room.number == door.number]
    return and_(*here, *([Room.entrance == door.entrance] if door.entrance else []))


def _starts(column: Any, letters: str) -> ColumnElement[bool]:
    """A range, which an index answers on every engine; LIKE would not on SQLite."""
    return and_(column >= letters, column < letters + _LAST)


def _brake(actor: Actor) -> None:
    """Count this search among the actor's own, one after the other, so that searches at one moment gain nothing."""
    lock_id(Person, actor.person_id)
    entry = audit.AuditEntry
    recent = select(func.count()).where(
        entry.at > now() - timedelta(hours=1),
        entry.action == "people.search_phone",
        entry.actor_person_id == actor.person_id,
    )
    if actor.person_id is not None and (db.session.scalar(recent) or 0) >= TAIL_SEARCHES_PER_HOUR:
        raise TooManySearches(_("一小时内按手机尾号查找次数太多，请改用姓名或楼栋房号查找。"))
    audit.write("people.search_phone", _("按手机尾号查找居民"), actor=actor, object_kind="person")
    db.session.commit()


def people_in_building(building_id: int, actor: Actor) -> list[Person]:
    """Residents of a building by room, whom the actor may see; one statement."""
    query = (
        select(Person)
        .join(Person.room)
        .options(contains_eager(Person.room))
        .where(Person.building_id == building_id, Person.deceased_on.is_(None), actor.scope(VIEW, Person))
        .order_by(Room.entrance, Room.floor, Room.number, Person.household_id, Person.birth_date, Person.id)
    )
    return list(db.session.scalars(query))


def households_in_room(room_id: int) -> list[Household]:
    """The households of a room by number."""
    return list(db.session.scalars(select(Household).where(Household.room_id == room_id).order_by(Household.number)))
