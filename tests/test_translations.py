"""Readers of English miss nothing: every message that the code uses today is translated, whoever added it."""
from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from core.web.tools import messages

ROOT = Path(__file__).parents[1]
TEMPLATES = [file for folder in ("core", "plugins") for file in (ROOT / folder).rglob("templates/**/*.html")]
# Chinese outside of gettext, on purpose: the gallery is for authors, the language button names its own language.
CHINESE_IN_TEMPLATES = {"{{ '中文' }}"}
CALL = re.compile(r"""\b_\(\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
SHOWN = ("views", "views.py", "hooks.py", "forms.py")


def owner_name(folder: Path) -> str:
    return str(folder.relative_to(ROOT))


@pytest.mark.parametrize("folder", messages.owners(), ids=owner_name)
def test_every_message_has_a_finished_english_text_with_the_same_placeholders(folder) -> None:
    assert list(messages.complaints(folder)) == []


def test_core_and_plugins_say_the_same_message_the_same_way() -> None:
    assert list(messages.disagreements()) == []


def test_core_and_the_station_are_really_looked_through() -> None:
    found = {owner_name(folder): len(messages.found_in(folder)) for folder in messages.owners()}
    assert found["core"] > 700
    assert found["plugins/love_savings"] > 250


def test_templates_write_no_chinese_outside_of_gettext() -> None:
    left = []
    for file in TEMPLATES:
        if "ui" in file.parts:
            continue
        text = CALL.sub("", COMMENT.sub("", file.read_text()))
        for known in CHINESE_IN_TEMPLATES:
            text = text.replace(known, "")
        left += [f"{file.relative_to(ROOT)}: {line.strip()}" for line in text.splitlines() if messages.CHINESE.search(line)]
    assert left == []


def test_pages_and_forms_write_no_chinese_outside_of_gettext() -> None:
    left = []
    for file in [*(ROOT / "core").rglob("*.py"), *(ROOT / "plugins/love_savings").rglob("*.py")]:
        if (file.name in SHOWN or "views" in file.parts) and "tests" not in file.parts:
            left += [f"{file.relative_to(ROOT)}:{line}: {text}" for line, text in _plain(ast.parse(file.read_text()))]
    assert left == []


def _plain(node: ast.AST):
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") in messages.KEYWORDS:
        for keyword in node.keywords:
            yield from _plain(keyword.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and messages.CHINESE.search(node.value):
        yield node.lineno, node.value
    elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
        for child in ast.iter_child_nodes(node):
            yield from _plain(child)
