"""For tests: every database call of a request fails in turn, and nothing may be left between before and after."""
from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask, has_app_context
from sqlalchemy import event, inspect, text
from sqlalchemy.exc import OperationalError

from core.tenancy.engines import app_engine, owner_engine
from core.tenancy.session import db
from core.testing_accounts import csrf_of
from core.testing_sites import Site

# What stays though the work is undone: whose turn it was, that a browser was there, that somebody tried.
BESIDE_THE_WORK = {
    "node_counter", "account_session", "operator_session", "plugin_problem", "sign_in_delay", "operator_delay",
}  # fmt: skip
LONG = re.compile(r"\$argon2\S+|\d{12,}|[0-9a-fA-F]{16,}|[\w-]{20,}|\d{4}-\d\d-\d\d[T ][\d:.]+")
FAILED = (500, 503)
ADVICE = "请过几分钟再试"

Shape = dict[str, Counter[str]]


class Injected(OperationalError):
    """The failure that the test wanted."""

    def __init__(self) -> None:
        super().__init__("a statement", {}, RuntimeError("the connection is gone"))


class FailingCalls:
    """Counts statements and commits of the app's engine; the N-th one fails, or that and all later ones (`for_good`)."""

    def __init__(self, number: int, for_good: bool) -> None:
        self.number, self.for_good, self.seen = number, for_good, 0

    @property
    def struck(self) -> bool:
        """Whether there was an N-th call at all."""
        return self.seen >= self.number

    def statement(self, connection: Any, cursor: Any, sent: str, *rest: Any) -> None:
        self._count()

    def commit(self, connection: Any) -> None:
        self._count()

    def _count(self) -> None:
        self.seen += 1
        if self.seen == self.number or (self.for_good and self.struck):
            raise Injected()


@contextmanager
def failing(app: Flask, number: int, for_good: bool = False) -> Iterator[FailingCalls]:
    """While the block runs, the app's database call `number` (from 1) fails as if the connection broke."""
    calls, engine = FailingCalls(number, for_good), app_engine(app)
    event.listen(engine, "before_cursor_execute", calls.statement)
    event.listen(engine, "commit", calls.commit)
    try:
        yield calls
    finally:
        event.remove(engine, "before_cursor_execute", calls.statement)
        event.remove(engine, "commit", calls.commit)


def rows(app: Flask) -> Shape:
    """Every row of every table, as the owner sees it, each as a short hash."""
    return _read(app, str)


def shape(app: Flask) -> Shape:
    """The same without what differs from one try to the next: ids, moments, ciphertexts, codes."""
    return _read(app, _blurred)


def _read(app: Flask, spoken: Callable[[Any], str]) -> Shape:
    with owner_engine(app).connect() as connection:
        found: Shape = {}
        for table in set(inspect(connection).get_table_names()) - BESIDE_THE_WORK:
            lines = ("|".join(map(spoken, row)) for row in connection.execute(text(f'SELECT * FROM "{table}"')))
            found[table] = Counter(hashlib.sha256(line.encode()).hexdigest()[:16] for line in lines)
    return found


def _blurred(value: Any) -> str:
    if isinstance(value, (bytes, memoryview)):
        return "bytes"
    return LONG.sub("#", str(value))


def changed(before: Shape, after: Shape) -> dict[str, int]:
    """Table -> how many rows more or less, for those that differ."""
    return {name: after[name].total() - before[name].total() for name in after if after[name] != before[name]}


class EachCallFails:
    """See `each_call_fails`."""

    def __init__(self, app: Flask, site: Site) -> None:
        self.app, self.site = app, site

    def __call__(self, browser: Any, path: str, *, expected: int = 302, page: str = "/password", **fields: Any) -> int:
        """Send the form once for every database call it makes; returns how many calls those were, both ways.

        expected: the answer when all goes well. page: where the browser finds its CSRF token.
        """
        data = {"csrf_token": csrf_of(browser, page), **fields}

        def request() -> Any:
            return browser.post(path, data=data)

        self._settle()
        self.site.keep("before")
        before, vague = rows(self.app), shape(self.app)
        answer = request()
        assert answer.status_code == expected, answer.text
        after = shape(self.app)
        assert changed(vague, after), "the request changed nothing"
        self._back()
        counts = [self._fail_each(request, before, after, for_good) for for_good in (False, True)]
        answer = request()
        assert (answer.status_code, changed(after, shape(self.app))) == (expected, {})
        return sum(counts)

    def _fail_each(self, request: Callable[[], Any], before: Shape, after: Shape, for_good: bool) -> int:
        number = 1
        while True:
            with failing(self.app, number, for_good) as calls:
                answer = request()
            where = f"call {number}{' and all later ones' if for_good else ''}"
            if not calls.struck:
                self._back()
                return number - 1
            now = rows(self.app)
            if now == before:
                assert answer.status_code in FAILED, f"{where} failed and the answer was {answer.status_code}"
                assert ADVICE in answer.text, f"{where}: the page does not say what to do"
            else:
                between = changed(after, shape(self.app))
                assert not between, f"{where} left something between before and after: {between}, {changed(before, now)}"
                self._back()
            number += 1

    def _back(self) -> None:
        self._settle()
        self.site.reset("before")

    def _settle(self) -> None:
        """Give back the connection that the test's own session may hold."""
        if has_app_context():
            db.session.rollback()


@pytest.fixture
def each_call_fails(app: Flask, site: Site, monkeypatch: pytest.MonkeyPatch) -> EachCallFails:
    """`each_call_fails(browser, "/ask", words="...")`: sends the form of a signed-in browser, and each database call of
    the request fails in turn, alone and for good. All tables are as before or as after it, the page says what to do,
    and in the end the request works."""
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    return EachCallFails(app, site)
