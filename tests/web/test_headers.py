"""What every answer carries, and what is said when something goes wrong."""
from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core import clock
from core.web import filters
from core.web.assets import asset

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


@pytest.mark.parametrize("address", ["/", "/_ui", "/no-such-page"])
def test_every_answer_forbids_inline_script_and_style(client, address) -> None:
    headers = client.get(address).headers
    assert headers["Content-Security-Policy"] == CSP
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_a_static_file_with_its_hash_is_kept_for_ever(app, client_in) -> None:
    with app.test_request_context():
        address = asset("theme/tokens.css")
    browser = client_in(None)
    assert browser.get(address).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "immutable" not in browser.get(address.partition("?")[0]).headers["Cache-Control"]


def test_pages_of_persons_are_kept_by_nobody(client) -> None:
    assert client.get("/_ui").headers["Cache-Control"] == "no-store"


def test_a_wrong_address_is_told_in_words_and_without_a_token(client) -> None:
    answer = client.get("/no-such-page")
    assert answer.status_code == 404
    assert "没有找到这个页面" in answer.text
    assert "csrf" not in answer.text.lower()


def test_htmx_gets_a_message_instead_of_a_page(client) -> None:
    answer = client.get("/no-such-page", headers={"HX-Request": "true"})
    assert answer.headers["HX-Retarget"] == "#toasts"
    assert "<html" not in answer.text


def test_preferences_are_served_without_a_flash(client) -> None:
    for name, value in (("theme", "dark"), ("elder", "1"), ("lang", "en")):
        client.set_cookie(name, value, domain="localhost")
    page = client.get("/").text
    assert '<html lang="en" data-bs-theme="dark" data-theme="dark" data-look="cinnabar" class="elder">' in page


def test_the_elders_version_is_light_unless_asked_otherwise(client) -> None:
    assert 'data-theme="auto"' in client.get("/").text
    client.set_cookie("elder", "1", domain="localhost")
    assert 'data-theme="light"' in client.get("/").text


def test_an_invented_cookie_changes_nothing(client) -> None:
    for name in ("theme", "elder", "lang"):
        client.set_cookie(name, '"><script>', domain="localhost")
    assert '<html lang="zh-CN" data-bs-theme="light" data-theme="auto" data-look="cinnabar">' in client.get("/").text


@pytest.mark.parametrize(
    ("minutes", "text"), [(0, "0"), (None, "0"), (2790, "46.5"), (45, "0.75"), (20, "0.33"), (578520, "9642")]
)
def test_minutes_are_written_as_hours(minutes, text) -> None:
    assert filters.hours(minutes) == text


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(None, "0 小时"), (60, "1 小时"), (2790, "46.5 小时"), (20, "20 分钟"), (845, "14 小时 5 分钟"), (-90, "-1.5 小时"), (-65, "−1 小时 5 分钟")],
)
def test_a_length_of_time_is_said_so_that_nobody_has_to_reckon(app, minutes, text) -> None:
    with app.test_request_context():
        assert filters.in_hours(minutes) == text


def test_what_is_due_by_the_end_of_a_day_is_due_that_day(app) -> None:
    with app.test_request_context():
        last_minute = datetime(2015, 11, 22, 15, 59, tzinfo=UTC)
        assert [filters.due(moment) for moment in (None, last_minute, last_minute - timedelta(hours=1))] == [
            "", "2015 年 11 月 22 日", "2015 年 11 月 22 日 22:59",
        ]  # fmt: skip


def test_fen_are_written_as_yuan() -> None:
    assert filters.yuan(123456) == "1,234.56"


def test_moments_are_named_in_the_communitys_time_zone(app) -> None:
    with app.test_request_context():
        now = clock.now()
        assert filters.moment(now) == f"今天 {filters.clock_time(now)}"
        assert filters.moment(now - timedelta(days=1)).startswith("昨天 ")
        assert filters.clock_time(datetime(2026, 11, 23, 7, 0, tzinfo=UTC)) == "15:00"
        assert filters.day(datetime(2015, 11, 22, 17, 0, tzinfo=UTC)) == "2015 年 11 月 23 日"
        assert filters.full_day(now).startswith(f"{now.astimezone(ZoneInfo('Asia/Shanghai')).year} 年 ")
        assert filters.moment(None) == filters.day(None) == filters.full_day(None) == ""


def test_unknown_icons_are_found_by_tests(app) -> None:
    with app.app_context(), pytest.raises(LookupError, match="no icon 'no-such-icon'"):
        app.jinja_env.globals["icon"]("no-such-icon")
