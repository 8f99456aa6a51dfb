"""Logs, error pages and parsers stay whole, whatever is sent."""
from __future__ import annotations

import logging

import pytest

from core.accounts.decorators import public
from core.people.models import Household
from core.tenancy.session import db, use
from core.testing_accounts import make_building, make_person
from tests.test_authorisation_matrix import cells, look

FORGED = "x\r\n2026-01-01 WARNING operator 'ops' signed in"


@pytest.mark.peer("CVE-2024-27097", "CVE-2021-42250")
@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_nobody_writes_a_line_of_their_own_into_the_log(app, scene, caplog, client_in):
    """CKAN CVE-2024-27097, Superset CVE-2021-42250: a line break in what was sent became a line of the log."""
    caplog.set_level(logging.DEBUG)
    client, typed = look(app, scene, "community_admin"), dict.fromkeys(("phone", "name", "login", "password", "q", "reason"), FORGED)
    for path in sorted({cell.path for cell in cells(app, scene, "POST") if cell.target in ("own", "wrong_word")}):
        client.post(path, data=typed, headers={"User-Agent": "x", "Referer": "http://localhost/"})
        client.post(f"{path}/{FORGED}", data=typed)
    client.post(f"/activate/{FORGED}", data=typed)
    client.get(f"/login?next={FORGED}")
    outside = client_in(None)
    token = outside.get("/platform/login").text.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
    outside.post("/platform/login", data={**typed, "csrf_token": token})
    ours = [record for record in caplog.records if record.name.startswith(("core", "linli", "plugins"))]
    assert len(ours) > 10
    assert [record.getMessage() for record in ours if "\n" in record.getMessage() or "\r" in record.getMessage()] == []


@pytest.mark.peer("CVE-2023-34110")
def test_an_error_of_the_database_shows_nothing_of_the_row(make_app, community):
    """Flask-AppBuilder CVE-2023-34110: the message of the database, with the row in it, was shown to the reader."""
    app = make_app()

    def twice():
        room = make_person("机密的人", make_building(1)).room_id
        db.session.add_all([Household(room_id=room, number="H-SECRET"), Household(room_id=room, number="H-SECRET")])
        db.session.flush()

    app.add_url_rule("/twice", view_func=public("test")(twice))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    browser = app.test_client()
    browser.slug = community.slug
    answer = browser.get("/twice")
    assert answer.status_code == 500
    assert [word for word in ("H-SECRET", "机密的人", "household", "INSERT", "UNIQUE", "Traceback") if word in answer.text] == []
    with app.app_context(), use(community.id):
        assert db.session.query(Household).count() == 0


@pytest.mark.peer("CVE-2023-25577", "CVE-2023-46136")
@pytest.mark.parametrize("path", ["/login", "/register", "/no-such-page"])
def test_a_flood_of_parts_or_of_text_is_refused(client, path):
    """Werkzeug CVE-2023-25577 and CVE-2023-46136: thousands of small parts kept a worker busy for minutes."""
    parts = b"".join(b'--x\r\nContent-Disposition: form-data; name="p%d"\r\n\r\n1\r\n' % n for n in range(3_000)) + b"--x--\r\n"
    for body, kind in [(parts, "multipart/form-data; boundary=x"), (b"a&" * 600_000, "application/x-www-form-urlencoded")]:
        answer = client.post(path, data=body, content_type=kind)
        assert answer.status_code == 413


@pytest.mark.peer("CVE-2023-50248")
@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_names_of_fields_that_nest_without_end_cost_nothing(app, scene):
    """CKAN CVE-2023-50248: `resources__99999999__url` made a list of that length."""
    client = look(app, scene, "community_admin")
    deep = {f"{name}{mark}99999999{mark}x" * 20: "1" for name in ("items", "hours", "rows", "day") for mark in ("-", "__", ".", "[")}
    answers = {cell.path: client.post(cell.path, data=deep).status_code for cell in cells(app, scene, "POST") if cell.target == "own"}
    assert [path for path, status in answers.items() if status >= 500] == []
