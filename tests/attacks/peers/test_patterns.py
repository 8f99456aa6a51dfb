"""No pattern of core or plugins can be kept busy by what somebody types."""
from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from re import _parser as parser  # the public module is silent about what a pattern consists of
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
CALLS = {"compile", "match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer", "Regexp"}
PUMP = 5_000  # a pattern of square cost takes a second or so, one of exponential cost would never end


def patterns() -> set[str]:
    """Every pattern that stands in the code that serves requests."""
    found = set()
    for path in [*(ROOT / "core").rglob("*.py"), *(ROOT / "plugins").rglob("*.py")]:
        if {"tests", "tools"} & set(path.relative_to(ROOT).parts) or path.name.startswith("testing"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _called(node) in CALLS and node.args and isinstance(node.args[0], ast.Constant):
                if isinstance(node.args[0].value, str) and _of_re(node):
                    found.add(node.args[0].value)
    return found


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _of_re(node: ast.Call) -> bool:
    return _called(node) == "Regexp" or (isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "re")


def letters(tree: Any) -> Iterator[str]:
    """One character for each place of a pattern."""
    for kind, value in tree:
        name = str(kind)
        if name == "LITERAL":
            yield chr(value)
        elif name in ("NOT_LITERAL", "ANY"):
            yield "a"
        elif name == "IN":
            yield from _of_class(value)
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            yield from letters(value[2])
        elif name == "SUBPATTERN":
            yield from letters(value[3])
        elif name == "BRANCH":
            for branch in value[1]:
                yield from letters(branch)
        elif name in ("ASSERT", "ASSERT_NOT"):
            yield from letters(value[1])


def _of_class(parts: Any) -> Iterator[str]:
    samples = {"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "a", "CATEGORY_NOT_SPACE": "a", "CATEGORY_NOT_DIGIT": "a"}
    for kind, value in parts:
        if str(kind) == "LITERAL":
            yield chr(value)
        elif str(kind) == "RANGE":
            yield chr(value[0])
        elif str(kind) == "CATEGORY":
            yield samples.get(str(value), "!")
        else:
            yield "a"


def pumped(pattern: str) -> Iterator[str]:
    """Texts that almost fit: each place of the pattern, each two neighbours, and all of it, over and over, then a stranger."""
    signs = list(dict.fromkeys(letters(parser.parse(pattern))))
    pairs = ["".join(pair) for pair in zip(signs, signs[1:], strict=False)]
    for part in [*signs[:20], *pairs[:20], "".join(signs)]:
        if part:
            yield part * (PUMP // len(part)) + "\x00"


@pytest.mark.peer("CVE-2021-32838")
def test_no_pattern_is_kept_busy_by_a_long_text():
    """Flask-RESTX CVE-2021-32838: the pattern for mail addresses took minutes. Here the whole test has two."""
    found = patterns()
    assert len(found) > 15
    for pattern in sorted(found):
        compiled = re.compile(pattern)
        for text in pumped(pattern):
            compiled.search(text)
            compiled.fullmatch(text)
