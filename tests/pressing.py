"""A button as a hurried finger presses it: the page's own form, sent twice, one after the other or at the same moment."""
from __future__ import annotations

import threading
from html.parser import HTMLParser
from typing import Any

ONCE = "已经办好，连按几次也只办一次。"


class _Forms(HTMLParser):
    """The hidden fields of the first form of each address."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, dict[str, str]] = {}
        self.inside: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        if tag == "form":
            self.inside = {}
            self.found.setdefault(has.get("action") or "", self.inside)
        elif tag == "input" and has.get("type") == "hidden" and has.get("name"):
            self.inside[str(has["name"])] = has.get("value") or ""


def form_on(browser: Any, page: str, action: str, **typed: str) -> dict[str, str]:
    """What the page's form of this address sends, with what is typed; StopIteration where the page has no such form."""
    return form_in(browser.get(page).get_data(as_text=True), page, action, **typed)


def form_in(text: str, page: str, action: str, **typed: str) -> dict[str, str]:
    """The same of a page that was answered."""
    forms = _Forms()
    forms.feed(text)
    address = next(one for one in forms.found if one.endswith(action) or (not one and page == action))
    return {**forms.found[address], **typed}


def pressed_twice(browser: Any, page: str, action: str, **typed: str) -> tuple[Any, Any, str]:
    """Both answers, and the page that the second one leads to."""
    form = form_on(browser, page, action, **typed)
    first, second = browser.post(action, data=form), browser.post(action, data=form)
    return first, second, browser.get(page if second.location is None else second.location).get_data(as_text=True)


def pressed_at_once(app: Any, browser: Any, page: str, action: str, **typed: str) -> list[tuple[int, str]]:
    """(status, where to) of four presses at the same moment, each of a browser with the same cookies."""
    form, ready, answers = form_on(browser, page, action, **typed), threading.Barrier(4), []
    cookies = list(browser._cookies.values())

    def press() -> None:
        mine = app.test_client()
        mine.slug = browser.slug
        for cookie in cookies:
            mine.set_cookie(cookie.key, cookie.value, path=cookie.path, domain=cookie.domain)
        ready.wait()
        answer = mine.post(action, data=form)
        answers.append((answer.status_code, str(answer.location)))

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
