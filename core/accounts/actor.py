"""Who is asking: the signed-in person with the roles held today, as plain data that outlives the transaction."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from flask_login import AnonymousUserMixin, UserMixin, current_user
from sqlalchemy import ColumnElement, select

from core.accounts import policy
from core.accounts.code_rules import rule_for
from core.accounts.models import RoleGrant
from core.accounts.permissions import is_staff_permission
from core.accounts.policy import EVERYTHING, Reach
from core.accounts.roles import GRANT_SCOPES, holds_staff_role, in_force, role_state, roles
from core.accounts.totp import PEOPLE, Keeper
from core.grids.models import Building
from core.tenancy.session import db


@dataclass(frozen=True)
class Grant:
    """One role over one thing, with what the role may do in this community."""

    role: str
    permissions: frozenset[str]
    scope: str
    scope_id: int = 0


class _Judged:
    """What every kind of actor answers in the same way, by the policy."""

    permissions: frozenset[str] = frozenset()

    def can(self, permission: str, obj: Any = None) -> bool:
        """Whether the permission is held for this row, or, without a row, anywhere at all."""
        return permission in self.permissions and (obj is None or policy.can(self, permission, obj))

    def scope(self, permission: str, model: Any) -> ColumnElement[bool]:
        """The condition that keeps the rows of `model` for which `can` says yes."""
        return policy.scope_filter(self, permission, model)


class Anonymous(_Judged, AnonymousUserMixin):  # type: ignore[misc]  # Flask-Login has no types
    """Nobody is signed in: no person, no permission."""

    person_id: int | None = None
    acting_for_id: int | None = None
    name = ""
    roles: frozenset[str] = frozenset()
    is_staff = previewing = False

    def reach(self, permission: str) -> Reach:
        """Nowhere."""
        return policy.NOTHING


@dataclass(frozen=True, eq=False)
class CurrentActor(_Judged, UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    """A person with an account, the roles that hold today, and for whom they act (代办)."""

    person_id: int
    name: str
    grants: tuple[Grant, ...] = ()
    account_id: int | None = None
    sign_in_id: int | None = None
    acting_for_id: int | None = None
    signed_in_at: datetime | None = None
    proved_at: datetime | None = None  # when password or code were typed last, in this browser
    has_totp: bool = False
    previewing: bool = False
    unread: int = 0  # notices, when the page was asked for
    _buildings: dict[int, frozenset[int]] = field(default_factory=dict, repr=False)
    _reach: dict[str, Reach] = field(default_factory=dict, repr=False)

    def get_id(self) -> str:
        """For Flask-Login."""
        return str(self.account_id)

    @property
    def keeper(self) -> Keeper:
        """The tables that keep the sign-in."""
        return PEOPLE

    @cached_property
    def permissions(self) -> frozenset[str]:  # type: ignore[override]  # cached, not assigned
        """Everything permitted anywhere in this community."""
        return frozenset().union(*(g.permissions for g in self.grants))

    @cached_property
    def roles(self) -> frozenset[str]:
        """The keys of the roles held today."""
        return frozenset(g.role for g in self.grants)

    @cached_property
    def is_staff(self) -> bool:
        """Whether any role opens the desk, the console or the register of others."""
        return any(is_staff_permission(name, g.scope) for g in self.grants for name in g.permissions)

    @cached_property
    def code_rule(self) -> str:
        """Whether the roles held today ask for one-time codes."""
        return rule_for(self.roles)

    def holds(self, permission: str, *scopes: str) -> bool:
        """Whether a grant over the whole community, or over one of these scopes, gives the permission."""
        return any(permission in g.permissions and g.scope in ("community", *scopes) for g in self.grants)

    def acting_for(self, person_id: int) -> CurrentActor:
        """The same actor doing something for another person; what they may do stays the same."""
        return replace(self, acting_for_id=person_id)

    def reach(self, permission: str) -> Reach:
        """How far a permission goes; reads the buildings of granted grids once per request."""
        if permission not in self._reach:
            self._reach[permission] = self._measure([g for g in self.grants if permission in g.permissions])
        return self._reach[permission]

    def buildings_for(self, permission: str) -> frozenset[int] | None:
        """The buildings a permission covers; None means all of them."""
        reach = self.reach(permission)
        return None if reach.everything else reach.ids.get("building", frozenset())

    def _measure(self, grants: Iterable[Grant]) -> Reach:
        ids: dict[str, set[int]] = {}
        for grant in grants:
            name = GRANT_SCOPES[grant.scope]
            if name is None:
                return EVERYTHING
            ids.setdefault(name, set()).add(self.person_id if name == "own" else grant.scope_id)
        for grid_id in ids.get("grid", ()):
            ids.setdefault("building", set()).update(self._of_grid(grid_id))
        return Reach(ids={name: frozenset(found) for name, found in ids.items()})

    def _of_grid(self, grid_id: int) -> frozenset[int]:
        if not self._buildings:
            wanted = [g.scope_id for g in self.grants if g.scope == "grids"]
            found: dict[int, set[int]] = {grid: set() for grid in wanted}
            for grid, building in db.session.execute(
                select(Building.grid_id, Building.id).where(Building.grid_id.in_(wanted))
            ):
                found[grid].add(building)
            self._buildings.update({grid: frozenset(buildings) for grid, buildings in found.items()})
        return self._buildings[grid_id]


def grants_of(person_id: int, *, resident: bool) -> tuple[Grant, ...]:
    """The grants that hold today; who lives here is a resident without a row that says so."""
    held = select(RoleGrant.role_id, RoleGrant.scope, RoleGrant.scope_id).where(RoleGrant.person_id == person_id, in_force())
    return grants_from(db.session.execute(held), resident=resident)


def grants_from(held: Iterable[Any], *, resident: bool) -> tuple[Grant, ...]:
    """The same from (role id, scope, scope id) as they stand in the database."""
    states = roles()
    grants = [Grant(states[role_id].key, states[role_id].permissions, scope, scope_id) for role_id, scope, scope_id in held]
    if resident:
        grants.append(Grant("resident", role_state("resident").permissions, "own"))
    return tuple(grants)


def actor_for(person: Any) -> CurrentActor:
    """The actor that a person would be when signed in now: for jobs, commands and checks about somebody."""
    lives_here = person.household_id is not None and person.deceased_on is None
    return CurrentActor(person.id, person.name, grants_of(person.id, resident=lives_here))


def staff_now_or_later(person: Any) -> bool:
    """Whether a person is staff, or will be from a day on that is set: their password has to be as good already."""
    return actor_for(person).is_staff or holds_staff_role(person.id)


def current_actor() -> Any:
    """The actor of the request: a CurrentActor, or an Anonymous without permissions."""
    return current_user._get_current_object()
