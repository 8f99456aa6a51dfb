"""Every page on real data, in both languages: for machines and eyes, on phone and desktop, by day and night, on paper."""
from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from core.accounts.forms import CodeForm, FirstCodeForm, NewPasswordForm, OneTimeCodeForm
from core.testing_browser import DESKTOP, PHONE, axe_findings, serving, sheets, watched
from core.web.tools.messages import CHINESE
from tests.journeys.cast import ADMIN, PASSWORD, RESIDENT, VOLUNTEER, WORKER, fill_in_sign_in, press
from tests.journeys.demo_rows import rows_of_demo
from tests.journeys.pages import NO_PAGES, PAGES, opened, without_a_test

ROOT = Path(__file__).parents[2]
CHECKS = Path(__file__).with_name("page_checks.js").read_text()
NARROW = {"width": 320, "height": 700}
PAPER = {"width": 718, "height": 1000}  # A4 without its margins, in pixels of 1/96 inch
SIGN_INS = {"resident": RESIDENT, "volunteer": VOLUNTEER, "worker": WORKER, "admin": ADMIN}
EVERY_PAGE = [(who, path) for who, paths in PAGES.items() for path in paths]
# What is printed without a button for it.
SHEETS = ("/after-school/days/{lesson}/evacuation", "/after-school/timetable", "/paired-help/cases/{trial}/sheet")
# What is printed as long as it is.
LISTS = ("/desk/tasks", "/love-savings/fairness", "/activities/report", "/activities/lead/{activity}/paper")
# Screens in the lobby are read from afar and touched by nobody.
SCREENS = ("/venues/lobby", "/micro-wish/wall", "/love-savings/lobby")
# So many presses of Tab lead through the top of a page and well into it; further down the same kinds of things follow.
PRESSES = 60


@pytest.fixture(scope="module")
def shown(loaded: Callable[..., Any], browser: Any) -> Iterator[Callable[..., Any]]:
    """`shown(who, path, lang)`: a page there, in the one window of that person, who signed in once."""
    app = loaded("sqlite").app
    rows = rows_of_demo(app)
    windows: dict[str, Any] = {}
    with serving(app) as address:

        def show(who: str, path: str, lang: str = "zh") -> Any:
            if who not in windows:
                windows[who] = watched(browser.new_context(viewport=PHONE).new_page())
                _sign_in(windows[who], address, who)
            page = windows[who]
            page.set_viewport_size(PHONE)
            page.emulate_media(media="null", reduced_motion="null", forced_colors="null")
            page.context.add_cookies([{"name": "lang", "value": lang, "url": address}])
            page.complaints.clear()
            place = "" if path.startswith("/platform") else "/xinzhu"
            wanted = address + place + path.format(**rows)
            assert (page.goto(wanted).status, page.url) == (200, wanted)
            if page.locator("[data-chart]").count():
                page.wait_for_selector("[data-chart] canvas")
            assert page.complaints == []
            page.evaluate(CHECKS)
            return page

        yield show
        for page in windows.values():
            page.context.close()


@pytest.fixture(scope="module")
def seen_by_night() -> set[str]:
    """The combinations of colours that axe has judged by night."""
    return set()


@pytest.mark.parametrize(("who", "path"), EVERY_PAGE)
def test_the_page_keeps_the_acceptance_checks(shown, seen_by_night, who, path) -> None:
    page = shown(who, path)
    found = {
        "axe, phone by day": axe_findings(page), **_by_hand(page), **_by_day(page, path in SCREENS),
        "sheets of paper": _too_long(page, path), **_wider(page), **_by_night(page, seen_by_night), **_by_wish(page),
        "refusals": page.evaluate("pageChecks.refusals()"),
    }  # fmt: skip
    assert {key: value for key, value in found.items() if value} == {}


@pytest.mark.parametrize(("who", "path"), EVERY_PAGE)
def test_the_english_page_is_english_and_fits(shown, who, path) -> None:
    page = shown(who, path, "en")
    found = {**_by_day(page, path in SCREENS), "sheets of paper": _too_long(page, path), **_wider(page), **_narrow_for_elders(page, path)}
    found["axe, desktop by day"] = axe_findings(page)
    assert page.locator("html").get_attribute("lang") == "en"
    words = page.evaluate("pageChecks.words()")
    found["Chinese of the program"] = [text for text, lang in words if lang == "en" and text in _program_says()]
    assert {key: value for key, value in found.items() if value} == {}


def test_the_ticked_cards_are_printed_ten_to_a_sheet(shown) -> None:
    page = shown("admin", "/love-savings/cards/print?show=all")
    for box in page.locator("input[name=chosen]").all()[:11]:
        box.check()
    press(page, "排版勾选的卡")
    assert page.locator(".paper-card").count() == 11
    assert (sheets(page), axe_findings(page)) == (2, [])


@pytest.mark.parametrize(("who", "path"), [("visitor", "/"), ("visitor", "/login"), ("resident", "/me/")])
def test_the_way_to_the_elders_version_needs_no_scrolling(shown, who, path) -> None:
    assert shown(who, path).evaluate("pageChecks.elderEntry()")


@pytest.mark.parametrize("form", [CodeForm, NewPasswordForm, OneTimeCodeForm, FirstCodeForm])
def test_a_code_that_came_is_offered_by_the_phone(loaded, form) -> None:
    with loaded("sqlite").app.test_request_context():
        assert form().code.render_kw["autocomplete"] == "one-time-code"


