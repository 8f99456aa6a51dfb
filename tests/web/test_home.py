"""The public home page of a community."""
from __future__ import annotations

from core.communities.models import Community
from core.communities.services import bump_version
from core.tenancy.session import use


def test_home_shows_the_communitys_own_words(client, app) -> None:
    page = client.get("/").text
    assert "<title>首页 · 新竹测试社区</title>" in page
    assert "小小心愿，邻里来圆" in page
    assert "注册志愿者" in page


def test_home_carries_no_token_and_no_session_for_strangers(client) -> None:
    answer = client.get("/")
    assert "csrf" not in answer.text.lower()
    assert "Set-Cookie" not in answer.headers


def test_home_is_not_sent_again_to_who_has_it(client) -> None:
    first = client.get("/")
    again = client.get("/", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    client.set_cookie("lang", "en", domain="localhost")
    assert client.get("/", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_home_costs_a_fixed_number_of_statements(client, query_counter) -> None:
    client.get("/")
    with query_counter() as statements:
        client.get("/?again")
    assert len(statements) == 1, "strangers get the page that the process keeps: " + str(statements)
    client.set_cookie("lang", "en", domain="localhost")
    with query_counter() as statements:
        client.get("/")
    assert len(statements) == 2, statements


def test_a_change_of_the_community_shows_at_once(app, client, community) -> None:
    assert "新竹测试社区" in client.get("/").text
    with app.app_context(), use(community.id) as session:
        session.get_one(Community, community.id).name = "改了名的社区"
        bump_version(community.id)
        session.commit()
    assert "<title>首页 · 改了名的社区</title>" in client.get("/").text


def test_figures_are_counted_anew_after_a_minute(client, query_counter, monkeypatch) -> None:
    monkeypatch.setattr("core.home.views.FRESH_SECONDS", -1.0)
    client.get("/")
    with query_counter() as statements:
        client.get("/")
    assert len(statements) == 2, statements
