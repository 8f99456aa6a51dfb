"""Teams, mutual-help groups and units as the desk lists them."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from core.accounts.actor import CurrentActor
from core.accounts.models import Role, RoleGrant
from core.accounts.roles import in_force, role_state, role_title
from core.grids.models import Building
from core.people.models import Person
from core.tenancy.session import db
from core.volunteers.models import Team, TeamMember, Unit
from core.web.paging import Page, page_of

VIEW = "volunteers.view"


@dataclass(frozen=True)
class TeamRow:
    """A line of the list: `members` are those of today."""

    team: Team
    leader: str
    members: int


@dataclass(frozen=True)
class Carers:
    """Who looks after a building: its heads, and its mutual-help group if it has one that the reader may see."""

    heads: list[Person]
    head_title: str
    group: TeamRow | None


def kinds_for(actor: CurrentActor) -> list[str]:
    """The kinds of teams that the actor can meet at all, the first one first: love teams belong to no building."""
    return ["love", "building"] if actor.holds(VIEW, "team") else ["building"]


def teams(actor: CurrentActor, kind: str, number: int) -> Page:
    """Teams of a kind in the actor's scope, in two statements; groups in the order of their buildings."""
    statement = _teams(Team.kind == kind, actor.scope(VIEW, Team)).outerjoin(Building, Building.id == Team.building_id)
    page = page_of(statement.order_by(Building.number, Team.id), number)
    return Page([TeamRow(*row) for row in page.rows], page.page, page.total)


def _teams(*conditions: ColumnElement[bool]) -> Select[Any]:
    members = (
        select(func.count())
        .where(TeamMember.team_id == Team.id, TeamMember.left_on.is_(None))
        .correlate(Team)
        .scalar_subquery()
    )
    query = select(Team, func.coalesce(Person.name, ""), members)
    return query.outerjoin(Person, Person.id == Team.leader_id).where(*conditions)


def units(actor: CurrentActor, co_building: bool, number: int) -> Page:
    """Member units in the actor's scope by name, in two statements; True: only those that build the community too."""
    statement = select(Unit).where(actor.scope("units.view", Unit)).order_by(Unit.name)
    return page_of(statement.where(Unit.co_building) if co_building else statement, number)


def carers_of(building: Building, actor: CurrentActor) -> Carers:
    """A building's heads of today and its group, in two statements."""
    heads = db.session.scalars(
        select(Person)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .join(Role, Role.id == RoleGrant.role_id)
        .where(Role.key == "building_head", RoleGrant.scope == "buildings", RoleGrant.scope_id == building.id)
        .where(in_force(), Person.deceased_on.is_(None))
        .order_by(RoleGrant.starts_on, Person.id)
    )
    own = _teams(Team.kind == "building", Team.building_id == building.id, actor.scope(VIEW, Team))
    group = db.session.execute(own).one_or_none()
    return Carers(list(heads), role_title(role_state("building_head")), TeamRow(*group) if group else None)
