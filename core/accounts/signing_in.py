"""Signing in and out: one answer for a wrong phone and a wrong password, in the same time."""
from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from core.accounts.actor import CurrentActor, actor_for, staff_now_or_later
from core.accounts.delays import forget_tries, take_try
from core.accounts.devices import is_new_device
from core.accounts.errors import AccountClosed, SignInRefused
from core.accounts.events import SignedInOnNewDevice
from core.accounts.models import Account, AccountSession, SignInDelay
from core.accounts.passwords import check_password, hash_password, needs_rehash, password_matches
from core.accounts.phones import try_key
from core.accounts.sessions import end_all_sessions, end_session, open_session, sid_hash
from core.accounts.totp import PEOPLE, use_code
from core.clock import now
from core.events import publish
from core.kernel import audit
from core.kernel.locking import locked
from core.tenancy.session import db
from core.texts import gettext as _


@dataclass(frozen=True)
class Browser:
    """What a device shows of itself: its user agent, and the rough address that it is shown with."""

    user_agent: str = ""
    address: str = ""


NOWHERE = Browser()


def sign_in(phone: str, password: str, address: str, browser: Browser = NOWHERE, old_sid: str | None = None) -> str:
    """Check phone and password and return a fresh sid; the caller commits.

    `address`: see `network_of`. `old_sid`: the browser's sid so far, ended here. Raises SignInRefused, TooSoon,
    AccountClosed. The try is counted and committed before the password is looked at.
    """
    key = try_key(phone)
    take_try(SignInDelay, key, address)
    account = db.session.scalar(select(Account).where(Account.phone.matches(phone)))
    stored = account.password_hash if account else None
    if not password_matches(stored, password) or account is None:
        raise SignInRefused()
    account = locked(account)  # of this and a new password at the same moment one comes first, and the other finds it done
    if account.password_hash != stored:
        raise SignInRefused()
    if not account.active or account.person.deceased_on is not None:
        raise AccountClosed()
    forget_tries(SignInDelay, key, address)
    if needs_rehash(account.password_hash or ""):
        account.password_hash = hash_password(password)
    return enter(account, browser, old_sid)


def enter(account: Account, browser: Browser = NOWHERE, old_sid: str | None = None) -> str:
    """A fresh sid for an account whose owner was recognised; ends the browser's former one.

    Where the account has one-time codes nobody is signed in by it yet: see `enter_with_code`.
    """
    if old_sid:
        end_session(old_sid)
    if account.totp_since is not None:
        return open_session(account.id, browser.user_agent, browser.address, awaits_code=True)
    return _let_in(account, browser)


def enter_with_code(account: Account, typed: str, browser: Browser = NOWHERE, old_sid: str | None = None) -> str:
    """The second half of a sign-in: a fresh sid for who has the code too; the caller commits.

    Raises OneTimeCodeWrong, TooSoon.
    """
    use_code(PEOPLE, account, typed)
    if old_sid:
        end_session(old_sid)
    return _let_in(account, browser)


def _let_in(account: Account, browser: Browser) -> str:
    account.last_sign_in_at = now()
    actor = actor_for(account.person)
    news = actor.is_staff and is_new_device(account.id, browser.user_agent, browser.address)
    sid = open_session(account.id, browser.user_agent, browser.address)
    if actor.is_staff:
        audit.write("accounts.sign_in", _("登录"), actor=actor, object_kind="account", object_id=account.id)
    if news:
        session_id = db.session.scalars(select(AccountSession.id).where(AccountSession.sid_hash == sid_hash(sid))).one()
        publish(SignedInOnNewDevice(account.person_id, session_id))
    return sid


def change_password(actor: CurrentActor, old: str, new: str, address: str, browser: Browser = NOWHERE) -> str:
    """Set a new password, sign every browser out and return a fresh sid for this one; the caller commits.

    Raises SignInRefused when the old password is wrong, TooSoon, PasswordWeak.
    """
    account = db.session.get_one(Account, actor.account_id)
    key = try_key(Account.phone.clear(account) or "")
    take_try(SignInDelay, key, address)
    account = locked(account)
    if not password_matches(account.password_hash, old):
        raise SignInRefused()
    check_password(new, staff=staff_now_or_later(account.person), phone=Account.phone.clear(account) or "")
    forget_tries(SignInDelay, key, address)
    account.password_hash = hash_password(new)
    end_all_sessions(account.id)
    audit.write(
        "accounts.password", _("修改了自己的密码"), actor=actor, object_kind="account", object_id=account.id
    )
    return open_session(account.id, browser.user_agent, browser.address)
