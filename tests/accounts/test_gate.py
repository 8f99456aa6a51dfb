"""The gate: nothing is served that was not declared, and each refusal says as little as it may."""
from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Blueprint, Flask, request
from flask.views import MethodView
from sqlalchemy import select

from core.accounts.actor import current_actor
from core.accounts.decorators import operator_only, public, require, signed_in
from core.accounts.gatekeeper import Undeclared, add_gate, check_declared, csrf_valid, undeclared
from core.app import create_app
from core.config import Settings
from core.people.models import Person
from core.people.register import get_person
from core.tenancy.engines import dispose_engines
from core.tenancy.session import db, use
from core.testing import CommunityClient
from core.testing_accounts import PASSWORD, csrf_of, make_account, make_building, make_person, sign_in_as


def pages() -> Blueprint:
    bp = Blueprint("rooms", __name__)

    @bp.route("/open", methods=["GET", "POST"])
    @public("a test page")
    def open_page():
        return "open"

    @bp.route("/mine", methods=["GET", "POST"])
    @signed_in
    def mine():
        return f"of {current_actor().name}"

    @bp.get("/people/<int:person_id>")
    @require("people.view")
    def person(person_id):
        return get_person(person_id, current_actor()).name

    @bp.post("/write")
    @signed_in
    def write():
        db.session.add(Person(name="没有提交的人"))
        db.session.flush()
        return "written, not committed"

    @bp.get("/operators")
    @operator_only
    def operators():
        return "for operators"

    @bp.get("/anywhere")
    @public("served on every address", realm="any")
    def anywhere():
        return "anywhere"

    return bp


_apps: dict[int, Flask] = {}


@pytest.fixture
def rooms(site, community):
    """The site with the pages above; made once for each database."""
    if id(site) not in _apps:
        _apps[id(site)] = create_app(Settings(**site.settings))
        _apps[id(site)].test_client_class = CommunityClient
        _apps[id(site)].register_blueprint(pages())
    yield _apps[id(site)]
    dispose_engines(_apps[id(site)])


@pytest.fixture
def fresh(make_app, community):
    """An app of the test's own, to add views and gates to."""
    app = make_app()
    app.register_blueprint(pages())
    return app


@pytest.fixture
def browse(community):
    """`browse(app)`: a new browser in the community."""

    def start(app):
        browser = app.test_client()
        browser.slug = community.slug
        return browser

    return start


@pytest.fixture
def browser(rooms, browse):
    return browse(rooms)


def test_every_view_of_the_site_is_declared(app):
    assert undeclared(app) == {}


@pytest.mark.peer("CVE-2026-45086")
def test_a_view_without_a_declaration_stops_the_start(fresh):
    fresh.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    with pytest.raises(Undeclared, match="forgotten carries none of"):
        check_declared(fresh)


def test_a_view_with_an_unknown_permission_stops_the_start(fresh):
    fresh.add_url_rule("/typo", "typo", require("people.veiw")(lambda: "secret"))
    with pytest.raises(Undeclared, match="typo requires the permission 'people.veiw', which nobody declared"):
        check_declared(fresh)


def test_a_class_of_views_is_declared_as_one(fresh, browse):
    browser = browse(fresh)
    class Both(MethodView):
        access = signed_in(lambda: None).access

        def get(self):
            return "both"

    fresh.add_url_rule("/both", view_func=Both.as_view("both"))
    check_declared(fresh)
    assert browser.get("/both").status_code == 302


def test_an_undeclared_view_is_never_served(fresh, browse):
    browser = browse(fresh)
    fresh.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    answer = browser.get("/forgotten")
    assert (answer.status_code, "secret" in answer.text) == (404, False)


def test_public_needs_a_reason():
    with pytest.raises(TypeError, match="needs a reason"):
        public(lambda: "page")


def test_a_blueprints_own_files_are_public(fresh, browse, tmp_path):
    browser = browse(fresh)
    (tmp_path / "a.txt").write_text("file")
    fresh.register_blueprint(Blueprint("files", __name__, static_folder=str(tmp_path), static_url_path="/kept", url_prefix="/files"))
    check_declared(fresh)
    assert browser.get("/files/kept/a.txt").text == "file"


def test_strangers_are_sent_to_sign_in_and_come_back(rooms, browser, app, community):
    answer = browser.get("/mine?page=2&q=%E6%B0%B4")
    assert answer.status_code == 302
    asked = urlsplit(answer.location)
    assert (asked.path, parse_qs(asked.query)) == ("/xinzhu-test/login", {"next": ["/xinzhu-test/mine?page=2&q=%E6%B0%B4"]})
    page = browser.get(answer.location).text
    assert 'name="next"' in page
    with app.app_context(), use(community.id):
        phone = make_account(make_person("陈一"))
    token = csrf_of(browser)
    back = browser.post(
        "/login", data={"phone": phone, "password": PASSWORD, "csrf_token": token, "next": "/xinzhu-test/mine?page=2"}
    )
    assert back.location == "/xinzhu-test/mine?page=2"
    assert browser.get("/mine").text == "of 陈一"


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"Accept": "application/json"}])
def test_scripts_get_401_instead_of_a_page(browser, headers):
    assert browser.get("/mine", headers=headers).status_code == 401


