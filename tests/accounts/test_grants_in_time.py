"""A role holds from its first to its last day and not an hour longer, in every process, at the next request."""
from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from core.accounts.account_rows import account_of
from core.accounts.activation import activate, issue_activation_code
from core.accounts.actor import actor_for
from core.accounts.errors import LastAdmin, PasswordWeak
from core.accounts.grant_days import change_days, warn_of_ends
from core.accounts.models import RoleGrant
from core.accounts.passwords import hash_password
from core.accounts.roles import grant_role, role_row
from core.accounts.sessions import find_actor, open_session
from core.communities.services import community_today
from core.errors import Forbidden, Refused
from core.kernel import audit
from core.kernel.actor import SYSTEM
from core.kernel.jobs import run_due
from core.notices import inbox
from core.people.models import Person
from core.tenancy.session import db, use
from core.testing_accounts import PASSWORD, csrf_of, make_account, make_building, make_person, sign_in
from core.web.filters import day

DAY = timedelta(days=1)
NEAR = st.integers(-2, 2)


@pytest.fixture
def station(app, community):
    """An admin, two buildings, and somebody who has an account and no role; ids and phones."""
    with app.app_context(), use(community.id):
        here, there = make_building(1), make_building(2)
        worker = make_person("魏岚", here)
        admin = make_person("张晓梅", here)
        phones = make_account(admin, "community_admin"), make_account(worker)
        neighbours = [make_person("甲", here).id, make_person("乙", there).id]
        role_row("grid_worker")
        db.session.commit()
        return {
            "admin": phones[0], "worker": phones[1], "worker_id": worker.id, "admin_id": admin.id,
            "grids": [here.grid_id, there.grid_id], "neighbours": neighbours,
        }  # fmt: skip


def post(client, path, **typed):
    return client.post(path, data={"csrf_token": csrf_of(client, "/password"), **typed})


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spans=st.lists(st.tuples(st.integers(0, 1), NEAR, st.none() | NEAR), max_size=4, unique_by=lambda span: span[:2]))
def test_can_and_scope_filter_honour_the_days_of_every_grant(app, community, station, spans):
    with app.app_context(), use(community.id):
        today, person = community_today(), db.session.get_one(Person, station["worker_id"])
        db.session.execute(delete(RoleGrant).where(RoleGrant.person_id == person.id))
        role = role_row("grid_worker").id
        for grid, first, last in spans:
            ends = None if last is None else today + last * DAY
            db.session.add(RoleGrant(
                person_id=person.id, role_id=role, scope="grids", scope_id=station["grids"][grid],
                starts_on=today + first * DAY, ends_on=ends,
            ))  # fmt: skip
        db.session.flush()
        holds = {grid for grid, first, last in spans if first <= 0 and (last is None or last >= 0)}
        neighbours = [db.session.get_one(Person, id) for id in station["neighbours"]]
        asked = select(Person.id).where(Person.id.in_(station["neighbours"]))
        for actor in (actor_for(person), find_actor(signed_in(person))):
            seen = set(db.session.scalars(asked.where(actor.scope("people.view", Person))))
            assert seen == {station["neighbours"][grid] for grid in holds}
            assert [actor.can("people.view", neighbour) for neighbour in neighbours] == [grid in holds for grid in (0, 1)]
        db.session.rollback()


def signed_in(person):
    return open_session(account_of(person).id)


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_a_role_given_for_two_days_opens_and_closes_the_desk_by_itself(app, community, client, station, later):
    with app.app_context(), use(community.id):
        today, person = community_today(), db.session.get_one(Person, station["worker_id"])
        grant_role(person, "grid_worker", "grids", station["grids"][:1], actor=SYSTEM, starts_on=today + DAY, ends_on=today + 2 * DAY)
        account_of(person).password_hash = hash_password(PASSWORD)
        db.session.commit()
    answers = []
    for days in range(4):
        later(days=days)
        sign_in(client, station["worker"])
        answers.append(client.get("/desk/").status_code)
        client.post("/logout", data={"csrf_token": csrf_of(client, "/password")})
    assert answers == [403, 200, 200, 403]


def test_what_an_admin_changes_holds_at_the_next_click_in_another_process(app, community, make_app, client, client_in, station):
    worker = client_in(community)
    worker.application = make_app()  # its own caches, as another worker process has
    sign_in(client, station["admin"])
    sign_in(worker, station["worker"])
    assert worker.get("/desk/").status_code == 403
    post(client, f"/console/people/{station['worker_id']}/grant", role="grid_worker", grids=station["grids"][0])
    assert worker.get("/desk/").status_code == 200
    post(client, "/console/roles/grid_worker/desk.view", allowed="0")
    assert worker.get("/desk/").status_code == 403
    post(client, "/console/roles/grid_worker/desk.view", allowed="1")
    assert worker.get("/desk/").status_code == 200
    with app.app_context(), use(community.id):
        grant_id = db.session.scalars(select(RoleGrant.id).where(RoleGrant.person_id == station["worker_id"])).one()
    post(client, f"/console/people/grants/{grant_id}/end")
    assert worker.get("/desk/").status_code == 403


