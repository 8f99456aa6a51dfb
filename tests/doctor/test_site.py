"""The doctor on database and communities: each thing is broken for real, past the site, and the sentence is seen."""
from __future__ import annotations

import secrets
from contextvars import Context
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from core import clock
from core.accounts.models import RoleGrant
from core.accounts.roles import grant_role
from core.app import create_app
from core.config import Settings
from core.crypto import KeyRing
from core.doctor import database
from core.kernel import audit
from core.kernel.actor import SYSTEM
from core.kernel.jobs import enqueue, plant, run_due
from core.kernel.ledger import open_account, transfer
from core.tenancy import histories
from core.tenancy.engines import app_engine, owner_engine
from core.tenancy.session import db, use
from core.testing_accounts import make_person

POSTGRESQL = pytest.mark.parametrize("site", ["postgresql"], indirect=True)
SQLITE = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


@pytest.fixture
def filled(app: Any, community: Any) -> Any:
    """A person with a phone, a booking, sealed audit, and a worker that has just been by."""
    with app.app_context(), use(community.id):
        person = make_person("张小梅", phone="13800001111")
        bank, card = open_account("bank", floor=None), open_account("card", 7)
        transfer("one", {bank.id: -60, card.id: 60})
        audit.write("x.y", "记一笔", actor=SYSTEM)
        audit.write("x.y", "再记一笔", actor=SYSTEM)
        grant_role(person, "community_admin", "community", actor=SYSTEM)
        db.session.commit()
        plant(app_engine(app))
    Context().run(run_due, app)
    return app


@pytest.fixture
def doctor(filled: Any) -> Any:
    """`doctor()`: exit code and what it says; findings of this machine's own are left out."""

    def ask() -> tuple[int, str]:
        done = Context().run(filled.test_cli_runner().invoke, args=["doctor"])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, done.output

    return ask


def break_it(app: Any, *statements: str) -> None:
    """As somebody with the owner's password would."""
    with owner_engine(app).begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_a_site_in_order_is_told_so(doctor: Any) -> None:
    code, text = doctor()
    assert (code, text.splitlines()[-1]) == (0, "nothing is wrong"), text
    assert "ok   xinzhu-test: ledger" in text


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE ledger_account SET balance = balance + 5 WHERE kind = 'card'", "(card) says 65, its entries sum to 60."),
        ("UPDATE ledger_entry SET amount = 90 WHERE amount = 60", "do not sum to zero. -> Nobody may change a balance"),
        ("UPDATE audit_entry SET text = '没有这回事' WHERE text = '再记一笔'", "was tampered with after 1 good seals: entry"),
        ("UPDATE job SET due_at = '2020-01-01 00:00:00+00:00'", "No worker is seen: what recurs has been due for half an hour. -> Start one"),
        ("UPDATE job SET id = 9000000000000000000 WHERE id = (SELECT max(id) FROM job)", "is still to come. -> A clock was ahead."),
        ("UPDATE person SET phone_cipher = phone_token", "person.phone_cipher cannot be decrypted"),
    ],
)  # fmt: skip
def test_what_was_changed_past_the_site_is_found(filled: Any, doctor: Any, statement: str, sentence: str) -> None:
    break_it(filled, statement)
    code, text = doctor()
    assert (code, sentence in " ".join(text.split())) == (1, True), text


def test_the_wrong_key_file_is_recognised(site: Any, filled: Any, doctor: Any) -> None:
    keys = filled.extensions["linli.keys"]
    right, keys.ring = keys.ring, KeyRing({1: secrets.token_bytes(32)})
    try:
        code, text = doctor()
    finally:
        keys.ring = right
    assert code == 1
    assert "person.phone_cipher cannot be decrypted" in text and "Restore it from its backup" in text


def test_a_job_that_was_given_up_is_shown_with_its_error(filled: Any, doctor: Any, community: Any) -> None:
    with filled.app_context(), use(community.id):
        enqueue("event", {}, "hopeless")
        db.session.commit()
    break_it(filled, "UPDATE job SET attempts = 12, error = 'KeyError: event' WHERE kind = 'event'")
    code, text = doctor()
    assert (code, "(event) was given up after 12 tries: KeyError: event" in text) == (1, True), text


def test_a_plugin_that_is_on_without_its_code_is_named(filled: Any, doctor: Any, community: Any) -> None:
    break_it(
        filled,
        "INSERT INTO plugin_state (community_id, id, plugin, enabled, settings, changed_at, changed_by)"
        f" VALUES ({community.id}, 1, 'gone', true, '{{}}', '2024-01-01 00:00:00', '')",
    )
    code, text = doctor()
    assert code == 1
    assert "The plugin gone is switched on, but its code is not installed." in text
    assert "flask plugin disable gone xinzhu-test" in text


