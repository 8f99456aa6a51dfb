"""An admin looks at the resident's pages with the eyes of a resident who does not exist, and changes nothing."""
from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from core.accounts.actor import current_actor
from core.accounts.decorators import signed_in
from core.accounts.models import AccountSession
from core.communities.state import current_community
from core.grids.models import Building, Grid, Room
from core.kernel import audit
from core.kernel.actor import SYSTEM
from core.notices import notify
from core.people.models import Household, Person
from core.pluginsystem import lifecycle
from core.pluginsystem.registry import plugins_of
from core.tenancy.session import db, use
from core.testing_accounts import csrf_of, make_building, sign_in_as

BANNER = "您正以示例居民的身份预览"


@pytest.fixture
def admin(app, client, community):
    """Signed in, with every service on and a notice of their own waiting."""
    with app.app_context(), use(community.id):
        for name in plugins_of().order:
            if plugins_of().is_ready(name):
                lifecycle.enable(current_community(), name, SYSTEM)
        building = make_building()
        db.session.commit()
        building_id = building.id
    with app.app_context(), use(community.id):
        person_id = sign_in_as(app, client, community, "community_admin", name="李主任", building=db.session.get_one(Building, building_id))
        notify(person_id, "只给李主任的话")
        db.session.commit()
    return client


def begin(client):
    return client.post("/console/preview", data={"csrf_token": csrf_of(client, "/password")})


def counts(app, community):
    with app.app_context(), use(community.id):
        return [db.session.scalar(select(func.count(model.id))) for model in (Person, Household, Room, Building, Grid)]


def test_the_resident_pages_are_those_of_an_invented_resident_under_a_banner(app, community, admin):
    before = counts(app, community)
    assert begin(admin).location == "/xinzhu-test/me/"
    for page in ("/me/", "/me/profile", "/me/inbox", "/me/services", "/me/children", "/"):
        answer = admin.get(page)
        assert (answer.status_code, BANNER in answer.text) == (200, True), page
        assert "李主任" not in answer.text, page
        assert "只给李主任的话" not in answer.text, page
    assert "示例居民" in admin.get("/me/profile").text
    assert counts(app, community) == before


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_every_page_in_the_residents_menu_opens(admin):
    begin(admin)
    found = set(re.findall(r'href="/xinzhu-test(/[^"#]*)"', admin.get("/me/").text)) - {"/"}
    assert len(found) > 8
    assert {path: status for path in sorted(found) if (status := admin.get(path).status_code) not in (200, 302)} == {}


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_whatever_would_be_written_is_refused_with_a_sentence(app, community, admin):
    token = csrf_of(admin, "/password")
    begin(admin)
    paths = ("/me/inbox/read", "/password", "/login", "/register", "/console/plugins/hello/off", "/volunteer/apply", "/devices/end-others")
    for path in paths:
        answer = admin.post(path, data={"csrf_token": token})
        assert (answer.status_code, "请先点“结束预览”" in answer.text) == (403, True), path
        assert 'name="csrf_token"' not in answer.text


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_pages_of_staff_and_of_ones_own_account_are_closed_meanwhile(admin):
    begin(admin)
    for path in ("/console/", "/desk/", "/devices", "/totp"):
        assert admin.get(path).status_code == 403, path


def test_the_button_leads_back_and_nothing_is_left(app, community, admin):
    begin(admin)
    back = admin.post("/preview/end", data={"csrf_token": csrf_of(admin, "/me/profile")})
    assert back.location == "/xinzhu-test/start"
    console = admin.get("/console/")
    assert (console.status_code, BANNER in console.text) == (200, False)
    assert "只给李主任的话" in admin.get("/me/inbox").text
    with app.app_context(), use(community.id):
        assert db.session.scalars(select(AccountSession.previewing)).all() == [False]
        assert [entry.actor_name for entry in audit.entries(action="console.preview").items] == ["李主任"]


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_a_resident_cannot_begin_a_preview(app, client, community):
    sign_in_as(app, client, community, name="陈玉芬")
    assert begin(client).status_code == 403
    assert BANNER not in client.get("/me/").text


def test_a_page_that_tried_to_keep_something_fails_instead(app, community, admin, monkeypatch):
    def greedy():
        assert current_actor().is_authenticated
        db.session.commit()
        return "kept"

    begin(admin)
    monkeypatch.setitem(app.view_functions, "me.service_records", signed_in(greedy))
    with pytest.raises(RuntimeError, match="a preview tried to commit"):
        admin.get("/me/services")