def days_from_today(app, community, *offsets):
    with app.app_context(), use(community.id):
        return [str(community_today() + n * DAY) for n in offsets]


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_the_list_tells_what_holds_what_begins_what_ends_soon_and_what_has_ended(app, community, client, station):
    sign_in(client, station["admin"])
    soon, month, later_day, end = days_from_today(app, community, 3, 30, 10, 20)
    address = f"/console/people/{station['worker_id']}/grant"
    post(client, address, role="grid_worker", grids=station["grids"][0], ends_on=soon)
    post(client, address, role="grid_worker", grids=station["grids"][1], ends_on=month)
    begins = post(client, address, role="building_head", building="1", starts_on=later_day, ends_on=end)
    assert begins.location.endswith("/console/people?when=pending")
    lists = {time: client.get(f"/console/people?when={time}").text for time in ("now", "soon", "pending", "ended")}
    assert {time: page.count("改日期：魏岚") for time, page in lists.items()} == {"now": 2, "soon": 1, "pending": 1, "ended": 0}
    assert "快到期" in lists["soon"]
    with app.test_request_context(), use(community.id):
        assert day(date.fromisoformat(later_day)) in lists["pending"]
    with app.app_context(), use(community.id):
        pending = select(RoleGrant.id).where(RoleGrant.starts_on > community_today())
        grant_id = db.session.scalars(pending).one()
    post(client, f"/console/people/grants/{grant_id}/end")
    assert "魏岚" not in client.get("/console/people?when=pending").text
    assert "魏岚" in client.get("/console/people?when=ended").text


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_days_that_make_no_sense_are_refused_at_their_field_with_what_was_typed(app, community, client, station):
    sign_in(client, station["admin"])
    past, tomorrow, after = days_from_today(app, community, -1, 1, 2)
    address = f"/console/people/{station['worker_id']}/grant"
    early = post(client, address, role="grid_worker", grids=station["grids"][0], starts_on=past)
    assert (early.status_code, "这一天已经过去了" in early.text, f'value="{past}"' in early.text) == (422, True, True)
    turned = post(client, address, role="grid_worker", grids=station["grids"][0], starts_on=after, ends_on=tomorrow)
    assert (turned.status_code, "结束的一天不能早于开始的一天。" in turned.text) == (422, True)
    with app.app_context(), use(community.id):
        assert db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == station["worker_id"])).all() == []


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_the_days_of_a_role_are_changed_and_recorded(app, community, client, station):
    sign_in(client, station["admin"])
    today, soon, month = days_from_today(app, community, 0, 3, 30)
    post(client, f"/console/people/{station['worker_id']}/grant", role="grid_worker", grids=station["grids"][0], ends_on=soon)
    with app.app_context(), use(community.id):
        grant_id = db.session.scalars(select(RoleGrant.id).where(RoleGrant.person_id == station["worker_id"])).one()
    page = client.get(f"/console/people/grants/{grant_id}/days").text
    assert (f'value="{today}"' in page, f'value="{soon}"' in page) == (True, True)
    assert post(client, f"/console/people/grants/{grant_id}/days", starts_on=today, ends_on=month).status_code == 303
    with app.app_context(), use(community.id):
        entry = audit.entries(action="roles.days").items[0]
        assert (entry.before, entry.after) == ({"starts_on": today, "ends_on": soon}, {"starts_on": today, "ends_on": month})


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_the_only_admin_cannot_be_given_an_end_or_a_later_beginning(app, community, station):
    with app.app_context(), use(community.id):
        grant = db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == station["admin_id"])).one()
        with pytest.raises(LastAdmin):
            change_days(grant, None, community_today() + 30 * DAY, SYSTEM)
        with pytest.raises(Refused, match="不能早于"):
            change_days(grant, None, grant.starts_on - DAY, SYSTEM)
        change_days(grant, None, None, SYSTEM)


def test_holder_and_admins_are_told_once_a_week_before_the_end_and_again_of_another_day(app, community, station):
    def told():
        with app.app_context(), use(community.id):
            warn_of_ends(community.id)
            db.session.commit()
        run_due(app)
        with app.app_context(), use(community.id):
            return [[notice.text for notice in inbox(station[who])] for who in ("worker_id", "admin_id")]

    with app.app_context(), use(community.id):
        person, today = db.session.get_one(Person, station["worker_id"]), community_today()
        grant = grant_role(person, "grid_worker", "grids", station["grids"][:1], actor=SYSTEM, ends_on=today + 8 * DAY)[0]
        grant_id = grant.id
        db.session.commit()
    assert told() == [[], []]
    with app.app_context(), use(community.id):
        change_days(db.session.get_one(RoleGrant, grant_id), None, today + 7 * DAY, SYSTEM)
        db.session.commit()
    once = told()
    assert once == [
        [f"您的角色“网格员”到 {today + 7 * DAY} 为止。还要继续的话，请联系社区管理员。"],
        [f"魏岚的角色“网格员”到 {today + 7 * DAY} 为止，要继续请改日期。"],
    ]
    assert told() == once
    with app.app_context(), use(community.id):
        change_days(db.session.get_one(RoleGrant, grant_id), None, today + 2 * DAY, SYSTEM)
        db.session.commit()
    assert [len(texts) for texts in told()] == [2, 2]


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_who_becomes_staff_on_a_later_day_needs_a_staff_password_already(inside):
    building = make_building()
    person, worker = make_person("魏岚", building), make_person("张晓梅", building)
    make_account(person)
    make_account(worker, ("grid_worker", "grids", [building.grid_id]))
    code = issue_activation_code(person, actor_for(worker))
    grant_role(person, "community_admin", "community", actor=SYSTEM, starts_on=community_today() + 5 * DAY)
    assert not actor_for(person).is_staff
    with pytest.raises(Forbidden, match="只能由社区管理员开通"):
        issue_activation_code(person, actor_for(worker))
    with pytest.raises(Refused):
        activate(code, "短而好记的话", "", "here")
    with pytest.raises(PasswordWeak, match="12 位"):
        activate(issue_activation_code(person, SYSTEM), "八位的一句话吧", "", "here")
