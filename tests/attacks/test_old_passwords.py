"""Who knows the old password and signs in without a pause is out when the owner sets a new one, at whichever moment."""
from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event, select

from core.accounts.account_rows import account_of
from core.accounts.actor import actor_for
from core.accounts.errors import AccountClosed, SignInRefused
from core.accounts.models import Account, AccountSession
from core.accounts.passwords import password_matches
from core.accounts.signing_in import change_password, sign_in
from core.people.models import Person
from core.tenancy.engines import app_engine
from core.tenancy.session import db, use
from core.testing_accounts import PASSWORD, make_account, make_person

NEW = "一个全新的密码八位"


@pytest.fixture
def phone(app: Any, community: Any) -> str:
    with app.app_context(), use(community.id):
        made = make_account(make_person("陈玉芬"))
        db.session.commit()
        return made


@contextmanager
def meanwhile(app: Any, community: Any, step: Any) -> Iterator[None]:
    """Have somebody else take a step between the moment when the account is read and the one when the sign-in is written."""
    done = []

    def elsewhere() -> None:
        with app.app_context(), use(community.id):
            account = account_of(db.session.scalars(select(Person).where(Person.name == "陈玉芬")).one())
            step(account)
            db.session.commit()

    def look(connection: Any, cursor: Any, statement: str, *more: Any) -> None:
        if "FROM account" in statement and "phone_token" in statement.partition("WHERE")[2] and not done:
            done.append(True)
            other = threading.Thread(target=elsewhere)
            other.start()
            other.join()

    event.listen(app_engine(app), "after_cursor_execute", look)
    try:
        yield
    finally:
        event.remove(app_engine(app), "after_cursor_execute", look)
    assert done


def test_a_sign_in_with_the_old_password_does_not_outlive_the_new_one(app: Any, community: Any, phone: str) -> None:
    def change(account: Account) -> None:
        change_password(replace(actor_for(account.person), account_id=account.id), PASSWORD, NEW, "198.51.100.1")

    with app.app_context(), use(community.id):
        with meanwhile(app, community, change), pytest.raises(SignInRefused):
            sign_in(phone, PASSWORD, "198.51.100.7")
        db.session.rollback()
        account = db.session.scalars(select(Account)).one()
        assert password_matches(account.password_hash, NEW)
        live = select(AccountSession.address).where(AccountSession.revoked_at.is_(None))
        assert len(db.session.scalars(live).all()) == 1  # the owner's own


def test_nor_does_one_outlive_the_closing_of_the_account(app: Any, community: Any, phone: str) -> None:
    def close(account: Account) -> None:
        account.active = False

    with app.app_context(), use(community.id), meanwhile(app, community, close), pytest.raises(AccountClosed):
        sign_in(phone, PASSWORD, "198.51.100.7")
