"""Star levels: hours over all services, from the core's service records.

The defaults 100, 300, 600, 1000 and 1500 hours for one to five stars are those of 《志愿服务记录办法》 (Ministry of Civil
Affairs, 民函〔2012〕340号), as reference/features.md section 5.2 quotes them from two provinces; the order that followed
(《志愿服务记录与证明出具办法（试行）》, order 67 of 2020) says how hours are recorded and certified and leaves levels open, and
some towns count otherwise, so that a community sets its own. Hours are real service time without travel.
"""
from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select

from core.api import Person, ServiceRecord, Volunteer, _, scope_filter, session, stands, word

from ..rules import rules


@dataclass(frozen=True)
class Star:
    """level: 0 to 5. minutes: served in all. next_hours: what the next level asks, None at the top."""

    level: int
    minutes: int
    next_hours: int | None

    @property
    def missing(self) -> int:
        """Minutes to the next level."""
        return 0 if self.next_hours is None else self.next_hours * 60 - self.minutes


@dataclass(frozen=True)
class Work:
    """One kind of work on a certificate: which service recorded it, how often, how many minutes."""

    source: str
    times: int
    minutes: int


def star_of(minutes: int) -> Star:
    """The level that so many minutes make here."""
    levels = rules().stars
    level = sum(minutes >= hours * 60 for hours in levels)
    return Star(level, minutes, levels[level] if level < len(levels) else None)


def star(person_id: int) -> Star:
    """A person's level; one statement."""
    served = select(func.sum(ServiceRecord.minutes)).where(ServiceRecord.helper_id == person_id, stands())
    return star_of(int(session.scalar(served) or 0))


def volunteers_per_level(actor: Any, permission: str) -> list[int]:
    """How many active volunteers the actor may see at each level, none to five stars; one statement."""
    served = (
        select(func.coalesce(func.sum(ServiceRecord.minutes), 0))
        .select_from(Volunteer)
        .outerjoin(ServiceRecord, and_(ServiceRecord.helper_id == Volunteer.person_id, stands()))
        .where(Volunteer.state == "active", scope_filter(actor, permission, Volunteer))
        .group_by(Volunteer.id)
    )
    levels = Counter(star_of(int(minutes)).level for minutes in session.scalars(served))
    return [levels[level] for level in range(6)]


def work_of(person_id: int) -> Sequence[Work]:
    """What a certificate lists: a person's services by the service that recorded them, the longest first."""
    minutes = func.sum(ServiceRecord.minutes)
    rows = session.execute(
        select(ServiceRecord.source, func.count(), minutes)
        .where(ServiceRecord.helper_id == person_id, stands())
        .group_by(ServiceRecord.source)
        .order_by(minutes.desc(), ServiceRecord.source)
    )
    return [Work(source, int(times), int(total)) for source, times, total in rows]


def source_title(source: str) -> str:
    """What the service that recorded the work is called here."""
    try:
        return word(source)
    except KeyError:
        return _("其他志愿服务")


def volunteer_since(person_id: int) -> Any:
    """(name, volunteer number, day of registration) for the head of a certificate; the last two None for who is none."""
    return session.execute(
        select(Person.name, Volunteer.id, Volunteer.since)
        .outerjoin(Volunteer, Volunteer.person_id == Person.id)
        .where(Person.id == person_id)
    ).one()