def test_revisions_that_are_missing_are_named(doctor: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "0001_x.py").write_text('revision, down_revision = "0001", None\ndef upgrade(): pass\n')
    monkeypatch.setitem(histories._histories, "garage", tmp_path)
    code, text = doctor()
    assert (code, "The tables of garage lack the revisions 0001." in text) == (1, True), text


@SQLITE
def test_an_instance_file_that_cannot_be_read_is_named(make_app: Any, filled: Any, tmp_path: Path) -> None:
    folder = tmp_path / "xinzhu_test"
    folder.mkdir()
    (folder / "community.toml").write_text("name = \n")
    app = make_app(instances_dir=tmp_path)
    done = Context().run(app.test_cli_runner().invoke, args=["doctor"])
    assert (done.exit_code, "The community's file cannot be applied" in done.output) == (1, True), done.output


@SQLITE
def test_a_damaged_database_file_is_named(site: Any, filled: Any, doctor: Any) -> None:
    break_it(filled, "PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA writable_schema = ON")
    with owner_engine(filled).connect() as connection:
        root = connection.exec_driver_sql("SELECT rootpage FROM sqlite_master WHERE name = 'ix_person_community_id_name'").scalar()
        root = root or connection.exec_driver_sql("SELECT max(rootpage) FROM sqlite_master WHERE tbl_name = 'person'").scalar()
        size = connection.exec_driver_sql("PRAGMA page_size").scalar()
    from core.tenancy.engines import dispose_engines

    dispose_engines(filled)
    with site.file.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)
    code, text = doctor()
    assert code == 1
    assert "The database file is damaged" in text and "restore the last backup" in text


def test_a_database_that_does_not_answer_is_told_with_what_to_look_at(site: Any, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/no/such/folder.db" if hasattr(site, "file") else "postgresql+psycopg://x@127.0.0.1:9/x"
    app = site.app
    wrong = create_engine_of(app, url)
    try:
        (finding,) = database.reachable(wrong)
    finally:
        wrong.extensions["linli.engines"].app.dispose()
    assert finding.problem.startswith("The database does not answer: ")
    assert "Start the database, and check LINLI_DATABASE_URL" in finding.remedy


def create_engine_of(app: Any, url: str) -> Any:
    """Something with an app's engines, on another database."""
    from types import SimpleNamespace

    from sqlalchemy import create_engine

    from core.tenancy.engines import Engines

    return SimpleNamespace(extensions={"linli.engines": Engines(create_engine(url))})


def test_a_clock_that_went_wrong_is_found(filled: Any, doctor: Any, site: Any) -> None:
    clock.shift(timedelta(hours=-3))
    try:
        code, text = doctor()
    finally:
        clock.shift(timedelta(0))
    assert code == 1
    assert "is still to come" in text
    assert ("database's differ by 10800 seconds" in text) is not hasattr(site, "file")


@POSTGRESQL
@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("ALTER TABLE person DISABLE ROW LEVEL SECURITY", "no row level security on person: run `flask db upgrade`"),
        ("DROP POLICY own_community ON person", "The policy own_community is missing on person."),
    ],
)
def test_what_keeps_communities_apart_is_looked_at(filled: Any, doctor: Any, statement: str, sentence: str) -> None:
    break_it(filled, statement)
    code, text = doctor()
    assert (code, sentence in text) == (1, True), text


@POSTGRESQL
def test_a_role_that_owns_tables_is_refused(site: Any, filled: Any, doctor: Any) -> None:
    site._do("GRANT linli_owner TO linli_app")
    try:
        code, text = doctor()
    finally:
        site._do("REVOKE linli_owner FROM linli_app")
    assert (code, "owns tables, is superuser or may bypass row level security" in text) == (1, True), text


@SQLITE
def test_several_communities_in_one_origin_are_told_outside_the_demo(
    site: Any, filled: Any, other_community: Any, tmp_path: Path
) -> None:
    settings = Settings(**{**site.settings, "testing": False, "secret_key": "0123456789abcdef" * 2, "key_file": site.app.extensions["linli.keys"].path})
    app = create_app(settings)
    with app.app_context():
        (finding,) = database.hosts(app)
    app_engine(app).dispose()
    assert finding.problem == "2 communities share one browser origin: other-test, xinzhu-test."


def test_a_community_without_an_admin_is_named_with_the_command_that_makes_one(filled: Any, community: Any, doctor: Any) -> None:
    with filled.app_context(), use(community.id):
        db.session.execute(delete(RoleGrant))
        db.session.commit()
    code, text = doctor()
    assert code == 1
    assert "BAD  xinzhu-test: admin\n     The community has no admin, so nobody can let anybody in." in text
    assert "-> Make one: flask community admin xinzhu-test --name NAME --phone PHONE" in text
