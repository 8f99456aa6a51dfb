"""Signing in and out: one answer for a wrong phone and a wrong password, in the same time."""
from __future__ import annotations

from typing import Any

from sqlalchemy import select

from core.accounts.actor import actor_for
from core.accounts.delays import forget_tries, take_try
from core.accounts.errors import AccountClosed, SignInRefused
from core.accounts.models import Account, SignInDelay
from core.accounts.passwords import check_password, hash_password, needs_rehash, password_matches
from core.accounts.phones import try_key
from core.accounts.sessions import end_all_sessions, end_session, open_session
from core.clock import now
from core.kernel import audit
from core.tenancy.session import db
from core.texts import gettext as _


def sign_in(phone: str, password: str, address: str, user_agent: str = "", old_sid: str | None = None) -> str:
    """Check phone and password and return a fresh sid; the caller commits.

    `address`: see `network_of`. `old_sid`: the browser's sid so far, ended here. Raises SignInRefused, TooSoon,
    AccountClosed. The try is counted and committed before the password is looked at.
    """
    key = try_key(phone)
    take_try(SignInDelay, key, address)
    account = db.session.scalar(select(Account).where(Account.phone.matches(phone)))
    if not password_matches(account.password_hash if account else None, password) or account is None:
        raise SignInRefused()
    if not account.active or account.person.deceased_on is not None:
        raise AccountClosed()
    forget_tries(SignInDelay, key, address)
    if needs_rehash(account.password_hash or ""):
        account.password_hash = hash_password(password)
    return enter(account, user_agent, old_sid)


def enter(account: Account, user_agent: str = "", old_sid: str | None = None) -> str:
    """A fresh sid for an account whose owner was recognised; ends the browser's former one."""
    if old_sid:
        end_session(old_sid)
    account.last_sign_in_at = now()
    actor = actor_for(account.person)
    if actor.is_staff:
        audit.write("accounts.sign_in", _("登录"), actor=actor, object_kind="account", object_id=account.id)
    return open_session(account.id, user_agent)


def change_password(actor: Any, old: str, new: str, address: str, user_agent: str = "") -> str:
    """Set a new password, sign every browser out and return a fresh sid for this one; the caller commits.

    Raises SignInRefused when the old password is wrong, TooSoon, PasswordWeak.
    """
    account = db.session.get_one(Account, actor.account_id)
    key = try_key(Account.phone.clear(account) or "")
    take_try(SignInDelay, key, address)
    if not password_matches(account.password_hash, old):
        raise SignInRefused()
    check_password(new, staff=actor.is_staff, phone=Account.phone.clear(account) or "")
    forget_tries(SignInDelay, key, address)
    account.password_hash = hash_password(new)
    end_all_sessions(account.id)
    audit.write(
        "accounts.password", _("修改了自己的密码"), actor=actor, object_kind="account", object_id=account.id
    )
    return open_session(account.id, user_agent)
