"""A real browser for tests: `live_server` serves the test's app on a loopback port, `browser` is Debian's chromium."""
from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

AXE = Path(__file__).parents[1] / "tests/vendor/axe.min.js"
# The rules of WCAG 2.2 AA and axe's best practices.
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing; pytest's output is for results."""


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """A server thread for `app`; gives its address, without a slash at the end."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def serve() -> Iterator[Callable[[Flask], str]]:
    """`serve(app)` starts a server thread and gives its address, without a slash at the end."""
    with ExitStack() as servers:
        yield lambda app: servers.enter_context(serving(app))


@pytest.fixture
def live_server(app: Flask, serve: Callable[[Flask], str]) -> str:
    """The address of the test's app."""
    return serve(app)


@pytest.fixture(scope="session")
def browser(chromium: Any) -> Any:
    """Chromium, for tests that open their own windows; a plugin may call its signed-in clients so instead."""
    return chromium


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Chromium, started once. Without one the test is skipped, in CI it fails."""
    executable = os.environ.get("LINLI_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        reason = "no chromium found: apt-get install chromium, or name one in LINLI_CHROMIUM"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture
def new_page(chromium: Any) -> Iterator[Callable[..., Any]]:
    """`new_page(url, viewport=PHONE, theme="dark", elder=True, lang="en")`: a page of a fresh browser.

    `page.complaints` collects the console's errors, those of the content security policy among them.
    """
    contexts = []

    def make(url: str, viewport: dict[str, int] = DESKTOP, **preferences: Any) -> Any:
        context = chromium.new_context(viewport=viewport, bypass_csp=preferences.pop("bypass_csp", False))
        contexts.append(context)
        cookies = {"theme": "light", **preferences}
        site = urlsplit(url)._replace(path="/", query="", fragment="").geturl()  # as app.js sets them: for the whole host
        context.add_cookies([{"name": k, "value": "1" if v is True else v, "url": site} for k, v in cookies.items()])
        page = watched(context.new_page())
        page.goto(url)
        return page

    yield make
    for context in contexts:
        context.close()


def watched(page: Any) -> Any:
    """The page, from now on with `page.complaints`: the console's errors."""
    page.set_default_timeout(30_000)  # milliseconds, for a slow machine
    page.complaints = []
    page.on("console", lambda message: message.type == "error" and page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    return page


def axe_findings(page: Any) -> list[str]:
    """What axe-core finds on the page, one line each; open the page with `bypass_csp=True`."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    # Without loading every style sheet again, which only its experimental rules need, and without a list of what is well.
    run = "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations'], preload: false})"
    found = page.evaluate(run, AXE_TAGS)["violations"]
    return [f"{rule['id']}: {node['html'][:160]} {node['failureSummary'][:200]}" for rule in found for node in rule["nodes"]]


def overflow(page: Any) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def sheets(page: Any) -> int:
    """On how many sheets of A4 the page is printed, with the margins that printers leave."""
    margin = dict.fromkeys(("top", "right", "bottom", "left"), "10mm")
    printed = page.pdf(format="A4", print_background=True, prefer_css_page_size=True, margin=margin)
    return len(re.findall(rb"/Type\s*/Page\b", printed))
