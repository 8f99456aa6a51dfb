"""Forms change what they show and nothing else, whatever else is sent along, and never a row of another community."""
from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import BigInteger, Integer, String

from core.tenancy.engines import dispose_engines
from core.tenancy.model import Base
from core.testing_accounts import csrf_of
from tests.attacks.forms import ROW, Form, forms_of
from tests.matrix_scene import CANARIES, Scene
from tests.test_authorisation_matrix import cells, look

# Who sends forms, and how many of them must have been accepted, or the test proves nothing.
ACTORS = {"community_admin": 40, "grid_worker": 10, "resident": 3, "anonymous": 2}
# Every step takes a reason, whether or not its button asks for one.
ANYWHERE = {"reason"}
TEXT, NUMBER = "越权写入", 987_650_123_456_789


def smuggled() -> dict[str, str]:
    """A value for every column of every table, known again wherever it turns up."""
    sent: dict[str, str] = {}
    for table in Base.metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, String):
                sent[column.name] = TEXT
            elif isinstance(column.type, (BigInteger, Integer)):
                sent.setdefault(column.name, str(NUMBER))
    return {name: value for name, value in sent.items() if name not in ANYWHERE}


def values_stored(database: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every row of the database, with the name of its table."""
    with closing(sqlite3.connect(database)) as raw:
        raw.row_factory = sqlite3.Row
        for table in Base.metadata.tables.values():
            if table.info.get("owner") != "tests":
                yield from ((table.name, dict(row)) for row in raw.execute(f"SELECT * FROM {table.name}"))


def send_all(app: Any, scene: Scene, actor: str, spoiled: Any) -> list[tuple[Form, Any]]:
    """The answers to all forms of an actor's pages; `spoiled(form)` says what is sent, once for each of its answers."""
    client = look(app, scene, actor)
    addresses = sorted({cell.path for cell in cells(app, scene, "GET") if cell.target == "own"})
    token, answers = csrf_of(client, "/register"), []
    for form in forms_of(client, addresses):
        for sent in spoiled(form):
            answers.append((form, client.post(form.action, data={**sent, "csrf_token": token})))
    return answers


@pytest.mark.peer("CVE-2022-43685", "CVE-2026-23478", "CVE-2019-11782")
@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("actor", "least"), ACTORS.items())
def test_a_form_changes_only_the_fields_that_it_shows(app, site, scene, actor, least):
    """CKAN CVE-2022-43685 (an existing user's id was posted), Cal.com CVE-2026-23478, Odoo CVE-2019-11782."""
    every = smuggled()
    answers = send_all(app, scene, actor, lambda form: [{**every, **form.filled()}])
    dispose_engines(app)
    found = {
        f"{table}.{name}" for table, row in values_stored(site.file) for name, value in row.items()
        if value == NUMBER or (isinstance(value, str) and TEXT in value)
    }  # fmt: skip
    assert (found, [form.action for form, answer in answers if answer.status_code >= 500]) == (set(), [])
    assert sum(answer.status_code == 302 for _form, answer in answers) >= least


def foreign_ids(scene: Scene) -> set[str]:
    """The numbers of all rows that the scene knows in the other community."""
    named = [scene.values["other_community"], *scene.plugins["other_community"].values()]
    return {value for values in named for value in values.values() if ROW.fullmatch(value)}


@pytest.mark.peer("CVE-2026-45330", "CVE-2026-45377", "CVE-2026-23964")
@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("actor", "least"), [("community_admin", 20), ("grid_worker", 3)])
def test_no_form_takes_a_row_of_another_community(app, site, scene, actor, least):
    """Decidim CVE-2026-45330: the admin of one tenant approved the documents of another by their id."""
    theirs, foreign = scene.values["other_community"], foreign_ids(scene)

    def spoiled(form: Form) -> list[dict[str, str]]:
        return [{**form.filled(), name: theirs.get(name, theirs["person_id"])} for name in form.ids()]

    answers = send_all(app, scene, actor, spoiled)
    wrong = [form.action for form, answer in answers if answer.status_code >= 500 or CANARIES["other_community"] in answer.text]
    dispose_engines(app)
    taken = {
        f"{table}.{name}" for table, row in values_stored(site.file) for name, value in row.items()
        if row.get("community_id") == scene.community.id and str(value) in foreign
    }  # fmt: skip
    assert (wrong, taken) == ([], set())
    assert len(answers) >= least
