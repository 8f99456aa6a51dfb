"""A death ends service, posts and roles; who moves away goes on as a volunteer."""
from __future__ import annotations

from collections.abc import Callable
from contextvars import Context
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.accounts.actor import actor_for
from core.accounts.models import RoleGrant
from core.accounts.roles import grant_role, in_force
from core.communities.services import community_today
from core.events import publish
from core.kernel.actor import SYSTEM
from core.kernel.audit import AuditEntry
from core.people.models import Person
from core.people.services import PersonLeft, correct_death, mark_deceased, move_in, move_out
from core.tenancy.session import db, use
from core.testing_accounts import make_account
from core.volunteers.models import Team, TeamMember
from core.volunteers.services import get_team, join_team, set_leader, team_members, volunteer_of
from tests.people.households import MOVED_IN, add_building, add_grid, household_in, resident
from tests.volunteers.helpers import volunteer

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


@pytest.fixture
def helper(inside: Any) -> Person:
    """A resident, 覃大山, who serves, leads a team and heads the building; 陆小河 is a member too."""
    building = add_building(3, add_grid("001"))
    person = resident("覃大山", household_in(building))
    volunteer("", person=person)
    team = Team(name="爱心助老队", kind="love", items=[])
    db.session.add(team)
    db.session.flush()
    for one in (person, volunteer("陆小河").person):
        join_team(team, one, SYSTEM)
    set_leader(team, person, SYSTEM)
    grant_role(person, "building_head", "buildings", [building.id], actor=SYSTEM)
    tomorrow = community_today() + timedelta(days=1)
    grant_role(person, "grid_worker", "grids", [building.grid_id], actor=SYSTEM, starts_on=tomorrow)
    db.session.commit()
    return person


def heard(work: Callable[[], int]) -> None:
    """Committed, and told by the worker."""
    db.session.commit()
    work()
    db.session.expire_all()


def what_they_are(person: Person) -> tuple[Any, ...]:
    """State as a volunteer, roles, the team's members and its leader."""
    team = db.session.scalars(select(Team)).one()
    state = volunteer_of(person.id).state
    return state, actor_for(person).roles, [one.name for one, _post in team_members(team)], team.leader_id


def test_a_death_ends_service_posts_and_roles_also_those_to_come(helper: Person, work: Any) -> None:
    before = ("active", {"resident", "volunteer", "building_head"}, ["覃大山", "陆小河"], helper.id)
    assert what_they_are(helper) == before
    mark_deceased(helper, SYSTEM, on=community_today())
    heard(work)
    assert what_they_are(helper) == ("left", set(), ["陆小河"], None)
    assert db.session.scalars(select(RoleGrant.id).where(RoleGrant.person_id == helper.id, in_force())).all() == []
    tomorrow = community_today() + timedelta(days=1)
    assert db.session.scalars(select(RoleGrant.id).where(RoleGrant.person_id == helper.id, in_force(tomorrow))).all() == []


def test_told_twice_it_is_done_once(helper: Person, work: Any) -> None:
    mark_deceased(helper, SYSTEM, on=community_today())
    heard(work)
    entries = len(db.session.scalars(select(AuditEntry)).all())
    publish(PersonLeft(helper.id, "deceased"))
    heard(work)
    assert what_they_are(helper) == ("left", set(), ["陆小河"], None)
    assert len(db.session.scalars(select(AuditEntry)).all()) == entries


def test_a_death_that_was_taken_back_before_it_was_told_ends_nothing(helper: Person, work: Any) -> None:
    before = what_they_are(helper)
    mark_deceased(helper, SYSTEM, on=community_today())
    correct_death(helper, SYSTEM, reason="登记错人")
    heard(work)
    assert what_they_are(helper) == before


def test_who_moves_away_goes_on_as_a_volunteer_and_who_moves_inside_as_everything(helper: Person, work: Any) -> None:
    before = what_they_are(helper)
    move_in(helper, household_in(add_building(4, add_grid("002"))), SYSTEM, on=community_today())
    heard(work)
    assert what_they_are(helper) == before
    move_out(helper, SYSTEM, on=community_today())
    heard(work)
    assert what_they_are(helper) == ("active", {"volunteer", "building_head"}, ["覃大山", "陆小河"], helper.id)


def test_what_is_told_in_another_community_ends_nothing_here(helper: Person, app: Any, other_community: Any, work: Any) -> None:
    before = what_they_are(helper)
    event = PersonLeft(helper.id, "deceased")

    def there() -> None:
        with app.app_context(), use(other_community.id) as session:
            publish(event)
            session.commit()
        work()

    Context().run(there)
    db.session.expire_all()
    assert what_they_are(helper) == before


def test_the_last_admin_keeps_the_role_until_there_is_another(inside: Any, work: Any) -> None:
    admin = resident("钱主任", household_in(add_building(3, add_grid("001"))))
    make_account(admin, "community_admin", ("building_head", "buildings", [admin.building_id]))
    mark_deceased(admin, SYSTEM, on=MOVED_IN)
    heard(work)
    assert actor_for(admin).roles == {"community_admin"}


def test_a_leader_who_is_no_member_leads_no_more(helper: Person, work: Any) -> None:
    team = db.session.scalars(select(Team)).one()
    for row in db.session.scalars(select(TeamMember).where(TeamMember.person_id == helper.id)):
        db.session.delete(row)
    mark_deceased(helper, SYSTEM, on=community_today())
    heard(work)
    assert get_team(team.id, SYSTEM).leader_id is None