def test_every_page_of_the_site_is_looked_at(loaded) -> None:
    app = loaded("sqlite").app
    assert without_a_test(app) == set()
    assert set(NO_PAGES) & opened(app) == set()
    assert set(NO_PAGES) <= set(app.view_functions)


def _by_hand(page: Any) -> dict[str, list[str]]:
    """With nothing but a keyboard: Tab for real, from the top of the page on the phone; then Esc."""
    page.emulate_media(reduced_motion="reduce")
    for _press in range(page.evaluate("pageChecks.startWalk", PRESSES)):
        page.keyboard.press("Tab")
    keyboard = {"Tab": page.evaluate("pageChecks.endWalk()"), "Esc": page.evaluate("pageChecks.stuck()")}
    page.emulate_media(reduced_motion="null")
    return keyboard


def _by_day(page: Any, screen: bool) -> dict[str, list[str]]:
    """As the reader finds it on the phone, and as elders have it."""
    usual = {
        "text": page.evaluate("pageChecks.smallText(13)"),
        "targets": page.evaluate("pageChecks.smallTargets(44)"),
        "words for pictures": page.evaluate("pageChecks.wordless()"),
        "calm": page.evaluate("pageChecks.pushy()"),
    }
    _elder(page, True)
    elder = {} if screen else {
        "elders' text": page.evaluate("pageChecks.smallText(18)"),
        "elders' targets": page.evaluate("pageChecks.smallTargets(60)"),
        "elders' width": page.evaluate("pageChecks.tooWide()"),
    }  # fmt: skip
    _elder(page, False)
    return usual | elder


def _wider(page: Any) -> dict[str, list[str]]:
    """On a narrow phone, and with text twice as large."""
    page.set_viewport_size(NARROW)
    narrow = page.evaluate("pageChecks.tooWide()")
    page.set_viewport_size(DESKTOP)
    page.evaluate("document.documentElement.style.fontSize = '32px'")
    large = page.evaluate("pageChecks.tooWide()")
    page.evaluate("document.documentElement.style.fontSize = ''")
    return {"320 pixels": narrow, "text of 200 %": large}


def _narrow_for_elders(page: Any, path: str) -> dict[str, list[str]]:
    """On a narrow phone as elders have it; the longest words are English."""
    page.set_viewport_size(NARROW)
    _elder(page, True)
    wide = [] if path in SCREENS else page.evaluate("pageChecks.tooWide()")
    _elder(page, False)
    page.set_viewport_size(DESKTOP)
    return {"320 pixels for elders": wide}


def _by_night(page: Any, seen: set[str]) -> dict[str, list[str]]:
    """On the desktop without motion; axe judges each combination of colours once, on the first page that shows it."""
    page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
    page.emulate_media(reduced_motion="reduce")
    fresh = set(page.evaluate("pageChecks.colours()")) - seen
    found = {"axe, desktop by night": axe_findings(page) if fresh else [], "motion": page.evaluate("pageChecks.moving()")}
    page.evaluate("document.documentElement.dataset.bsTheme = 'light'")
    if not found["axe, desktop by night"]:
        seen |= fresh
    return found


def _by_wish(page: Any) -> dict[str, list[str]]:
    """In forced colours, and on paper."""
    page.emulate_media(forced_colors="active")
    edgeless = page.evaluate("pageChecks.edgeless()")
    page.emulate_media(media="print", forced_colors="none")
    page.set_viewport_size(PAPER)
    paper = page.evaluate("pageChecks.pressable()") + page.evaluate("pageChecks.tooWide()")
    return {"forced colours": edgeless, "paper": paper}


def _too_long(page: Any, path: str) -> list[str]:
    """What people take home or put up fits on its sheets of A4."""
    if path in LISTS or (path not in SHEETS and not page.locator("[data-print]").count()):
        return []
    count = sheets(page)
    return [f"{count} sheets"] if count > 1 else []


def _elder(page: Any, on: bool) -> None:
    page.evaluate("on => document.documentElement.classList.toggle('elder', on)", on)


@cache
def _program_says() -> frozenset[str]:
    """Every Chinese text in the code that is no word of the demo too: in an English page it was not translated."""
    stored = "".join(file.read_text() for file in [*ROOT.glob("instances/**/*.toml"), *ROOT.glob("*/**/demo/*.py")])
    said = set()
    for part in ("core", "plugins"):
        for file in (ROOT / part).rglob("*.py"):
            if not {"demo", "tests", "tools", "hello"} & set(file.parts):
                said |= {
                    node.value.strip() for node in ast.walk(ast.parse(file.read_text()))
                    if isinstance(node, ast.Constant) and isinstance(node.value, str) and CHINESE.search(node.value)
                }  # fmt: skip
    return frozenset(text for text in said if text not in stored)


def _sign_in(page: Any, address: str, who: str) -> None:
    if who == "operator":
        page.goto(f"{address}/platform/login")
        page.get_by_label("登录名").fill(who)
        page.get_by_label("密码").fill(PASSWORD)
        page.locator("main form button[type=submit]").click()
        page.wait_for_url("**/platform/")
    elif who in SIGN_INS:
        page.goto(f"{address}/xinzhu/login")
        fill_in_sign_in(page, SIGN_INS[who])
