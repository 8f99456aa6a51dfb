"""Activation: staff hand over a code, and whoever holds it sets phone and password of that person's account."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from core.accounts.account_rows import account_of, set_phone
from core.accounts.actor import actor_for, staff_now_or_later
from core.accounts.codes import code_hash, new_code, shown, void_activation_codes
from core.accounts.delays import forget_tries, take_try
from core.accounts.eligible import check_may_be_let_in
from core.accounts.errors import CodeInvalid
from core.accounts.models import Account, ActivationCode, SignInDelay
from core.accounts.passwords import check_password, hash_password
from core.accounts.sessions import AHEAD, end_all_sessions
from core.clock import now
from core.errors import Forbidden
from core.kernel import audit
from core.kernel.actor import Actor
from core.tenancy.session import db
from core.texts import gettext as _

VALID_DAYS = 14


def issue_activation_code(person: Any, actor: Actor) -> str:
    """A fresh code for a person (shown once, valid for 14 days); former codes stop working. Also a forgotten password's way.

    Raises Forbidden outside the actor's scope or for staff (only who manages roles may), Refused for a child.
    """
    if not actor.can("accounts.manage", person):
        raise Forbidden(_("您不能为这位居民发放激活码，请联系负责的网格员或社区管理员。"))
    check_may_be_let_in(person, actor)
    void_activation_codes(person.id)
    code = new_code()
    db.session.add(
        ActivationCode(
            person_id=person.id,
            code_hash=code_hash("activate", code),
            expires_at=now() + timedelta(days=VALID_DAYS),
        )
    )
    audit.write(
        "accounts.activation_code",
        _("为%(name)s发放激活码", name=person.name),
        actor=actor,
        object_kind="person",
        object_id=person.id,
    )
    db.session.flush()
    return shown(code)


def person_of_code(code: str) -> Any:
    """The person whom a valid code belongs to; raises CodeInvalid. Not counted: 49 bits need no help against guessing."""
    found = db.session.scalar(
        select(ActivationCode).where(
            ActivationCode.code_hash == code_hash("activate", code),
            ActivationCode.used_at.is_(None),
            ActivationCode.expires_at.between(now(), now() + timedelta(days=VALID_DAYS) + AHEAD),
        )
    )
    if found is None:
        raise CodeInvalid()
    return found.person


def activate(code: str, password: str, phone: str, address: str) -> Account:
    """Use a code up: set the password, and the phone to sign in with (empty keeps the account's own).

    Ends every sign-in of the account; the caller commits, or rolls back when refused. Raises CodeInvalid, TooSoon, PasswordWeak, PhoneInvalid, PhoneTaken.
    """
    take_try(SignInDelay, "activate", address)
    person = person_of_code(code)
    check_password(password, staff=staff_now_or_later(person), phone=phone)
    _use_up(code)  # first of all writes: of two requests with one code the second waits here and then fails
    account = account_of(person) or Account(person_id=person.id)
    if phone or account.phone is None:
        set_phone(account, person, phone)
    forget_tries(SignInDelay, "activate", address)
    account.password_hash, account.active = hash_password(password), True
    end_all_sessions(account.id)
    audit.write(
        "accounts.activate", _("开通账号或重设密码"), actor=actor_for(person), object_kind="account", object_id=account.id
    )
    db.session.flush()
    return account


def needs_phone(person: Any) -> bool:
    """Whether activation has to ask for the phone to sign in with."""
    account = account_of(person)
    return account is None or account.phone is None


def _use_up(code: str) -> None:
    done = db.session.execute(
        update(ActivationCode)
        .where(ActivationCode.code_hash == code_hash("activate", code), ActivationCode.used_at.is_(None))
        .values(used_at=now())
        .execution_options(synchronize_session=False)
    )
    if done.rowcount != 1:
        raise CodeInvalid()
