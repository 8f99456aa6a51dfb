"""The registry's figures about helpers: volunteers, teams and member units."""
from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from core.communities.figures import day_of
from core.kernel.facts import Fact
from core.people.figures import lives_here
from core.people.models import Person
from core.tenancy.session import db
from core.texts import lazy_gettext as _l
from core.volunteers.models import Team, Unit, Volunteer

REGISTERED = ("active", "paused")


def _volunteers(year: int | None) -> Any:
    return (
        select(func.count())
        .select_from(Volunteer)
        .where(Volunteer.state.in_(REGISTERED), Volunteer.since <= day_of(year))
    )


def volunteers(year: int | None = None) -> int:
    """Registered volunteers who began by the end of the year; who left since is not counted."""
    return db.session.scalar(_volunteers(year)) or 0


def resident_volunteers(year: int | None = None) -> int:
    """Those of the volunteers who live here now."""
    return db.session.scalar(_volunteers(year).join(Person, Person.id == Volunteer.person_id).where(lives_here())) or 0


def _teams(year: int | None = None) -> int:
    return db.session.scalar(select(func.count()).select_from(Team).where(Team.kind == "love")) or 0


def _units(year: int | None = None) -> int:
    return db.session.scalar(select(func.count()).select_from(Unit)) or 0


FACTS = (
    Fact("volunteers", _l("注册志愿者"), _l("人"), "person", volunteers),
    Fact("resident_volunteers", _l("居民志愿者"), _l("人"), "person", resident_volunteers),
    Fact("units", _l("驻区单位"), _l("家"), "thing", _units),
    Fact("teams", _l("爱心小分队"), _l("支"), "thing", _teams),
)
