"""The first admin of a community is made by its operator: nobody inside could let anybody in yet."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from core.accounts.account_rows import account_of, set_phone
from core.accounts.activation import issue_activation_code
from core.accounts.models import Account, Role, RoleGrant
from core.accounts.permissions import ADMIN
from core.accounts.phones import normalise_phone
from core.accounts.roles import grant_role, in_force
from core.errors import Refused
from core.kernel.actor import SYSTEM
from core.people.models import Person
from core.people.register import register_person
from core.tenancy.session import db
from core.texts import gettext as _


@dataclass(frozen=True)
class MadeAdmin:
    """`before`: was admin already; `code`: opens the account, empty where it has a password and is open."""

    before: bool
    code: str


def admins() -> list[Person]:
    """Who is admin of the whole community today, account or not."""
    held = select(RoleGrant.person_id).join(RoleGrant.role).where(Role.key == ADMIN, RoleGrant.scope == "community", in_force())
    return list(db.session.scalars(select(Person).where(Person.id.in_(held), Person.deceased_on.is_(None)).order_by(Person.id)))


def make_admin(name: str, phone: str) -> MadeAdmin:
    """Let the person with this name and phone run the community, registering them if nobody is found; the caller commits.

    Harmless twice. Raises PhoneInvalid, BadEntry, and Refused where the phone opens somebody else's account or for a child.
    """
    person = _person(" ".join(name.split()), normalise_phone(phone))
    before = any(admin.id == person.id for admin in admins())
    if not before:
        grant_role(person, ADMIN, "community", actor=SYSTEM)
    account = account_of(person)
    if account is None:
        account = Account(person_id=person.id)
        set_phone(account, person, phone)
        db.session.flush()
    opens = account.active and account.password_hash is not None
    return MadeAdmin(before, "" if opens else issue_activation_code(person, SYSTEM))


def _person(name: str, digits: str) -> Any:
    account = db.session.scalar(select(Account).where(Account.phone.matches(digits)))
    if account is not None:
        if account.person.name != name:
            raise Refused(_("这个手机号是%(name)s登录用的。请核对姓名，或者换一个手机号。", name=account.person.name))
        return account.person
    # A family may share a phone, so the name decides.
    known = select(Person).where(Person.phone.matches(digits), Person.name == name, Person.erased_on.is_(None)).order_by(Person.id)
    return db.session.scalars(known).first() or register_person(name=name, phone=digits, actor=SYSTEM)
