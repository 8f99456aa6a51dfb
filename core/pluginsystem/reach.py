"""A pytest plugin for `flask plugin check`: notes which services of a plugin the tests call, and which tests are skipped."""
from __future__ import annotations

import json
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

_reached: set[tuple[str, str]] = set()
_skipped: list[str] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--services`: the files to watch, a JSON list; `--noted`: where to write what was found."""
    parser.addoption("--services", default="[]")
    parser.addoption("--noted", default="")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Watch calls in this thread and in those that tests start."""
    files = set(json.loads(session.config.getoption("--services")))

    def note(frame: FrameType, event: str, arg: Any) -> None:
        if frame.f_code.co_filename in files:
            _reached.add((frame.f_code.co_filename, frame.f_code.co_name))

    threading.settrace(note)
    sys.settrace(note)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """A test that is skipped proves nothing."""
    if report.skipped:
        _skipped.append(report.nodeid.rpartition("/")[2])


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write what was called and what was skipped."""
    sys.settrace(None)
    path = session.config.getoption("--noted")
    if path:
        Path(path).write_text(json.dumps({"reached": sorted(_reached), "skipped": _skipped}), encoding="utf-8")
