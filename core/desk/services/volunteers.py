"""Volunteers as the desk lists them."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from core.accounts.actor import CurrentActor
from core.communities.words import usual
from core.grids.models import Building
from core.people.models import Person
from core.tenancy.session import db
from core.texts import gettext as _
from core.volunteers.joining import Window
from core.volunteers.models import Skill, Volunteer, VolunteerSkill
from core.volunteers.terms import WEEKDAYS
from core.web.paging import Page, page_of


@dataclass(frozen=True)
class VolunteerRow:
    """A line of the list."""

    volunteer: Volunteer
    person: Person
    base: str
    skills: list[str]


def volunteers(actor: CurrentActor, state: str, number: int) -> Page:
    """Volunteers in a state, in three statements."""
    statement = (
        select(Volunteer, Person, Building.name)
        .join(Person, Person.id == Volunteer.person_id)
        .outerjoin(Building, Building.id == Volunteer.building_id)
        .where(Volunteer.state == state, actor.scope("volunteers.view", Volunteer))
        .order_by(Person.pinyin, Volunteer.id)
    )
    page = page_of(statement, number)
    skills = _skills([row.Volunteer.id for row in page.rows])
    rows = [VolunteerRow(v, person, base or "", skills.get(v.id, [])) for v, person, base in page.rows]
    return Page(rows, page.page, page.total)


def _skills(ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = db.session.execute(
        select(VolunteerSkill.volunteer_id, Skill.title)
        .join(Skill, Skill.id == VolunteerSkill.skill_id)
        .where(VolunteerSkill.volunteer_id.in_(ids))
        .order_by(Skill.position)
    )
    for volunteer_id, title in rows:
        found.setdefault(volunteer_id, []).append(usual(title))
    return found


def weekly(windows: Iterable[Window]) -> list[str]:
    """The week's free hours, days with the same hours together: 每天 08:00–21:00, 周一至周五 18:00–21:00."""
    days_of: dict[tuple[int, int], list[int]] = {}
    for weekday, start, end in windows:
        days_of.setdefault((start, end), []).append(weekday)
    return [
        f"{_days(days)} {start // 60:02d}:{start % 60:02d}–{end // 60:02d}:{end % 60:02d}"
        for (start, end), days in days_of.items()
    ]


def _days(days: list[int]) -> str:
    if len(days) == len(WEEKDAYS):
        return _("每天")
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return _("%(first)s至%(last)s", first=WEEKDAYS[days[0]], last=WEEKDAYS[days[-1]])
    return _("、").join(str(WEEKDAYS[day]) for day in days)
