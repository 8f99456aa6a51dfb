"""Browsers that go on posting while servers die under them, and remember what was acknowledged."""
from __future__ import annotations

import http.client
import re
import threading
import time
from collections.abc import Callable
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from core.testing_accounts import PASSWORD

PATIENCE = 60  # seconds for one answer


class Caller:
    """A signed-in browser of one community over real HTTP.

    `broken` counts answers that a dead server never gave, `refused` those that the database was away.
    """

    def __init__(self, port: int, slug: str) -> None:
        self.port, self.slug = port, slug
        self.cookies: dict[str, str] = {}
        self.token, self.broken, self.refused = "", 0, 0

    def enter(self, phone: str) -> None:
        """Sign in: three requests."""
        self._read_token()
        status, _page = self.ask("POST", "/login", {"phone": phone, "password": PASSWORD})
        assert status == 302
        self._read_token("/password")

    def _read_token(self, path: str = "/login") -> None:
        _status, page = self.ask("GET", path)
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert found is not None
        self.token = found[1]

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        """Status and page; asks again for as long as servers die or the database is away."""
        while True:
            try:
                status, page = self._ask_once(method, path, fields)
            except (ConnectionError, http.client.HTTPException):
                self.broken += 1
                continue
            if status != 503:
                return status, page
            self.refused += 1
            time.sleep(0.05)

    def _ask_once(self, method: str, path: str, fields: dict[str, str] | None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        body = None if fields is None else urlencode({"csrf_token": self.token, **fields})
        try:
            connection.request(method, f"/{self.slug}{path}", body, headers)
            answer = connection.getresponse()
            page = answer.read().decode()
        finally:
            connection.close()
        for header in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(header).items()}
        return answer.status, page


class Poster:
    """Posts write number 1, 2, 3 ... through a caller; `acknowledged` holds those that were answered with success.

    `already`: what the page says when the write was stored by a server that died before it could say so.
    """

    def __init__(self, caller: Caller, write: Callable[[int], tuple[str, dict[str, str]]], already: str = "") -> None:
        self.caller, self.write, self.already = caller, write, already
        self.acknowledged: set[int] = set()
        self.number = 0
        self.odd: list[str] = []
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def post(self) -> None:
        """The next write, until it is stored."""
        self.number += 1
        status, page = self.caller.ask("POST", *self.write(self.number))
        if status == 302 or (self.already and self.already in page):
            self.acknowledged.add(self.number)
        else:
            self.odd.append(f"{self.number}: {status} {page[-3000:]}")

    def start(self) -> None:
        self._thread.start()

    def wait_for(self, writes: int, seconds: float) -> None:
        """Wait until so many more are acknowledged; fails when that takes longer."""
        aim, until = len(self.acknowledged) + writes, time.monotonic() + seconds
        while len(self.acknowledged) < aim:
            assert time.monotonic() < until and not self.odd, self.odd
            time.sleep(0.01)

    def stop(self) -> None:
        """Let the present write end; the last server must be alive for it."""
        self._stopping.set()
        self._thread.join(PATIENCE)

    def _run(self) -> None:
        while not self._stopping.is_set() and not self.odd:
            self.post()
