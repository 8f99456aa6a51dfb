"""Accounts, sign-ins, roles and grants of one community."""
from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from core.accounts.columns import BrowserColumns, SpareColumns, TotpColumns
from core.accounts.delay_columns import DelayColumns
from core.clock import now
from core.kernel.workflow import Stateful
from core.people.sensitive import Sensitive
from core.people.tidy import tidy_phone
from core.tenancy.model import TenantModel, belongs_to


class Account(TotpColumns, TenantModel):
    """A person's way in. The phone is the name to sign in with, used once in a community; the person's own may differ."""

    __unique__ = [("person_id",), ("phone_token",)]
    __scope__ = {"own": "person_id", "building": "person.building_id"}
    person = belongs_to("person")
    phone = Sensitive(token=True, tidy=tidy_phone)
    password_hash: Mapped[str | None] = mapped_column(String(255), default=None)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_sign_in_at: Mapped[datetime | None] = mapped_column(default=None)


class AccountSession(BrowserColumns, TenantModel):
    """A browser of a person. `previewing`: it looks at the pages as a resident would, and writes nothing."""

    __passing__ = True

    __unique__ = [("sid_hash",)]
    account = belongs_to("account", ondelete="CASCADE")
    previewing: Mapped[bool] = mapped_column(default=False)


class RecoveryCode(SpareColumns, TenantModel):
    """A recovery code of an account."""

    __unique__ = [("account_id", "code_hash")]
    account = belongs_to("account", ondelete="CASCADE")


class Role(TenantModel):
    """A named set of permissions; the builtin ones start from the declared defaults.

    `code_rule`: whether its holders need one-time codes, see `core.accounts.code_rules`; empty means the usual rule.
    """

    __unique__ = [("key",)]
    key: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(40))
    builtin: Mapped[bool] = mapped_column(default=False)
    code_rule: Mapped[str] = mapped_column(String(10), default="")


class RolePermission(TenantModel):
    """A community's own decision about one permission of one role; no row means the declared default."""

    __unique__ = [("role_id", "permission")]
    role = belongs_to("role", ondelete="CASCADE")
    permission: Mapped[str] = mapped_column(String(80))
    allowed: Mapped[bool] = mapped_column(default=True)


class RoleGrant(TenantModel):
    """A person holds a role over one thing: the community, a grid, a building, a unit, a team, or their own rows.

    `scope_id` is the grid's, building's, unit's or team's id, 0 for community and own. Both days are included.
    `told_of`: the end that its holder was warned of.
    """

    __unique__ = [("person_id", "role_id", "scope", "scope_id", "starts_on")]
    __scope__ = {"own": "person_id"}
    person = belongs_to("person")
    role = belongs_to("role")
    scope: Mapped[str] = mapped_column(String(12))
    scope_id: Mapped[int] = mapped_column(BigInteger, default=0)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None] = mapped_column(default=None)
    told_of: Mapped[date | None] = mapped_column(default=None)


class ActivationCode(TenantModel):
    """A code that staff hand over; whoever holds it sets the person's password once."""

    __passing__ = True

    __unique__ = [("code_hash",)]
    person = belongs_to("person", ondelete="CASCADE")
    code_hash: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class ResetCode(TenantModel):
    """A code sent to a phone. Written for unknown phones alike, so that nothing tells who has an account."""

    __passing__ = True

    __unique__ = [("phone_key",)]
    phone_key: Mapped[str] = mapped_column(String(130))
    code_hash: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime]
    tries_left: Mapped[int] = mapped_column(default=5)


class SignInDelay(DelayColumns, TenantModel):
    """Tries on one account from one address or from anywhere; kept for phones without an account as well."""

    __passing__ = True

    __unique__ = [("account_key", "address")]


class Registration(Stateful, TenantModel):
    """Somebody who registered on the public page and waits until staff have checked who it is."""

    __scope__ = {"building": "building_id"}
    name: Mapped[str] = mapped_column(String(40))
    phone = Sensitive(token=True, tidy=tidy_phone)
    building = belongs_to("building", optional=True)
    room_text: Mapped[str] = mapped_column(String(40), default="")
    password_hash: Mapped[str | None] = mapped_column(String(255), default=None)
    created_at: Mapped[datetime] = mapped_column(default=now)
    person = belongs_to("person", optional=True)
