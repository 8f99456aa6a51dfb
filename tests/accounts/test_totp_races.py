"""One code typed twice at the same moment opens once, on either database."""
from __future__ import annotations

import pyotp
import pytest

from core.accounts.account_rows import account_of
from core.accounts.delays import ANYWHERE
from core.accounts.errors import OneTimeCodeWrong
from core.accounts.models import SignInDelay
from core.accounts.totp import PEOPLE, begin, confirm, secret_of, use_code
from core.clock import now
from core.tenancy.session import db, use
from core.testing_accounts import make_account, make_person
from tests import racing


@pytest.fixture
def codes(app, community, later):
    """The account's id, the code that its app shows next, and a recovery code."""
    with app.app_context(), use(community.id):
        person = make_person("张晓梅")
        make_account(person)
        account = account_of(person)
        begin(account)
        secret = secret_of(account)
        spares = confirm(PEOPLE, account, pyotp.TOTP(secret).at(now()))
        db.session.commit()
        found = account.id, spares[0]
    later(seconds=30)
    return *found, pyotp.TOTP(secret).at(now())


def race(app, community, account_id, code, statement):
    def work(_number):
        account = db.session.get_one(PEOPLE.holders, account_id)
        use_code(PEOPLE, account, code)
        return "in"

    return sorted(racing.at_once(app, community, work, statement), key=str)


def test_a_code_typed_in_four_browsers_at_once_opens_one(app, community, codes):
    account_id, _spare, code = codes
    assert race(app, community, account_id, code, "UPDATE account ") == [OneTimeCodeWrong] * 3 + ["in"]


def test_a_recovery_code_typed_in_four_browsers_at_once_opens_one(app, community, codes):
    account_id, spare, _code = codes
    assert race(app, community, account_id, spare, "UPDATE recovery_code ") == [OneTimeCodeWrong] * 3 + ["in"]


def test_refused_tries_at_once_are_each_counted(app, community, codes):
    account_id, _spare, _code = codes
    race(app, community, account_id, "000000", "UPDATE account ")
    with app.app_context(), use(community.id):
        counted = db.session.query(SignInDelay).filter_by(account_key=f"code:{account_id}", address=ANYWHERE).one()
        assert counted.failures == 4
