"""Small steps on accounts that activation, registration and the desk share."""
from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core.accounts.actor import staff_now_or_later
from core.accounts.codes import void_activation_codes
from core.accounts.errors import PhoneTaken
from core.accounts.events import CodesReset
from core.accounts.models import Account
from core.accounts.phones import normalise_phone
from core.accounts.roles import check_admin_remains
from core.accounts.sessions import end_all_sessions
from core.accounts.totp import PEOPLE, stop
from core.errors import Forbidden, Refused
from core.events import publish
from core.kernel import audit
from core.kernel.actor import Actor
from core.tenancy.session import db
from core.texts import gettext as _


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


def reset_codes(account: Account, actor: Actor, reason: str) -> None:
    """Take the one-time codes off the account of somebody who lost the phone; signs them out, and tells them.

    Raises Forbidden as `set_active` does, Refused for one's own: that needs a recovery code.
    """
    _check_may_manage(account, actor)
    if account.person_id == actor.person_id:
        raise Refused(_("自己的动态验证码请在“动态验证码”页停用；手机不在，就请另一位管理员来办。"))
    if account.totp_since is None:
        raise Refused(_("这个账号没有设置动态验证码。"))
    stop(PEOPLE, account)
    end_all_sessions(account.id)
    audit.write(
        "accounts.totp_reset", _("停用%(name)s的动态验证码", name=account.person.name), actor=actor, object_kind="account",
        object_id=account.id, reason=reason,
    )  # fmt: skip
    publish(CodesReset(account.person_id))


def _check_may_manage(account: Account, actor: Actor) -> None:
    staff = staff_now_or_later(account.person)
    if not actor.can("accounts.manage", account.person) or (staff and not actor.can("console.roles")):
        raise Forbidden(_("您不能管理这个账号，请联系负责的网格员或社区管理员。"))


def set_active(account: Account, active: bool, actor: Actor, reason: str = "") -> None:
    """Close an account (its sign-ins end, its activation codes are worthless) or open it again.

    Raises Forbidden outside the actor's scope and, unless the actor manages roles, for staff; Refused for one's own,
    LastAdmin where nobody else could sign in as an admin.
    """
    _check_may_manage(account, actor)
    if account.person_id == actor.person_id:
        raise Refused(_("不能停用或恢复自己的账号，请另一位管理员来办。"))
    if not active:
        check_admin_remains(account.person_id)
    account.active = active
    if not active:
        end_all_sessions(account.id)
        void_activation_codes(account.person_id)
    audit.write(
        "accounts.open" if active else "accounts.close",
        _("恢复账号") if active else _("停用账号"),
        actor=actor,
        object_kind="account",
        object_id=account.id,
        reason=reason,
    )
