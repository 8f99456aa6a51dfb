"""The operator sees every plugin of the installation, its medal, and what is wrong; nobody else does."""
from __future__ import annotations

from typing import Any

import pytest

from core.testing import CommunityClient
from core.testing_accounts import csrf_of

PASSWORD = "a long enough sentence"


@pytest.fixture
def desk(samples: Any) -> CommunityClient:
    """A browser on the operator's address of the app with the sample plugins."""
    samples.test_client_class = CommunityClient
    browser = samples.test_client()
    assert isinstance(browser, CommunityClient)
    return browser


def test_strangers_are_sent_to_the_operators_sign_in(desk: Any) -> None:
    assert "/platform/login" in desk.get("/platform/plugins").headers["Location"]


def test_the_operator_sees_where_each_plugin_stands(samples: Any, desk: Any) -> None:
    made = samples.test_cli_runner().invoke(args=["operator", "create", "ops", "--name", "值班运营", "--password", PASSWORD])
    assert made.exit_code == 0
    desk.post("/platform/login", data={"login": "ops", "password": PASSWORD, "csrf_token": csrf_of(desk, "/platform/login")})

    assert 'href="/platform/plugins"' in desk.get("/").text
    rows = desk.get("/platform/plugins").text.split("<tr>")
    named = {name: row for name in ("venues", "undeclared_view", "from_the_future") for row in rows if f">{name}<" in row}
    assert ("可以使用" in named["venues"], "质量金牌" in named["venues"]) == (True, True)
    assert "没有写明谁可以打开" in named["undeclared_view"]
    assert "请换一个合适的版本" in named["from_the_future"]
    assert sum("请给它换个名字" in row for row in rows) == 1  # hello, found a second time
