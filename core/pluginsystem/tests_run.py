"""Runs a plugin's own tests in a process of their own, and says which of its services they reach."""
from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from core.config import settings_of, this_app
from core.pluginsystem.checks import services_of
from core.pluginsystem.registry import Plugin

ROOT = Path(__file__).parents[2]
MOST_FAILURES = 10
FOR_TESTS = ("LINLI_CHROMIUM", "LINLI_SCREENSHOTS")


@dataclass(frozen=True)
class TestRun:
    """What came of a plugin's tests: a line for each that failed and how to run them, services that nothing reached, tests skipped."""

    failure: str
    unreached: list[str]
    skipped: list[str]


def can_run() -> bool:
    """Whether pytest is installed here; a production site may do without."""
    return importlib.util.find_spec("pytest") is not None


def run_tests(plugin: Plugin) -> TestRun:
    """Run the plugin's tests on SQLite; the house runs them on PostgreSQL too."""
    assert plugin.folder is not None
    services = services_of(plugin)
    with tempfile.TemporaryDirectory(prefix="linli-check-") as folder:
        noted_file = Path(folder) / "noted.json"
        done = subprocess.run(  # noqa: S603 -- our own interpreter, on a plugin that an operator installed
            _command(plugin.folder, list(services), noted_file),
            cwd=ROOT, env=_environment(), capture_output=True, text=True, check=False,
        )
        noted = json.loads(noted_file.read_text()) if noted_file.exists() else {"reached": [], "failed": [], "skipped": []}
    failure = "" if done.returncode == 0 else _failure(plugin.folder, noted["failed"], done.stdout + done.stderr)
    reached = {(path, name) for path, name in noted["reached"]}
    return TestRun(failure, _unreached(plugin.folder, services, reached), noted["skipped"])


def _failure(folder: Path, failed: list[str], output: str) -> str:
    """The failed tests in a line each; where pytest got to none, its last lines."""
    lines = [*failed[:MOST_FAILURES], *([f"and {len(failed) - MOST_FAILURES} more"] if len(failed) > MOST_FAILURES else [])]
    again = f'python -m pytest -q -k "not postgresql" {folder / "tests"}'
    return "\n".join(f"    {line}" for line in [*(lines or output.strip().splitlines()[-15:]), f"all about it: {again}"])


def _command(folder: Path, services: list[Path], noted: Path) -> list[str]:
    files = json.dumps([str(path) for path in services])
    return [
        sys.executable, "-m", "pytest", "-q", "-c", str(ROOT / "pyproject.toml"),
        "-p", "no:cacheprovider", "-p", "core.testing", "-p", "core.pluginsystem.reach",
        "-k", "not postgresql", "--watched", str(folder.resolve()), "--services", files, "--noted", str(noted), str(folder / "tests"),
    ]


def _environment() -> dict[str, str]:
    """This process's, without its database and its choice of plugins: tests make their own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LINLI_") or name in FOR_TESTS}
    extra = settings_of(this_app()).plugin_folder
    search = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return {**kept, "PYTHONPATH": search, **({"LINLI_PLUGIN_FOLDER": str(extra.resolve())} if extra else {})}


def _unreached(folder: Path, services: dict[Path, list[str]], reached: set[tuple[str, str]]) -> list[str]:
    return [
        f"{path.relative_to(folder)}: no test reaches {name}"
        for path, names in services.items()
        for name in names
        if (str(path), name) not in reached
    ]
