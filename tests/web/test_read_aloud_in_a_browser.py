"""Reading aloud: what is said, in which language, and how it stops; where the browser has no voice there is no button."""
from __future__ import annotations

from typing import Any

import pytest

from core.testing_browser import PHONE

# The build of a server speaks to nobody: what the page asks of the browser's own interface is written down on the way.
LISTEN = """() => {
  window.said = [];
  speechSynthesis.speak = (text) => window.said.push([text.lang, text.text]);
  speechSynthesis.cancel = () => window.said.push("stop");
}"""


@pytest.fixture
def phone_page(new_page: Any, live_server: str, community: Any) -> Any:
    """`phone_page(lang)`: the gallery of a resident's pages."""
    return lambda lang="zh": new_page(f"{live_server}/{community.slug}/_ui/phone", PHONE, lang=lang)


@pytest.mark.parametrize(
    ("lang", "button", "spoken", "words"),
    [("zh", "朗读", "zh-CN", "我的安排"), ("en", "Read aloud", "en", "My appointments")],
)
def test_the_page_is_read_in_its_language_and_a_second_press_stops(phone_page, lang, button, spoken, words) -> None:
    page = phone_page(lang)
    page.evaluate(LISTEN)
    read = page.get_by_role("button", name=button)
    read.click()
    assert read.get_attribute("aria-pressed") == "true"
    stopped, (language, text) = page.evaluate("window.said")
    assert (stopped, language) == ("stop", spoken)
    assert words in text
    read.click()
    assert read.get_attribute("aria-pressed") == "false"
    assert page.evaluate("window.said").pop() == "stop"


def test_a_browser_without_a_voice_shows_no_button(phone_page, browser) -> None:
    page = phone_page()
    assert page.locator("[data-speak]").is_visible()
    page.add_init_script("delete window.speechSynthesis; delete Window.prototype.speechSynthesis;")
    page.reload()
    assert page.evaluate("'speechSynthesis' in window") is False
    assert page.locator("[data-speak]").is_hidden()
