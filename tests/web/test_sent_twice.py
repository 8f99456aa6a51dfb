"""A form that is sent twice, one after the other or at the same moment, is carried out once, whoever wrote it."""
from __future__ import annotations

import io
import re
import threading
from typing import Any

import pytest
from flask import redirect, render_template_string, request
from wtforms import FileField, StringField

from core.accounts.actor import current_actor
from core.accounts.decorators import signed_in
from core.accounts.guesses import take_guess
from core.errors import Missing, Refused
from core.forms import Form
from core.kernel import audit
from core.kernel.audit import AuditEntry
from core.kernel.jobs import recurring
from core.kernel.sendings import Sending, forget_old
from core.tenancy.session import db, use
from core.testing_accounts import csrf_of, sign_in_as
from core.web.refusals import carried_out, refusals_shown

PAGE = """{% from "macros.html" import csrf, field, form_card %}{{ form_card(form) }}
<i>{% call form_card(form) %}{{ field(form.text) }}{% endcall %}</i><b>{{ csrf() }}</b>"""
KEY = re.compile(r'name="form_key" value="([0-9a-f]{32})"')
ONCE = "连按几次也只办一次"


class LineForm(Form):
    text = StringField()
    file = FileField()


def press() -> Any:
    """A step of one button, as it is written all over; a bell is rung only as long as nobody has broken it."""
    kept = "kept" in request.form

    if "once" in request.form and db.session.query(AuditEntry).filter_by(action="test.line").count():
        raise Missing("the bell is gone")

    def ring() -> None:
        audit.write("test.line", "rung", actor=current_actor())
        if "broken" in request.form:
            if kept:
                db.session.commit()
            raise Shut("the bell is broken")

    return carried_out(ring, "It rang.", "/lines?rung")


class Shut(Refused):
    """The book is shut."""


def write() -> Any:
    """A page as a developer writes it who does not think of a second press: each line is a row."""
    form = LineForm()
    if form.validate_on_submit():
        with refusals_shown(None if form.text.data == "guessed" else form):
            if form.text.data == "guessed":
                take_guess("test.line", current_actor())  # which commits
                raise Shut("wrong")
            audit.write("test.line", form.text.data, actor=current_actor())
            if form.text.data == "too early":
                raise Shut("not yet")
            db.session.commit()
            if form.text.data == "too late":
                raise Shut("no more")
            if form.text.data == "shown":
                return "here it is"
            return redirect(f"/lines?of={form.text.data}")
    return render_template_string(PAGE, form=form), 422 if form.errors else 200


@pytest.fixture
def lines(make_app, community, client_in):
    """The app with that page."""
    app = make_app()
    app.add_url_rule("/lines", view_func=signed_in(write), methods=["GET", "POST"])
    app.add_url_rule("/bell", view_func=signed_in(press), methods=["POST"])
    return app


def browser_in(app: Any, community: Any, name: str) -> Any:
    browser = app.test_client()
    browser.slug = community.slug
    sign_in_as(app, browser, community, "resident", name=name)
    return browser


@pytest.fixture
def browser(lines, community):
    return browser_in(lines, community, "王芳")


def filled(browser: Any, text: str, **more: Any) -> dict[str, Any]:
    """The page's form as a browser sends it."""
    page = browser.get("/lines").text
    return {"text": text, "csrf_token": csrf_of(browser, "/lines"), "form_key": KEY.search(page)[1], **more}


def written(app: Any, community: Any) -> list[str]:
    with app.app_context(), use(community.id):
        return [entry.text for entry in db.session.query(AuditEntry).filter_by(action="test.line").order_by(AuditEntry.id)]


def test_each_way_to_draw_a_form_gives_it_the_page_s_one_key(browser):
    first, second = browser.get("/lines").text, browser.get("/lines").text

    keys = KEY.findall(first)
    assert (len(keys), len(set(keys))) == (3, 1)
    assert set(keys) != set(KEY.findall(second))


def test_the_second_press_leads_where_the_first_one_led_and_says_so(lines, community, browser):
    form = filled(browser, "one")

    first, second = browser.post("/lines", data=form), browser.post("/lines", data=form)

    assert [(a.status_code, a.location) for a in (first, second)] == [(302, "/lines?of=one")] * 2
    assert ONCE in browser.get("/").text
    assert written(lines, community) == ["one"]


def test_a_button_that_is_pressed_twice_says_twice_that_it_is_done(lines, community, browser):
    form = filled(browser, "")
    first, second = browser.post("/bell", data=form), browser.post("/bell", data=form)

    assert [(a.status_code, a.location) for a in (first, second)] == [(302, "/lines?rung")] * 2
    shown = browser.get("/").text
    assert "It rang." in shown and "已经办好，连按几次也只办一次。" in shown
    assert written(lines, community) == ["rung"]
    assert browser.post("/bell", data=filled(browser, "")).status_code == 302
    assert written(lines, community) == ["rung", "rung"]


def test_where_the_first_press_took_away_what_the_second_is_about_it_is_done_too(lines, community, browser):
    form = filled(browser, "", once="1")
    first, second = browser.post("/bell", data=form), browser.post("/bell", data=form)

    assert [(a.status_code, a.location) for a in (first, second)] == [(302, "/lines?rung")] * 2
    assert "已经办好" in browser.get("/").text
    assert browser.post("/bell", data=filled(browser, "", once="1")).status_code == 404
    stranger = browser_in(lines, community, "李强")
    assert stranger.post("/bell", data={**form, "csrf_token": csrf_of(stranger, "/lines")}).status_code == 404


