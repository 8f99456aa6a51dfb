"""Whether somebody else could do it: steps that nobody takes in a matter of their own wait for another, if there is one."""
from __future__ import annotations

from collections.abc import Collection
from itertools import groupby
from typing import Any

from sqlalchemy import select

from core.accounts.actor import CurrentActor, grants_from
from core.accounts.models import Account, RoleGrant
from core.accounts.roles import in_force, roles
from core.people.models import Person
from core.tenancy.session import db


def somebody_else_may(permission: str, row: Any, besides: Collection[int]) -> bool:
    """Whether a person who can sign in, none of `besides`, holds the permission for this row by a role granted to them."""
    able = [role_id for role_id, state in roles().items() if permission in state.permissions]
    held = (
        select(RoleGrant.person_id, RoleGrant.role_id, RoleGrant.scope, RoleGrant.scope_id)
        .join(Account, Account.person_id == RoleGrant.person_id)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(
            RoleGrant.role_id.in_(able), in_force(), Account.active, Account.password_hash.is_not(None),
            Person.deceased_on.is_(None), RoleGrant.person_id.not_in(sorted(besides)),
        )
        .order_by(RoleGrant.person_id)
    )  # fmt: skip
    by_person = groupby(db.session.execute(held).all(), lambda grant: int(grant.person_id))
    return any(
        CurrentActor(person_id, "", grants_from((grant[1:] for grant in grants), resident=False)).can(permission, row)
        for person_id, grants in by_person
    )
