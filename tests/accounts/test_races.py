"""Tries and codes in threads: counting comes before judging, and a code is used once."""
from __future__ import annotations

import threading
from contextlib import contextmanager

import pytest
from sqlalchemy import event, func, select

from core.accounts.activation import activate, issue_activation_code
from core.accounts.cleaning import forget_what_ended
from core.accounts.delays import take_try
from core.accounts.errors import CodeInvalid, LastAdmin, PhoneTaken, TooSoon
from core.accounts.models import Account, AccountSession, ActivationCode, ResetCode, RoleGrant, SignInDelay
from core.accounts.reset import request_reset
from core.accounts.roles import end_grant, grant_role, in_force
from core.kernel.actor import SYSTEM
from core.tenancy.engines import app_engine
from core.tenancy.session import db, use
from core.testing_accounts import PASSWORD, make_account, make_person, next_phone, sign_in
from tests import racing

THREADS = 12


def at_once(app, community, work):
    """What each of twelve threads got from `work(number)`: its value, or the class of the refusal."""
    results, gate = [], threading.Barrier(THREADS)

    def run(number):
        with app.app_context(), use(community.id):
            gate.wait()
            try:
                results.append(work(number))
            except (TooSoon, CodeInvalid, PhoneTaken) as error:
                db.session.rollback()
                results.append(type(error))

    threads = [threading.Thread(target=run, args=(n,)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@contextmanager
def meeting_before(app, statement):
    """All twelve threads have read what they read before any of them sends this statement."""
    gate = threading.Barrier(THREADS)

    def wait(connection, cursor, sent, *rest):
        if sent.startswith(statement):
            gate.wait(60)

    event.listen(app_engine(app), "before_cursor_execute", wait, insert=True)
    try:
        yield
    finally:
        event.remove(app_engine(app), "before_cursor_execute", wait)


@pytest.mark.peer("CTFd-3.8.7-race")
def test_guesses_sent_at_the_same_moment_gain_nothing(app, community, later):
    results = at_once(app, community, lambda n: take_try(SignInDelay, "somebody", "198.51.100.1"))
    with app.app_context(), use(community.id):
        counted = db.session.scalars(select(SignInDelay.failures)).one()
    assert 1 <= results.count(None) <= 5
    assert counted == results.count(None)


def test_a_code_used_by_many_at_once_opens_one_account(app, community):
    with app.app_context(), use(community.id):
        code = issue_activation_code(make_person("抢码的人"), SYSTEM)
        db.session.commit()

    def use_it(number):
        activate(code, PASSWORD, next_phone(), f"198.51.100.{number}")
        db.session.commit()
        return "opened"

    with meeting_before(app, "UPDATE activation_code"):
        results = at_once(app, community, use_it)
    assert sorted(map(str, results)) == sorted(["opened"] + [str(CodeInvalid)] * (THREADS - 1))
    with app.app_context(), use(community.id):
        assert db.session.scalar(select(func.count()).select_from(Account)) == 1


def test_a_phone_claimed_by_many_at_once_belongs_to_one(app, community):
    phone = next_phone()
    with app.app_context(), use(community.id):
        codes = [issue_activation_code(make_person(f"住户{n}"), SYSTEM) for n in range(THREADS)]
        db.session.commit()

    def claim(number):
        activate(codes[number], PASSWORD, phone, f"198.51.100.{number}")
        db.session.commit()
        return "opened"

    results = at_once(app, community, claim)
    assert sorted(map(str, results)) == sorted(["opened"] + [str(PhoneTaken)] * (THREADS - 1))


def test_admins_who_take_each_others_role_at_once_leave_one(app, community):
    with app.app_context(), use(community.id):
        people = [make_person(f"管理员{n}") for n in range(racing.RACERS)]
        grants = [grant_role(p, "community_admin", "community", actor=SYSTEM)[0].id for p in people]
        for person in people:
            make_account(person)
        db.session.commit()

    def take(number):
        return end_grant(db.session.get_one(RoleGrant, grants[number]), SYSTEM)

    results = racing.at_once(app, community, take, "UPDATE role_grant")
    assert (results.count(None), results.count(LastAdmin)) == (racing.RACERS - 1, 1)
    with app.app_context(), use(community.id):
        assert db.session.scalar(select(func.count()).select_from(RoleGrant).where(in_force())) == 1


def test_codes_asked_for_from_several_places_at_once_leave_one(app, community):
    with app.app_context(), use(community.id):
        phone = make_account(make_person("甲"))

    def ask(number):
        return request_reset(phone, f"198.51.100.{number}")

    assert racing.at_once(app, community, ask, "INSERT INTO reset_code") == [None] * racing.RACERS
    with app.app_context(), use(community.id):
        assert db.session.scalar(select(func.count()).select_from(ResetCode)) == 1


def test_what_ended_is_dropped_and_what_is_in_use_stays(app, community, client, later):
    with app.app_context(), use(community.id):
        person = make_person("甲")
        phone = make_account(person)
        issue_activation_code(person, SYSTEM)
        db.session.commit()
        request_reset(phone, "198.51.100.1")
    sign_in(client, phone)

    def left():
        with app.app_context(), use(community.id):
            forget_what_ended(community.id)
            db.session.commit()
            kinds = (AccountSession, SignInDelay, ResetCode, ActivationCode)
            return [db.session.scalar(select(func.count()).select_from(kind)) for kind in kinds]

    assert left() == [1, 2, 1, 1]  # codes sent are counted for the address and for the phone
    later(days=365)
    assert left() == [0, 0, 0, 0]
