"""All forty rows of the peers' vulnerabilities are covered, or wait for a part that is named."""
from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.attacks.peers.table import PART_DOES_NOT_EXIST_YET, ROWS

ROOT = Path(__file__).parents[3]


def marked() -> set[str]:
    """The cases that tests name in `@pytest.mark.peer(...)`."""
    found: set[str] = set()
    for path in [*(ROOT / "tests").rglob("test_*.py"), *(ROOT / "plugins").rglob("test_*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "peer":
                found |= {argument.value for argument in node.args if isinstance(argument, ast.Constant)}
    return found


@pytest.mark.peer("table")
def test_each_case_of_the_forty_rows_has_its_test_or_waits_for_a_part():
    cases = {case for row in ROWS.values() for case in row}
    assert sorted(ROWS) == list(range(1, 41))
    assert cases - marked() == set(PART_DOES_NOT_EXIST_YET)
    assert marked() - cases == {"table"}, "no such case in the table"


def test_the_parts_that_cases_wait_for_do_not_exist(app):
    addresses = [rule.rule for rule in app.url_map.iter_rules()]
    assert [one for one in addresses if one.startswith("/api") or "import" in one] == []
