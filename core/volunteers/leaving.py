"""A death ends what core itself counts on the person for: service as a volunteer, posts in teams, roles.

Signing in and matching ask whether the person lives at the moment they are asked. Who only moves away stays a volunteer,
as many do who never lived here.
"""
from __future__ import annotations

from sqlalchemy import or_, select

from core.accounts.codes import void_codes_of
from core.accounts.errors import LastAdmin
from core.accounts.models import ActivationCode, RoleGrant
from core.accounts.roles import end_grant
from core.communities.services import community_today
from core.kernel.actor import SYSTEM
from core.people.models import Person
from core.people.services import PersonLeft, still_gone
from core.tenancy.session import db
from core.texts import gettext as _
from core.volunteers.joining import stop_volunteering
from core.volunteers.models import Team, TeamMember
from core.volunteers.teams import leave_team


def person_left(event: PersonLeft) -> None:
    """End what a death ends; harmless when told twice, or when the death was taken back before it was told."""
    if event.reason != "deceased":
        return
    person = still_gone(event)
    if person is None:
        return
    stop_volunteering(person, _("已去世"))
    _leave_teams(person)
    void_codes_of(ActivationCode.person_id == person.id)
    _end_roles(person)


def _leave_teams(person: Person) -> None:
    member = TeamMember.person_id == person.id, TeamMember.left_on.is_(None)
    for team in db.session.scalars(select(Team).join(TeamMember, TeamMember.team_id == Team.id).where(*member)).all():
        leave_team(team, person, SYSTEM)
    for team in db.session.scalars(select(Team).where(Team.leader_id == person.id)):
        team.leader_id = None


def _end_roles(person: Person) -> None:
    lasting = or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= community_today())
    for grant in db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == person.id, lasting)).all():
        try:
            end_grant(grant, SYSTEM)
        except LastAdmin:  # of no use to anybody, but the community never stands without one: the operator names another
            continue
