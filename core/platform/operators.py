"""What can be done with operators: made on the command line, signed in, found again by their sid."""
from __future__ import annotations

import hashlib
import logging
import secrets
from dataclasses import dataclass
from typing import Any

from flask_login import UserMixin
from sqlalchemy import select, update

from core.accounts.delays import forget_tries, take_try
from core.accounts.errors import SignInRefused
from core.accounts.passwords import check_password, hash_password, password_matches
from core.accounts.sessions import SEEN_EVERY, limits_for, sid_hash
from core.clock import now
from core.errors import Refused
from core.platform.models import Operator, OperatorDelay, OperatorSession
from core.tenancy.session import db
from core.texts import gettext as _

# No community's audit is the operators'. Each sign-in is a row of operator_session, which is never dropped; the log
# adds where it came from, and which tries failed.
_log = logging.getLogger("linli.operators")


@dataclass(frozen=True, eq=False)
class SignedInOperator(UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    """The operator behind a request. No permission of any community is theirs."""

    operator_id: int
    name: str
    person_id: None = None
    acting_for_id: None = None
    permissions: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    is_staff: bool = True

    def get_id(self) -> str:
        """For Flask-Login."""
        return f"operator:{self.operator_id}"

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


def sign_in_operator(login: str, password: str, address: str) -> str:
    """Check name and password and return a fresh sid; commits. Raises SignInRefused, TooSoon."""
    key = hashlib.sha256(login.encode()).hexdigest()
    take_try(OperatorDelay, key, address)
    operator = db.session.scalar(select(Operator).where(Operator.login == login, Operator.active))
    if not password_matches(operator.password_hash if operator else None, password) or operator is None:
        _log.warning("operator sign-in refused for %r from %s", login, address)
        raise SignInRefused()
    forget_tries(OperatorDelay, key, address)
    sid = secrets.token_urlsafe(32)
    db.session.add(OperatorSession(operator_id=operator.id, sid_hash=sid_hash(sid)))
    db.session.commit()
    _log.warning("operator %r signed in from %s", login, address)
    return sid


def find_operator(sid: str) -> SignedInOperator | None:
    """The operator behind a sid, or None when it is unknown, ended or too old (staff's limits)."""
    row = db.session.execute(
        select(OperatorSession, Operator.name)
        .join(Operator, Operator.id == OperatorSession.operator_id)
        .where(OperatorSession.sid_hash == sid_hash(sid), OperatorSession.revoked_at.is_(None), Operator.active)
    ).one_or_none()
    if row is None:
        return None
    found, name = row
    if limits_for(staff=True).over(found.created_at, found.last_seen_at):
        return None
    operator = SignedInOperator(found.operator_id, name)
    if now() - found.last_seen_at >= SEEN_EVERY:
        found.last_seen_at = now()
        db.session.commit()
    return operator


def end_operator_session(sid: str) -> None:
    """Sign one browser out; commits."""
    db.session.execute(
        update(OperatorSession).where(OperatorSession.sid_hash == sid_hash(sid)).values(revoked_at=now())
    )
    db.session.commit()
