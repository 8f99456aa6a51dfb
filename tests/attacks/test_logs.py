"""Logs are read by who may read nobody's data: neither what people typed nor what lets somebody in is in them."""
from __future__ import annotations

import logging

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from core.accounts.decorators import public
from core.config import settings_of
from core.errors import Refused
from core.kernel.bulk import bulk_row
from core.kernel.jobs import enqueue, handles, run_due
from core.kernel.jobs.models import Job
from core.notices.setup import deliver_code
from core.people.models import Person
from core.tenancy.engines import owner_engine
from core.tenancy.session import db, use

NAME, PHONE = "陈玉芬", "13812345678"
WRONG = "UPDATE person SET no_such_column = :phone WHERE name = :name"


def break_down():
    db.session.execute(text(WRONG), {"name": NAME, "phone": PHONE})


def test_a_page_that_breaks_in_the_database_logs_the_statement_and_nobody_s_data(make_app, community, client_in, caplog):
    app = make_app(testing=True)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.add_url_rule("/broken", view_func=public("for this test")(break_down))
    browser = app.test_client()
    browser.slug = community.slug

    assert browser.get("/broken").status_code in (500, 503)
    assert "no_such_column" in caplog.text
    assert NAME not in caplog.text and PHONE not in caplog.text


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_an_address_with_a_line_break_writes_no_line_of_its_own(make_app, community, caplog):
    app = make_app()
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.add_url_rule("/broken/<what>", view_func=public("for this test")(lambda what: break_down()), endpoint="broken")
    browser = app.test_client()
    browser.slug = community.slug
    assert browser.get("/broken/x%0AERROR%20made%20up").status_code == 503
    assert "\nERROR made up" not in caplog.text


def test_commands_with_the_owners_connection_say_as_little(app):
    with owner_engine(app).connect() as connection, pytest.raises(DBAPIError) as broken:
        connection.execute(text(WRONG), {"name": NAME, "phone": PHONE})
    assert NAME not in str(broken.value) and PHONE not in str(broken.value)


def test_outside_the_demo_nobody_reads_in_the_log_how_to_sign_in_as_somebody_else(app, monkeypatch, capsys, caplog):
    monkeypatch.setattr(settings_of(app), "testing", False)
    with app.app_context():
        deliver_code(PHONE, "您的验证码是123456")
    said = capsys.readouterr().err + caplog.text
    assert "no channel sms" in said
    assert "123456" not in said and PHONE[-4:] not in said


def test_a_row_that_the_database_refuses_is_not_quoted(app, community, caplog):
    """PostgreSQL would quote it as DETAIL, but not where row level security keeps communities apart."""
    with app.app_context(), use(community.id), pytest.raises(IntegrityError) as broken:
        db.session.execute(insert(Person).values(**bulk_row(name=NAME, pinyin=None)))
    logging.getLogger("linli").error("lost", exc_info=broken.value)
    assert "pinyin" in caplog.text
    assert NAME not in caplog.text


def test_what_a_job_is_refused_says_neither_in_the_log_nor_in_the_queue_whom_it_is_about(app, inside, caplog):
    @handles("refused for this test")
    def refused(payload):
        raise Refused(f"{NAME}在这些时间里已经有别的安排")

    enqueue("refused for this test", {}, "a")
    inside.commit()
    run_due(app)
    assert "was refused: Refused" in caplog.text and "in refused" in caplog.text
    assert NAME not in caplog.text
    assert [job.error for job in inside.scalars(select(Job)) if job.kind == "refused for this test"] == ["Refused"]
