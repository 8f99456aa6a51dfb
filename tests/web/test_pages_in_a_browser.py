"""The pages in a real browser: readable by machines, wide enough for fingers, drawn without breaking the policy."""
from __future__ import annotations

from itertools import product

import pytest

from core.testing_browser import DESKTOP, PHONE, axe_findings, overflow

PAGES = ("/", "/_ui", "/_ui/phone", "/no-such-page")
NARROW = {"width": 320, "height": 700}

SMALL_TARGETS = """least => [...document.querySelectorAll("a, button, input, select, textarea, summary")]
  .filter(e => e.checkVisibility() && !e.closest(".skip, table, .rm, .form-check:not(.form-switch)") && e.type !== "hidden")
  .filter(e => !(e.tagName === "A" && getComputedStyle(e).display === "inline"))
  .map(e => [e.closest("label") || (e.type === "checkbox" && e.parentElement) || (e.closest(".search")) || e, e])
  .map(([box, e]) => [box.getBoundingClientRect(), e])
  .filter(([box]) => box.width && (box.height < least - .5 || box.width < least - .5))
  .map(([box, e]) => `${Math.round(box.width)}x${Math.round(box.height)} ${e.outerHTML.slice(0, 120)}`)"""

SMALL_TEXT = """least => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement, text = walker.currentNode.data.trim();
    if (text && e.checkVisibility() && !e.closest("script, svg, .visually-hidden")
        && parseFloat(getComputedStyle(e).fontSize) < least - .01) found.push(text.slice(0, 40));
  }
  return found; }"""


@pytest.fixture
def at(live_server, community):
    """`at("/path")`: the address in the community of the test."""
    return lambda path: f"{live_server}/{community.slug}{path}"


@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing(at, new_page, page) -> None:
    found = {}
    for (size, viewport), theme in product({"phone": PHONE, "desktop": DESKTOP}.items(), ("light", "dark")):
        opened = new_page(at(page), viewport, theme=theme, bypass_csp=True)
        found[size, theme] = axe_findings(opened)
    assert {key: value for key, value in found.items() if value} == {}


@pytest.mark.parametrize("page", ["/", "/_ui", "/_ui/phone"])
def test_the_policy_is_kept_and_nothing_is_wider_than_the_phone(at, new_page, page) -> None:
    opened = new_page(at(page), NARROW)
    opened.wait_for_load_state("networkidle")
    assert opened.complaints == []
    assert overflow(opened) == 0
    elder = new_page(at(page), PHONE, elder=True)
    assert overflow(elder) == 0


@pytest.mark.parametrize("page", ["/", "/_ui", "/_ui/phone"])
def test_targets_fit_fingers_and_text_fits_old_eyes(at, new_page, page) -> None:
    usual = new_page(at(page), PHONE)
    assert usual.evaluate(SMALL_TARGETS, 44) == []
    assert usual.evaluate(SMALL_TEXT, 13) == []
    elder = new_page(at(page), PHONE, elder=True)
    assert elder.evaluate(SMALL_TARGETS, 60) == []
    assert elder.evaluate(SMALL_TEXT, 18) == []


def test_a_chart_still_as_wide_as_the_turned_phone_does_not_widen_the_page(at, new_page) -> None:
    page = new_page(at("/_ui"), NARROW)
    page.wait_for_selector("[data-chart] canvas")
    page.evaluate("document.querySelectorAll('[data-chart] > div').forEach((drawn) => { drawn.style.width = '1400px'; })")
    assert overflow(page) == 0


def test_charts_are_drawn_and_their_figures_are_in_a_table(at, new_page) -> None:
    page = new_page(at("/_ui"))
    page.wait_for_selector("[data-chart] canvas")
    page.hover("[data-chart] canvas")
    page.get_by_text("看表格").first.click()
    assert page.get_by_role("row", name="2026-06 312").is_visible()
    assert page.complaints == []


def test_readers_choose_elders_version_theme_and_language(at, new_page) -> None:
    page = new_page(at("/"))
    for button, then in (
        ("长辈版", "html.elder"),
        ("标准版", "html:not(.elder)"),
        ("切换深色和浅色", "html[data-bs-theme=dark]"),
        ("English", "html[lang=en]"),
    ):
        with page.expect_navigation():
            page.get_by_role("button", name=button).first.click()
        assert page.locator(then).count() == 1


def test_a_refused_form_leads_to_each_mistake(at, new_page) -> None:
    page = new_page(at("/_ui"))
    page.fill("#name", "")
    page.fill("#rate", "99")
    with page.expect_navigation():
        page.get_by_role("button", name="保存设置").click()
    assert page.evaluate("document.activeElement.matches('[data-errors]')")
    assert page.get_by_role("alert").get_by_role("link").all_inner_texts() == ["储蓄卡名称", "每小时折算爱心币"]
    assert page.input_value("#rate") == "99"
    name = page.locator("#name")
    assert name.get_attribute("aria-invalid") == "true"
    described = name.get_attribute("aria-describedby").split()
    assert "请填写储蓄卡名称" in page.locator(f"#{described[0]}").inner_text()
    page.get_by_role("link", name="每小时折算爱心币").click()
    assert page.evaluate("document.activeElement.id") == "rate"


def test_the_menu_of_the_phone_opens_and_closes_by_keyboard(at, new_page) -> None:
    page = new_page(at("/_ui"), PHONE)
    page.get_by_role("button", name="打开菜单").press("Enter")
    page.wait_for_selector("#side.show:not(.showing)")
    page.keyboard.press("Escape")
    page.wait_for_selector("#side:not(.show)", state="attached")
    assert page.evaluate("document.activeElement.getAttribute('aria-controls')") == "side"


def test_escape_folds_what_a_button_unfolded_but_belongs_to_the_input_method_first(at, new_page) -> None:
    page = new_page(at("/_ui"), PHONE)
    box = page.locator("#ask-one")
    box.locator("summary").press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#ask-one form') !== null")
    page.evaluate("document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', isComposing: true, bubbles: true}))")
    assert box.get_attribute("open") == ""
    page.keyboard.press("Escape")
    assert box.get_attribute("open") is None
    assert page.evaluate("document.activeElement.matches('#ask-one > summary')")
