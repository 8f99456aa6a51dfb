"""What nobody can see is in no stored text, whichever way it was sent: by a form of ours, or past one."""
from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.tenancy.engines import dispose_engines
from tests.attacks.forms import PEOPLES, Form
from tests.attacks.test_forms import send_all, values_stored

ROOT = Path(__file__).parents[2]
UNSEEN = "\u202e\u200b\u3164"
# Read from what was sent without the house's cleaning: a new one is decided here.
AS_IT_COMES = {
    "reason",  # cleaned for all views in core/web/inputs.py
    "name",  # of the columns of paper cards, each line of which is cleaned
    "FIELD",  # a password or code, and a key that is hashed
    "f'wish-{child.id}-{rank}'",  # taken as a number
    # Compared with what there is, or turned into a day.
    "allowed", "also", "by", "chosen", "day", "from", "how", "reached", "refuses", "role", "rule", "side", "step", "token",
    "when", "who",
}  # fmt: skip
READS = {f"request.{source}.{how}" for source in ("form", "values") for how in ("get", "getlist")}


def typed(form: Form) -> dict[str, str]:
    """The form as it is usually filled in, with what nobody can see in each text that is made up."""
    return {
        name: f"{UNSEEN}{value}{UNSEEN}" if value == "几句话" or value in filter(None, PEOPLES.values()) else value
        for name, value in form.filled().items()
    }


def with_unseen(database: Any) -> set[str]:
    """The columns that hold such a character."""
    return {
        f"{table}.{name}" for table, row in values_stored(database) for name, value in row.items()
        if isinstance(value, str) and set(value) & {*UNSEEN}
    }  # fmt: skip


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("actor", "least"), [("community_admin", 40), ("resident", 3)])
def test_no_form_of_any_page_stores_what_nobody_can_see(app, site, scene, actor, least):
    answers = send_all(app, scene, actor, lambda form: [{**typed(form), "reason": f"{UNSEEN}几句话"}])
    dispose_engines(app)
    assert with_unseen(site.file) == set()
    assert sum(answer.status_code == 302 for _form, answer in answers) >= least


def code() -> Iterator[list[ast.AST]]:
    """All there is in each module of core and the plugins."""
    for part in ("core", "plugins"):
        for file in (ROOT / part).rglob("*.py"):
            if "tests" not in file.parts:
                yield list(ast.walk(ast.parse(file.read_text())))


def read_past_a_form() -> Iterator[str]:
    """The name of each text that is read from what was sent, and not cleaned in the same breath."""
    for nodes in code():
        calls = [node for node in nodes if isinstance(node, ast.Call)]
        clean = {id(inner) for call in calls if ast.unparse(call.func) == "cleaned" for inner in ast.walk(call)}
        for call in calls:
            if ast.unparse(call.func) in READS and id(call) not in clean and "type" not in [word.arg for word in call.keywords]:
                name = call.args[0]
                yield str(name.value) if isinstance(name, ast.Constant) else ast.unparse(name)


def test_every_text_that_is_read_past_a_form_is_cleaned():
    assert set(read_past_a_form()) == AS_IT_COMES


def test_nobody_takes_what_was_sent_by_another_name():
    """By `typed = request.form` the test above would see nothing."""
    taken = [
        ast.unparse(node) for nodes in code() for node in nodes if isinstance(node, ast.Assign)
        for value in ([*node.value.elts] if isinstance(node.value, ast.Tuple) else [node.value])
        if ast.unparse(value) in {"request.form", "request.values", *READS}
    ]  # fmt: skip
    assert taken == []
