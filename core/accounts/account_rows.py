"""Small steps on accounts that activation, registration and the desk share."""
from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core.accounts.errors import PhoneTaken
from core.accounts.models import Account
from core.accounts.phones import normalise_phone
from core.accounts.sessions import end_all_sessions
from core.errors import Forbidden
from core.kernel import audit
from core.tenancy.session import db


def account_of(person: Any) -> Account | None:
    """A person's account, if there is one."""
    return db.session.scalar(select(Account).where(Account.person_id == person.id))


def set_phone(account: Account, person: Any, phone: str) -> None:
    """Store the account with this phone to sign in with; the person gets it too when none is known.

    Raises PhoneInvalid, PhoneTaken.
    """
    digits = normalise_phone(phone)
    if db.session.scalar(select(Account.id).where(Account.phone.matches(digits), Account.id != account.id)):
        raise PhoneTaken()
    try:
        with db.session.begin_nested():
            account.phone = digits
            db.session.add(account)
    except IntegrityError:  # taken by another request in between
        raise PhoneTaken() from None
    if person.phone is None:
        person.phone = digits


def create_account(person: Any, phone: str, password_hash: str | None) -> Account:
    """An account for a person who has none, by what they typed when they registered. Raises PhoneInvalid, PhoneTaken."""
    account = Account(person_id=person.id, password_hash=password_hash)
    set_phone(account, person, phone)
    db.session.flush()
    return account


def set_active(account: Account, active: bool, actor: Any, reason: str = "") -> None:
    """Close an account (ending its sign-ins) or open it again. Raises Forbidden."""
    if not actor.can("accounts.manage", account.person):
        raise Forbidden(_("您不能管理这个账号，请联系负责的网格员或社区管理员。"))
    account.active = active
    if not active:
        end_all_sessions(account.id)
    audit.write(
        "accounts.open" if active else "accounts.close",
        _("恢复账号") if active else _("停用账号"),
        actor=actor,
        object_kind="account",
        object_id=account.id,
        reason=reason,
    )
