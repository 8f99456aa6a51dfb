"""`pytest --at 23:55`: the tests as they would run at that time, for what goes wrong around midnight or New Year only."""
from __future__ import annotations

from datetime import datetime, time
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from core import clock

ZONE = ZoneInfo("Asia/Shanghai")  # of the test communities


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the moment; without it the tests run at the real one."""
    parser.addoption("--at", metavar="[YYYY-MM-DDT]HH:MM", type=_moment, help="run as if it were that time (today) in China")


def pytest_configure(config: pytest.Config) -> None:
    """Let the clock of this process go from that moment; the clocks of others, as a browser's, stay."""
    at: datetime | None = config.getoption("--at")
    if at is None:
        return
    moved = at - clock.now()
    clock.datetime = SimpleNamespace(now=lambda zone: datetime.now(zone) + moved)  # type: ignore[misc, assignment]


def _moment(text: str) -> datetime:
    if "T" in text:
        return datetime.fromisoformat(text).replace(tzinfo=ZONE)
    return datetime.combine(clock.now().astimezone(ZONE).date(), time.fromisoformat(text), ZONE)
