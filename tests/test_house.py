"""The house stays easy to read: short files, short functions, a sentence over each module, and it is our own house."""
from __future__ import annotations

import ast
from pathlib import Path

import pytest

import core
import plugins

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE, LONGEST_FUNCTION = 300, 40
SOURCES = sorted(
    path
    for folder in ("core", "plugins", "tests", "bench")
    for path in (ROOT / folder).rglob("*.py")
    if not {"migrations", "node_modules", "__pycache__"} & set(path.parts)
)


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_core_and_plugins_are_those_of_this_checkout() -> None:
    assert Path(core.__file__ or "").is_relative_to(ROOT)
    assert Path(plugins.__file__ or "").is_relative_to(ROOT)


def test_no_file_is_longer_than_300_lines() -> None:
    long = {_name(path): lines for path in SOURCES if (lines := path.read_text().count("\n")) > LONGEST_FILE}
    assert long == {}


def test_no_function_is_longer_than_40_lines() -> None:
    long = [
        f"{_name(path)}: {node.name}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


def test_every_module_says_in_a_sentence_why_it_exists() -> None:
    silent = [_name(path) for path in SOURCES if not ast.get_docstring(ast.parse(path.read_text()))]
    assert silent == []


@pytest.mark.parametrize("word", ["datetime.now(", "datetime.utcnow(", "date.today("])
def test_only_the_clock_knows_what_time_it_is(word: str) -> None:
    asking = [_name(p) for p in SOURCES if p.parts[-2:] != ("core", "clock.py") and word in p.read_text()]
    assert [name for name in asking if name.startswith(("core/", "plugins/")) and "/tests/" not in name] == []


def test_every_suppression_carries_its_reason() -> None:
    bare = [
        f"{_name(path)}:{number}"
        for path in SOURCES
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if ("# type: ignore" in line or "# noqa" in line) and line.count("#") < 2 and "--" not in line
    ]
    assert bare == []