def test_a_form_sent_after_the_sign_in_ended_keeps_what_was_typed(browser):
    sent = {"note": "三楼灯坏了", "phone": "13800001111", "skill_id": "1188245", "part": "morning", "day": "2026-11-27"}
    answer = browser.post("/mine", data={**sent, "password": "secret words", "csrf_token": csrf_of(browser)})
    assert answer.status_code == 401
    assert re.findall(r'<blockquote class="kept">(.*?)<', answer.text) == ["三楼灯坏了", "13800001111"]
    assert "secret words" not in answer.text


def test_who_lacks_the_permission_is_told_so(rooms, browser, app, community):
    sign_in_as(app, browser, community)
    answer = browser.get("/people/1")
    assert answer.status_code == 403
    assert "您没有办理这件事的权限" in answer.text


def test_foreign_rows_and_missing_rows_are_the_same_404(rooms, browser, app, community, other_community):
    with app.app_context(), use(community.id):
        mine, theirs = make_building(1), make_building(2)
        own, foreign = make_person("自己人", mine).id, make_person("别的网格", theirs).id
        grid = mine.grid_id
        db.session.commit()
    with app.app_context(), use(other_community.id):
        stranger = make_person("别的社区", make_building(1)).id
        db.session.commit()
    sign_in_as(app, browser, community, ("grid_worker", "grids", [grid]))
    assert browser.get(f"/people/{own}").text == "自己人"
    answers = [browser.get(f"/people/{i}") for i in (foreign, stranger, 1)]
    assert [a.status_code for a in answers] == [404, 404, 404]
    assert len({a.data for a in answers}) == 1
    assert len({tuple(sorted(a.headers)) for a in answers}) == 1


def test_pages_of_communities_and_of_operators_do_not_mix(rooms, browser):
    assert browser.get("/operators").status_code == 404
    browser.slug = None
    assert browser.get("/operators").location == "/platform/login?next=/operators"
    assert browser.get("/mine").status_code == 404
    assert browser.get("/anywhere").text == "anywhere"
    browser.slug = "xinzhu-test"
    assert browser.get("/anywhere").text == "anywhere"


def test_a_gate_comes_before_sign_in_and_before_the_token(fresh, browse):
    browser = browse(fresh)
    add_gate(fresh, lambda: ("switched off", 404) if request.path == "/mine" else None)
    assert [browser.get("/mine").text, browser.post("/mine").text] == ["switched off", "switched off"]
    assert browser.get("/open").text == "open"


def test_a_gate_can_ask_whether_the_form_was_ours(fresh, browse):
    browser = browse(fresh)
    add_gate(fresh, lambda: str(csrf_valid()) if request.method == "POST" else None)
    assert browser.post("/open", data={"csrf_token": csrf_of(browser)}).text == "True"
    assert browser.post("/open", data={"csrf_token": "forged"}).text == "False"


@pytest.mark.peer("CVE-2022-24880")
def test_unsafe_requests_need_the_token(rooms, browser):
    token = csrf_of(browser)
    assert browser.post("/open", data={"csrf_token": token}).text == "open"
    assert browser.post("/open", headers={"X-CSRFToken": token}).text == "open"
    answer = browser.post("/open", data={"note": "写了很久的话"})
    assert answer.status_code == 400
    assert "写了很久的话" in answer.text
    assert "csrf_token" not in answer.text


def test_a_token_of_another_browser_is_worthless(rooms, browser, community):
    other = rooms.test_client()
    other.slug = community.slug
    csrf_of(browser)
    assert browser.post("/open", data={"csrf_token": csrf_of(other)}).status_code == 400


@pytest.mark.parametrize(("origin", "status"), [("same-origin", 200), ("none", 200), ("same-site", 400), ("cross-site", 400)])
def test_forms_of_sister_hosts_are_refused_even_with_the_token(rooms, browser, origin, status):
    data = {"csrf_token": csrf_of(browser)}
    assert browser.post("/open", data=data, headers={"Sec-Fetch-Site": origin}).status_code == status


@pytest.mark.parametrize("address", ["/open", "/mine"])
def test_words_that_another_site_sends_do_not_stand_on_our_page(rooms, browser, address):
    sent = {"note": "您的账号异常，请马上拨打电话"}
    ours = browser.post(address, data=sent, headers={"Sec-Fetch-Site": "same-origin"})
    theirs = browser.post(address, data=sent, headers={"Sec-Fetch-Site": "cross-site"})
    assert [(each.status_code >= 400, sent["note"] in each.text) for each in (ours, theirs)] == [(True, True), (True, False)]


@pytest.mark.peer("CVE-2025-64100")
def test_signing_in_changes_the_csrf_secret(rooms, browser, app, community):
    before = csrf_of(browser)
    sign_in_as(app, browser, community)
    assert browser.post("/mine", data={"csrf_token": before}).status_code == 400


def test_storing_the_cookie_never_commits_what_a_view_wrote(rooms, browser, app, community):
    sign_in_as(app, browser, community)
    assert browser.post("/write", data={"csrf_token": csrf_of(browser, "/password")}).status_code == 200
    with app.app_context(), use(community.id):
        assert db.session.scalar(select(Person.id).where(Person.name == "没有提交的人")) is None
