"""A new password by a code sent to the phone; known and unknown phones get the same answer and the same work."""
from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import delete, select, update

from core.accounts.actor import actor_for, staff_now_or_later
from core.accounts.codes import code_hash, new_digits
from core.accounts.delays import ANYWHERE, SENDING, forget_tries, take_try
from core.accounts.errors import CodeInvalid
from core.accounts.models import Account, ResetCode, SignInDelay
from core.accounts.passwords import check_password, hash_password
from core.accounts.phones import normalise_phone, try_key
from core.accounts.sessions import AHEAD, end_all_sessions
from core.clock import now
from core.kernel import audit
from core.kernel.insert import insert_new
from core.tenancy.current import current_id
from core.tenancy.ids import new_id
from core.tenancy.session import db
from core.texts import gettext as _

VALID_MINUTES = 10
Sender = Callable[[str, str], None]
_log = logging.getLogger(__name__)


def _to_log(phone: str, text: str) -> None:
    _log.warning("code for %s: %s", phone, text)


_send: Sender = _to_log


def send_codes_by(sender: Sender) -> None:
    """Have codes delivered by `sender(phone, text)`; without one they go to the log."""
    global _send
    _send = sender


def request_reset(phone: str, address: str) -> None:
    """Send a code if the phone has an account, and do the same work if not; commits. Raises PhoneInvalid, TooSoon.

    The phone's own count keeps it from being flooded, and a guesser from fresh codes: five tries each, wherever made.
    """
    digits = normalise_phone(phone)
    key = try_key(digits)
    take_try(SignInDelay, f"send:{key}", address)
    take_try(SignInDelay, f"send:{key}", ANYWHERE, SENDING)
    account = db.session.scalar(select(Account).where(Account.phone.matches(digits), Account.active))
    code = new_digits()
    _keep_code(key, code)
    db.session.commit()
    if account is not None:
        _send(digits, _("您的验证码是%(code)s，10 分钟内有效，请勿告诉他人。", code=code))


def _keep_code(key: str, code: str) -> None:
    """Put the code in the place of the phone's former one, also where two are asked for at the same moment."""
    fresh = {"code_hash": code_hash("reset", code), "expires_at": now() + timedelta(minutes=VALID_MINUTES), "tries_left": 5}
    where = {"community_id": current_id(), "id": new_id(), "phone_key": key}
    if not insert_new(ResetCode, where | fresh, ("community_id", "phone_key")):
        renewed = update(ResetCode).where(ResetCode.phone_key == key).values(fresh)
        db.session.execute(renewed.execution_options(synchronize_session=False))


def reset_password(phone: str, code: str, password: str, address: str) -> None:
    """Set a new password by the code and end every sign-in. Raises CodeInvalid, TooSoon, PasswordWeak, PhoneInvalid."""
    digits = normalise_phone(phone)
    key = try_key(digits)
    check_password(password, phone=digits)
    take_try(SignInDelay, f"reset:{key}", address)
    right = _try_code(key, code)
    account = db.session.scalar(select(Account).where(Account.phone.matches(digits), Account.active))
    if not right or account is None:
        raise CodeInvalid()
    actor = actor_for(account.person)
    check_password(password, staff=staff_now_or_later(account.person), phone=digits)
    db.session.execute(delete(ResetCode).where(ResetCode.phone_key == key))
    forget_tries(SignInDelay, f"reset:{key}", address)
    account.password_hash = hash_password(password)
    end_all_sessions(account.id)
    audit.write("accounts.reset", _("用验证码重设密码"), actor=actor, object_kind="account", object_id=account.id)
    db.session.flush()


def _try_code(key: str, code: str) -> bool:
    """Use up one of the code's five tries, from whatever address; committed before the code is compared."""
    # A code that a clock which was ahead made would else outlive its minutes.
    valid = ResetCode.expires_at.between(now(), now() + timedelta(minutes=VALID_MINUTES) + AHEAD)
    done = db.session.execute(
        update(ResetCode)
        .where(ResetCode.phone_key == key, ResetCode.tries_left > 0, valid)
        .values(tries_left=ResetCode.tries_left - 1)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
    if done.rowcount != 1:
        return False
    return db.session.scalar(select(ResetCode.code_hash).where(ResetCode.phone_key == key)) == code_hash("reset", code)
