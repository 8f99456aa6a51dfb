"""While the database is away every address says so and what to do, in the reader's language, page or message alike."""
from __future__ import annotations

from typing import Any

import pytest

from core.testing_faults import failing

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


@pytest.fixture
def away(app: Any, client: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`away(path, **headers)`: the answer while no call to the database succeeds."""
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)

    def ask(path: str, **headers: str) -> Any:
        with failing(app, 1, for_good=True):
            return client.get(path, headers=headers)

    return ask


@pytest.mark.parametrize("path", ["/", "/login", "/me/", "/console/plugins"])
def test_a_page_says_what_to_do_and_when_to_come_back(away: Any, path: str) -> None:
    answer = away(path)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "系统出了点问题" in answer.text and "请过几分钟再试" in answer.text
    assert "default-src" in answer.headers["Content-Security-Policy"]
    assert 'name="csrf_token"' not in answer.text


def test_a_part_of_a_page_gets_a_message(away: Any) -> None:
    answer = away("/console/plugins", **{"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (503, "#toasts")
    assert "系统暂时忙不过来" in answer.text and "<html" not in answer.text


def test_it_is_said_in_english_too(away: Any, client: Any) -> None:
    client.set_cookie("lang", "en")
    assert "系统" not in away("/").text
