"""A pytest plugin for `flask plugin check`: notes which services of a plugin the tests call, what fails, what is skipped."""
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
_failed: list[str] = []
LONGEST = 300  # characters of what is said about a failed test


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--watched`: the plugin's folder; `--services`: the files to watch, a JSON list; `--noted`: where to write what was found."""
    parser.addoption("--watched", default="")
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


class _Failures:
    """Notes each failed test in one line: what it says, and the last line of the plugin's own that it went through."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            _failed.append(f"{report.nodeid.rpartition('/')[2]}: {self._said(report)}")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            _failed.append(f"{report.nodeid.rpartition('/')[2]}: {str(report.longrepr).strip().splitlines()[-1]}")

    def _said(self, report: pytest.TestReport) -> str:
        crash = getattr(report.longrepr, "reprcrash", None)
        if crash is None:
            return str(report.longrepr).strip().splitlines()[-1][:LONGEST]
        entries = getattr(getattr(report.longrepr, "reprtraceback", None), "reprentries", ())
        places = [each.reprfileloc for each in entries if getattr(each, "reprfileloc", None)]
        own = [each for each in places if str(Path(each.path).resolve()).startswith(self.folder)]
        place = (own or [crash])[-1]
        return f"{crash.message.strip().splitlines()[0][:LONGEST]} ({Path(place.path).name}:{place.lineno})"


def pytest_configure(config: pytest.Config) -> None:
    """Failures are told apart by the plugin's folder."""
    config.pluginmanager.register(_Failures(config.getoption("--watched")))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """A test that is skipped proves nothing."""
    if report.skipped:
        _skipped.append(report.nodeid.rpartition("/")[2])


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write what was called, what failed and what was skipped."""
    sys.settrace(None)
    path = session.config.getoption("--noted")
    if path:
        Path(path).write_text(json.dumps({"reached": sorted(_reached), "failed": _failed, "skipped": _skipped}), encoding="utf-8")