@pytest.mark.parametrize(("kept", "rung"), [({}, []), ({"kept": "1"}, ["rung"] * 2)])
def test_a_button_that_was_refused_may_be_pressed_again_from_the_same_page(lines, community, browser, kept, rung):
    form = filled(browser, "", broken="1", **kept)
    for _ in range(2):
        browser.post("/bell", data=form)
        shown = browser.get("/").text
        assert "the bell is broken" in shown and ONCE not in shown
    assert written(lines, community) == rung


@pytest.mark.parametrize(("path", "line"), [("/lines", "one"), ("/bell", "rung")])
def test_four_presses_at_the_same_moment_are_one(lines, community, browser, path, line):
    form, ready, answers = filled(browser, "one"), threading.Barrier(4), []
    cookie = browser.get_cookie("session") or next(iter(browser._cookies.values()))

    def press() -> None:
        mine = lines.test_client()
        mine.slug = community.slug
        mine.set_cookie(cookie.key, cookie.value, path=cookie.path, domain=cookie.domain)
        ready.wait()
        answer = mine.post(path, data=form)
        answers.append((answer.status_code, answer.location.partition("?")[0]))

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [(302, "/lines")] * 4
    assert written(lines, community) == [line]


def test_who_changes_a_word_or_the_file_or_opens_the_page_anew_means_another_one(lines, community, browser):
    form = filled(browser, "one")

    others = {**form, "text": "two"}, {**form, "file": (io.BytesIO(b"one"), "a")}, {**form, "file": (io.BytesIO(b"two"), "a")}
    for sent in (form, *others, filled(browser, "one")):
        assert browser.post("/lines", data=sent).status_code == 302

    assert written(lines, community) == ["one", "two", "one", "one", "one"]


def test_what_was_refused_may_be_sent_again_from_the_same_page(lines, community, browser):
    early, late = filled(browser, "too early"), filled(browser, "too late")

    assert [browser.post("/lines", data=early).status_code for _ in range(2)] == [422, 422]
    # The first wrote before it was refused, so the second is no sending of the same.
    assert [browser.post("/lines", data=late).status_code for _ in range(2)] == [422, 422]
    with lines.app_context(), use(community.id):
        assert db.session.query(Sending).count() == 0


def test_what_was_refused_after_a_try_was_counted_may_be_sent_again_too(lines, community, browser):
    form = filled(browser, "guessed")
    assert [browser.post("/lines", data=form).status_code for _ in range(2)] == [200, 200]
    with lines.app_context(), use(community.id):
        assert db.session.query(Sending).count() == 0


def test_another_person_with_the_same_key_is_not_led_to_a_stranger_s_page(lines, community, browser):
    form, stranger = filled(browser, "one"), browser_in(lines, community, "李强")
    browser.post("/lines", data=form)

    answer = stranger.post("/lines", data={**form, "csrf_token": csrf_of(stranger, "/lines")})

    assert answer.status_code == 302
    assert written(lines, community) == ["one", "one"]
    assert ONCE not in stranger.get("/").text


def test_a_first_one_that_led_nowhere_is_told_of_and_what_was_typed_is_shown(lines, community, browser):
    form = filled(browser, "第一行")
    browser.post("/lines", data=form)
    with lines.app_context(), use(community.id):
        db.session.query(Sending).update({"result": None})
        db.session.commit()

    answer = browser.post("/lines", data=form)

    assert (answer.status_code, "没有重复办理" in answer.text, "第一行" in answer.text) == (409, True, True)
    assert form["form_key"] not in answer.text


def test_a_first_one_that_was_answered_with_a_page_keeps_nobody_waiting_for_where_it_led(lines, community, browser):
    """Whoever waits holds up the process for everybody: two seconds for each press were enough to stop the site."""
    form = filled(browser, "shown")
    assert browser.post("/lines", data=form).text == "here it is"

    with lines.app_context(), use(community.id):
        assert [kept.result is None for kept in db.session.query(Sending)] == [False]
    answer = browser.post("/lines", data=form)

    assert (answer.status_code, "没有重复办理" in answer.text) == (409, True)
    assert written(lines, community) == ["shown"]


def test_a_day_later_it_is_forgotten_and_until_then_nobody_reads_from_it_who_led_where(lines, community, browser, later):
    form = filled(browser, "one")
    browser.post("/lines", data=form)
    with lines.app_context(), use(community.id):
        (kept,) = db.session.query(Sending)
        assert b"lines" not in kept.result and form["form_key"] not in kept.code_hash

    assert (recurring["sendings.forget"].minutes, recurring["sendings.forget"].run) == (24 * 60, forget_old)
    for hours, left in ((23, 1), (25, 0)):
        later(hours=hours)
        with lines.app_context(), use(community.id):
            forget_old(community.id)
            assert db.session.query(Sending).count() == left
            db.session.commit()


def test_a_sending_is_of_one_community_only(lines, community, other_community, browser):
    browser.post("/lines", data=filled(browser, "one"))

    with lines.app_context(), use(other_community.id):
        assert db.session.query(Sending).count() == 0
