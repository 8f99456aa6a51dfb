"""On the production server with four processes, an admin's switch holds at the next request in every one of them."""
from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from core.tenancy.session import use
from core.testing_accounts import PASSWORD, make_account, make_person

ROOT = Path(__file__).parents[2]
WORKERS = 4
REQUESTS = 80
STARTS_WITHIN = 60  # seconds, of the server and again of the last of its processes


def fetch(url: str, opener=None, **form: str) -> tuple[int, str]:
    """One request on a connection of its own, so that the kernel chooses the process anew."""
    data = urlencode(form).encode() if form else None
    try:
        with (opener or build_opener()).open(url, data, timeout=20) as response:
            return response.status, response.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


@pytest.fixture
def server(app, site, community) -> Iterator[str]:
    """The address of the community on a granian with four worker processes."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {f"LINLI_{name.upper()}": str(value) for name, value in site.settings.items()}
    settings["LINLI_PLUGIN_FOLDER"] = str(ROOT / "tests" / "sample_plugins")
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", str(WORKERS)]
    command += ["--port", str(port), "--log-level", "error", "wsgi:app"]
    command.insert(-1, "--workers-kill-timeout=5")
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **settings}, stderr=subprocess.DEVNULL, start_new_session=True
    )
    address = f"http://127.0.0.1:{port}/{community.slug}"
    try:
        _wait(address, process)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(20)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        assert process.poll() is None, "the server ended"
        try:
            fetch(f"{address}/login")
            return
        except (URLError, ConnectionError):
            time.sleep(0.25)
    raise AssertionError(f"the server did not answer within {STARTS_WITHIN} seconds")


@pytest.fixture
def admin(app, server, community):
    """The admin's browser: `admin("on")` presses the switch."""
    with app.app_context(), use(community.id):
        phone = make_account(make_person("季明"), "community_admin")
    opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def token(path: str) -> str:
        return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', fetch(server + path, opener)[1])[1]

    fetch(f"{server}/login", opener, phone=phone, password=PASSWORD, csrf_token=token("/login"))

    def press(position: str) -> None:
        sent = {"csrf_token": token("/console/plugins/leaning")}
        assert fetch(f"{server}/console/plugins/who_answers/{position}", opener, **sent)[0] == 200

    return press


def answers(server: str) -> tuple[set[int], set[str]]:
    """The statuses and texts that many strangers get at once."""
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(fetch, [f"{server}/who-answers/"] * REQUESTS))
    return {status for status, _text in found}, {text for _status, text in found}


@pytest.mark.timeout(300)
def test_a_switch_holds_at_the_next_request_in_every_process(server, admin):
    assert answers(server)[0] == {404}
    admin("on")

    processes: set[str] = set()
    until = time.monotonic() + STARTS_WITHIN
    while len(processes) < WORKERS and time.monotonic() < until:
        statuses, pids = answers(server)
        assert statuses == {200}
        processes |= pids
    assert len(processes) == WORKERS

    for _turn in range(2):
        admin("off")
        assert answers(server)[0] == {404}
        admin("on")
        assert answers(server)[0] == {200}
