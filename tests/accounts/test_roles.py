"""Roles: defaults, this community's changes, dates, and who may take the last admin away."""
from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.accounts.account_rows import account_of, set_active
from core.accounts.actor import actor_for
from core.accounts.errors import LastAdmin
from core.accounts.models import RoleGrant
from core.accounts.permissions import BUILTIN_ROLES, CORE, permission_book
from core.accounts.roles import community_today, end_grant, grant_role, role_state, set_role_permission
from core.kernel.actor import SYSTEM
from core.kernel.audit import AuditEntry
from core.people.services import mark_deceased
from core.tenancy.session import db, use
from core.testing_accounts import make_account, make_building, make_person, make_role, sign_in_as


def test_the_admin_may_everything_that_is_declared(inside):
    assert role_state("community_admin").permissions >= {p.name for p in CORE}


def test_defaults_name_builtin_roles_only():
    assert {role for p in CORE for role in p.default_roles} <= set(BUILTIN_ROLES)


def test_who_lives_here_is_a_resident_without_a_grant(inside):
    assert actor_for(make_person("甲", make_building())).roles == {"resident"}
    assert actor_for(make_person("乙")).roles == set()


def test_a_role_holds_from_its_first_to_its_last_day(inside):
    day, person = community_today(), make_person()

    def granted(first, last):
        db.session.query(RoleGrant).delete()
        grant_role(person, "volunteer", actor=SYSTEM, starts_on=first, ends_on=last)
        return actor_for(person).roles

    one = timedelta(days=1)
    assert granted(day, day) == {"volunteer"}
    assert granted(day - one, None) == {"volunteer"}
    assert granted(day + one, None) == set()
    assert granted(day - one, day - one) == set()


def test_granting_twice_makes_one_grant(inside):
    building = make_building()
    person = make_person()
    first = grant_role(person, "building_head", "buildings", [building.id], actor=SYSTEM)
    assert grant_role(person, "building_head", "buildings", [building.id], actor=SYSTEM) == first


def test_a_role_taken_back_is_gone_at_once_and_can_be_given_again_the_same_day(inside):
    person = make_person()
    (grant,) = grant_role(person, "volunteer", actor=SYSTEM)
    end_grant(grant, SYSTEM)
    assert actor_for(person).roles == set()
    grant_role(person, "volunteer", actor=SYSTEM)
    assert actor_for(person).roles == {"volunteer"}


def test_the_last_admin_cannot_be_taken_away(inside):
    (first,) = grant_role(make_person("甲"), "community_admin", "community", actor=SYSTEM)
    with pytest.raises(LastAdmin):
        end_grant(first, SYSTEM)
    make_account(make_person("乙"), "community_admin")
    end_grant(first, SYSTEM)


def close(person):
    set_active(account_of(person), False, SYSTEM)


def bury(person):
    mark_deceased(person, SYSTEM, on=community_today())


def leave_without_password(person):
    account_of(person).password_hash = None


@pytest.mark.parametrize("lose", [close, bury, leave_without_password])
def test_an_admin_who_cannot_sign_in_does_not_let_the_last_one_go(inside, lose):
    able, lost = make_person("甲"), make_person("乙", make_building())
    for person in (able, lost):
        make_account(person, "community_admin")
    lose(lost)
    grants = {row.person_id: row for row in db.session.scalars(select(RoleGrant))}
    with pytest.raises(LastAdmin):
        end_grant(grants[able.id], SYSTEM)
    with pytest.raises(LastAdmin):
        set_active(account_of(able), False, SYSTEM)
    end_grant(grants[lost.id], SYSTEM)
    assert (actor_for(able).roles, account_of(able).active) == ({"community_admin"}, True)


def test_the_account_of_an_admin_beside_others_can_be_closed(inside):
    people = [make_person("甲"), make_person("乙")]
    for person in people:
        make_account(person, "community_admin")
    close(people[0])
    assert [account_of(person).active for person in people] == [False, True]


def test_admins_cannot_lock_themselves_out_of_the_roles(inside):
    with pytest.raises(LastAdmin):
        set_role_permission("community_admin", "console.roles", False, SYSTEM)


def test_a_community_decides_what_its_roles_may_do(inside, app, other_community):
    set_role_permission("grid_worker", "people.open_sensitive", False, SYSTEM)
    set_role_permission("building_head", "places.view", True, SYSTEM)
    assert "people.open_sensitive" not in role_state("grid_worker").permissions
    assert "places.view" in role_state("building_head").permissions
    set_role_permission("grid_worker", "people.open_sensitive", True, SYSTEM)
    assert "people.open_sensitive" in role_state("grid_worker").permissions


def test_the_change_is_the_communitys_own(app, community, other_community):
    with app.app_context(), use(community.id):
        set_role_permission("building_head", "places.view", True, SYSTEM)
        db.session.commit()
    with app.app_context(), use(other_community.id):
        assert "places.view" not in role_state("building_head").permissions


def test_a_changed_permission_holds_at_the_next_request(app, community, client):
    person_id = sign_in_as(app, client, community, ("volunteer", "community", ()))
    assert client.get("/start").location == "/xinzhu-test/me/"
    with app.app_context(), use(community.id):
        set_role_permission("volunteer", "desk.view", True, SYSTEM)
        db.session.commit()
    assert client.get("/start").location == "/xinzhu-test/desk/"
    with app.app_context(), use(community.id):
        end_grant(db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == person_id)).one(), SYSTEM)
        db.session.commit()
    assert client.get("/start").location == "/xinzhu-test/me/"


def test_a_role_of_ones_own_starts_without_permissions(inside):
    make_role("night_watch", "夜间巡逻员")
    assert role_state("night_watch").permissions == set()
    set_role_permission("night_watch", "people.view", True, SYSTEM)
    person = make_person()
    grant_role(person, "night_watch", "community", actor=SYSTEM)
    assert actor_for(person).permissions == {"people.view"}


def test_unknown_roles_scopes_and_permissions_are_programming_errors(inside):
    person = make_person()
    with pytest.raises(LookupError):
        grant_role(person, "king", actor=SYSTEM)
    with pytest.raises(ValueError, match="unknown scope"):
        grant_role(person, "volunteer", "street", [1], actor=SYSTEM)
    with pytest.raises(ValueError, match="needs ids"):
        grant_role(person, "volunteer", "grids", [], actor=SYSTEM)
    with pytest.raises(LookupError):
        set_role_permission("volunteer", "no.such", True, SYSTEM)


def test_every_change_of_roles_is_in_the_audit(inside):
    person = make_person("周明")
    (grant,) = grant_role(person, "volunteer", actor=SYSTEM)
    end_grant(grant, SYSTEM)
    set_role_permission("volunteer", "people.view", True, SYSTEM)
    said = [row.text for row in db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))]
    assert said == ["授予周明角色“志愿者”", "收回角色“志愿者”", "修改角色“志愿者”的权限 people.view"]


def test_two_owners_cannot_declare_one_permission(app):
    with app.app_context(), pytest.raises(ValueError, match="belongs to 'core' already"):
        permission_book(app).declare(CORE[:1], owner="some_plugin")
