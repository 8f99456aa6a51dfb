"""Whatever database call fails in a core use case, all of it happened or nothing, and the page says what to do."""
from __future__ import annotations

from typing import Any

import pytest

from core.communities.services import current_community
from core.kernel.actor import SYSTEM
from core.pluginsystem import lifecycle
from core.tenancy.session import db, use
from core.testing_accounts import PASSWORD, make_account, make_building, make_person, next_phone, sign_in_as
from core.volunteers.joining import apply_as_volunteer, volunteer_of
from core.volunteers.workflow import volunteer_workflow
from tests.people.households import add_building, add_grid, household_in, resident

SQLITE = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


@pytest.fixture
def admin(app: Any, client: Any, community: Any) -> Any:
    """An admin's signed-in browser."""
    sign_in_as(app, client, community, "community_admin")
    return client


@pytest.fixture
def homes(app: Any, community: Any) -> dict[str, int]:
    """A resident, the room they live in, and another one that is free."""
    with app.app_context(), use(community.id):
        building = add_building(3, add_grid("01"))
        home, other = household_in(building, "201"), household_in(building, "302")
        granny, neighbour = resident("王秀兰", home), make_person("何秀英")
        db.session.commit()
        return {"granny": granny.id, "neighbour": neighbour.id, "building": building.id, "household": other.id}


@SQLITE
def test_entering_a_person_happens_or_does_not(admin: Any, homes: Any, each_call_fails: Any) -> None:
    fields = {"name": "陈玉芬", "phone": next_phone(), "sex": "f", "door": "3-201", "relation": "other", "on": "2024-01-05"}
    assert each_call_fails(admin, "/desk/people/new", **fields) > 30


@SQLITE
def test_moving_a_household_member_happens_or_does_not(admin: Any, homes: Any, each_call_fails: Any) -> None:
    path = f"/desk/people/{homes['granny']}/move-in"
    assert each_call_fails(admin, path, door="3-302", relation="other", on="2026-01-05") > 30


@SQLITE
def test_registering_happens_or_does_not(client: Any, homes: Any, each_call_fails: Any) -> None:
    fields = {"name": "新来的人", "phone": next_phone(), "password": PASSWORD, "again": PASSWORD, "building": homes["building"]}
    assert each_call_fails(client, "/register", page="/register", **fields) > 10


@pytest.mark.parametrize("position", ["on", "off"])
def test_switching_a_plugin_happens_or_does_not(
    app: Any, community: Any, admin: Any, each_call_fails: Any, position: str
) -> None:
    if position == "off":
        with app.app_context(), use(community.id):
            lifecycle.enable(current_community(), "love_savings", SYSTEM)
            db.session.commit()
    assert each_call_fails(admin, f"/console/plugins/love_savings/{position}", expected=303) > 20


@SQLITE
def test_configuring_a_plugin_happens_or_does_not(app: Any, community: Any, admin: Any, each_call_fails: Any) -> None:
    with app.app_context(), use(community.id):
        lifecycle.enable(current_community(), "venues", SYSTEM)
        db.session.commit()
    fields = {
        "release_minutes": "20", "early_minutes": "30", "quota_hours": "8", "days_ahead": "30", "longest_minutes": "180",
        "open_at_once": "5", "offer_hours": "3",
    }  # fmt: skip
    assert each_call_fails(admin, "/console/plugins/venues", **fields, expected=303) > 20


@SQLITE
def test_giving_a_role_happens_or_does_not(admin: Any, app: Any, community: Any, each_call_fails: Any) -> None:
    with app.app_context(), use(community.id):
        building = make_building(5)
        person = make_person("韦小明", building)
        person_id, grid_id = person.id, building.grid_id
        make_account(person)
    path = f"/console/people/{person_id}/grant"
    assert each_call_fails(admin, path, role="grid_worker", grids=grid_id, expected=303) > 20


@SQLITE
def test_changing_what_a_role_may_do_happens_or_does_not(admin: Any, each_call_fails: Any) -> None:
    assert each_call_fails(admin, "/console/roles/grid_worker/people.view", allowed="0", expected=303) > 20


def test_withdrawing_a_consent_happens_or_does_not(app: Any, community: Any, client: Any, each_call_fails: Any) -> None:
    person_id = sign_in_as(app, client, community, name="韦向阳")
    with app.app_context(), use(community.id):
        from core.people.models import Person

        apply_as_volunteer(db.session.get_one(Person, person_id), SYSTEM, windows=[(0, 0, 1440)])
        volunteer_workflow.fire(volunteer_of(person_id), "approve", SYSTEM)
        db.session.commit()
    assert each_call_fails(client, "/me/consents/volunteering/withdraw") > 30
