"""What can be done with operators: made on the command line, signed in, found again by their sid."""
from __future__ import annotations

import hashlib
import logging
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from flask_login import UserMixin
from sqlalchemy import select

from core.accounts.code_rules import ALWAYS, OFF
from core.accounts.delays import forget_tries, take_try
from core.accounts.errors import OneTimeCodeWrong, SignInRefused
from core.accounts.passwords import check_password, hash_password, password_matches
from core.accounts.sessions import SEEN_EVERY, end_sessions, limits_for, sid_hash
from core.accounts.signing_in import NOWHERE, Browser
from core.accounts.totp import Keeper, stop, use_code
from core.clock import now
from core.config import settings_of
from core.errors import Missing, Refused
from core.kernel.locking import locked
from core.platform.models import Operator, OperatorDelay, OperatorRecoveryCode, OperatorSession
from core.tenancy.session import db
from core.texts import gettext as _

# No community's audit is the operators'. Each sign-in is a row of operator_session, which is never dropped; the log
# adds where it came from, and which tries failed.
_log = logging.getLogger("linli.operators")


def _login_key(login: str) -> str:
    return hashlib.sha256(login.encode()).hexdigest()


def _proof_refused(operator: Operator, address: str) -> None:
    _log.warning("operator proof refused for %r from %s", operator.login, address)


OPERATORS = Keeper(
    Operator, OperatorSession, OperatorRecoveryCode, "operator_id", OperatorDelay,
    lambda operator: _login_key(operator.login), _proof_refused,
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class SignedInOperator(UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    """The operator behind a request, `account_id` in their table. No permission of any community is theirs."""

    account_id: int
    name: str
    sign_in_id: int
    proved_at: datetime | None  # when password or code were typed last, in this browser
    person_id: None = None
    acting_for_id: None = None
    permissions: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    is_staff: bool = True
    has_totp: bool = False
    previewing: bool = False

    def get_id(self) -> str:
        """For Flask-Login."""
        return f"operator:{self.account_id}"

    @property
    def keeper(self) -> Keeper:
        """The tables that keep the sign-in."""
        return OPERATORS

    @property
    def code_rule(self) -> str:
        """Operators need one-time codes wherever sign-ins are strict."""
        return ALWAYS if settings_of(current_app).is_strict else OFF

    def can(self, permission: str, obj: Any = None) -> bool:
        """Never: an operator is nobody inside a community."""
        return False


def create_operator(login: str, name: str, password: str) -> Operator:
    """Make an operator; raises Refused when the name is taken, PasswordWeak."""
    check_password(password, staff=True)
    if db.session.scalar(select(Operator.id).where(Operator.login == login)) is not None:
        raise Refused(_("登录名“%(login)s”已经有人用了，请换一个。", login=login))
    operator = Operator(login=login, name=name, password_hash=hash_password(password))
    db.session.add(operator)
    db.session.commit()
    return operator


def sign_in_operator(login: str, password: str, address: str, browser: Browser = NOWHERE) -> str:
    """Check name and password and return a fresh sid; commits. Raises SignInRefused, TooSoon.

    Where the operator has one-time codes nobody is signed in by it yet: see `sign_in_with_code`.
    """
    key = _login_key(login)
    take_try(OperatorDelay, key, address)
    operator = db.session.scalar(select(Operator).where(Operator.login == login, Operator.active))
    stored = operator.password_hash if operator else None
    right = password_matches(stored, password)
    # Of this and a new password at the same moment one comes first, and the other finds it done.
    if operator is None or not right or locked(operator).password_hash != stored:
        _log.warning("operator sign-in refused for %r from %s", login, address)
        raise SignInRefused()
    forget_tries(OperatorDelay, key, address)
    if operator.totp_since is not None:
        return _open_session(operator, browser, awaits_code=True)
    _log.warning("operator %r signed in from %s", login, address)
    return _open_session(operator, browser)


def sign_in_with_code(operator: Operator, typed: str, address: str, browser: Browser, old_sid: str) -> str:
    """The second half of a sign-in: a fresh sid in the place of the half one; commits. Raises OneTimeCodeWrong, TooSoon."""
    try:
        use_code(OPERATORS, operator, typed)
    except OneTimeCodeWrong:
        _log.warning("operator code refused for %r from %s", operator.login, address)
        raise
    end_operator_session(old_sid)
    _log.warning("operator %r signed in from %s", operator.login, address)
    return _open_session(operator, browser)


def _open_session(operator: Operator, browser: Browser, *, awaits_code: bool = False) -> str:
    sid = secrets.token_urlsafe(32)
    made = OperatorSession(
        operator_id=operator.id, sid_hash=sid_hash(sid), user_agent=browser.user_agent[:200], address=browser.address,
        awaits_code=awaits_code, proved_at=now(),
    )
    db.session.add(made)
    db.session.commit()
    return sid


def reset_operator_codes(login: str) -> None:
    """Take the one-time codes off an operator who lost the phone, and sign them out; commits. Raises Missing."""
    operator = _named(login)
    stop(OPERATORS, operator)
    _end(OPERATORS.browsers_of(operator.id))
    _log.warning("one-time codes of operator %r were reset", login)


def set_operator_password(login: str, password: str) -> None:
    """Give an operator a new password, and sign them out everywhere; commits. Raises Missing, PasswordWeak."""
    operator = _named(login)
    check_password(password, staff=True)
    operator.password_hash = hash_password(password)
    _end(OPERATORS.browsers_of(operator.id))
    _log.warning("operator %r has a new password", login)


def _named(login: str) -> Operator:
    operator = db.session.scalar(select(Operator).where(Operator.login == login))
    if operator is None:
        raise Missing(_("没有登录名是“%(login)s”的运营人员。", login=login))
    return operator


def find_operator(sid: str) -> SignedInOperator | None:
    """The operator behind a sid, or None when it is unknown, ended, half or too old (staff's limits)."""
    row = db.session.execute(
        select(OperatorSession, Operator.name, Operator.totp_since)
        .join(Operator, Operator.id == OperatorSession.operator_id)
        .where(
            OperatorSession.sid_hash == sid_hash(sid),
            OperatorSession.revoked_at.is_(None),
            ~OperatorSession.awaits_code,
            Operator.active,
        )
    ).one_or_none()
    if row is None:
        return None
    found, name, totp_since = row
    if limits_for(staff=True).over(found.created_at, found.last_seen_at):
        return None
    operator = SignedInOperator(
        found.operator_id, name, found.id, found.proved_at, has_totp=totp_since is not None
    )
    if now() - found.last_seen_at >= SEEN_EVERY:
        found.last_seen_at = now()
        db.session.commit()
    return operator


def end_operator_session(sid: str) -> None:
    """Sign one browser out; commits."""
    _end(OperatorSession.sid_hash == sid_hash(sid))


def _end(which: Any) -> None:
    end_sessions(which, browsers=OperatorSession)
    db.session.commit()
