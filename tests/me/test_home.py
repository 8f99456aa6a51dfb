"""The first page stays short however many services are on, and nothing on it is out of reach."""
from __future__ import annotations

from datetime import timedelta

import pytest

from core.clock import now
from core.me import services
from core.pluginsystem.offers import Arrangement, Tile
from core.testing_accounts import sign_in_as


@pytest.fixture
def offered(monkeypatch):
    """Six tiles and ten arrangements, as if several services were on."""
    tiles = [Tile(f"服务{n}", "", "me.inbox", order=n) for n in range(6)]
    plans = [Arrangement(f"安排{n}", "", "/", at=now() + timedelta(days=n)) for n in range(10)]
    monkeypatch.setattr(services.dispatch, "ask", lambda hook, community, **rest: {"tiles": tiles, "arrangements": plans}.get(hook, []))


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_four_services_are_large_and_the_others_follow_below(app, community, client, offered):
    sign_in_as(app, client, community, "resident")
    page = client.get("/me/").text
    large, below = page.split("还可以", 1)
    assert [f"服务{n}" in large for n in range(6)] == [True] * 4 + [False] * 2
    assert [title in below for title in ("服务4", "服务5", "服务记录", "做志愿者", "我的资料")] == [True] * 4 + [False]


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_the_ninth_arrangement_is_folded(app, community, client, offered):
    sign_in_as(app, client, community, "resident")
    shown, folded = client.get("/me/").text.split("后面还有 2 项", 1)
    assert ("安排7" in shown, "安排8" in shown, "安排8" in folded, "安排9" in folded) == (True, False, True, True)


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_what_waits_for_an_answer_comes_first_however_late_it_is(app, community, client, monkeypatch):
    soon, asked = Arrangement("明天的事", "", "/", at=now()), Arrangement("等您答复", "", "/", at=now() + timedelta(days=9), asks=True)
    monkeypatch.setattr(services.dispatch, "ask", lambda hook, community, **rest: [soon, asked] if hook == "arrangements" else [])
    sign_in_as(app, client, community, "resident")
    page = client.get("/me/").text
    assert page.index("等您答复") < page.index("明天的事")


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_what_is_today_comes_before_what_is_left_from_days_ago(app, community, client, monkeypatch):
    plans = [Arrangement(f"{days} 天的事", "", "/", at=now() + timedelta(days=days)) for days in (-9, 2, 0)]
    monkeypatch.setattr(services.dispatch, "ask", lambda hook, community, **rest: plans if hook == "arrangements" else [])
    sign_in_as(app, client, community, "resident")
    page = client.get("/me/").text
    assert page.index("0 天的事") < page.index("-9 天的事") < page.index("2 天的事")
