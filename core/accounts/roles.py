"""Roles, what they may do here, and who holds them over what."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError

from core.accounts.codes import void_codes_of
from core.accounts.errors import LastAdmin
from core.accounts.models import Account, ActivationCode, Role, RoleGrant, RolePermission
from core.accounts.permissions import ADMIN, BUILTIN_ROLES, is_staff_permission, permission_book
from core.accounts.starting_anew import start_anew
from core.communities.services import bump_version, community_today, current_community, state_part
from core.errors import Refused
from core.kernel import audit
from core.kernel.locking import locked
from core.people.models import Person
from core.tenancy.session import db
from core.texts import gettext as _

# What a grant's scope is called, and the name under which models declare it in `__scope__`.
GRANT_SCOPES: Mapping[str, str | None] = {
    "community": None,
    "grids": "grid",
    "buildings": "building",
    "unit": "unit",
    "team": "team",
    "own": "own",
}
WITHOUT_ID = ("community", "own")


@dataclass(frozen=True)
class RoleState:
    """A role as this community has it: `allowed` and `denied` are its changes to the declared defaults."""

    key: str
    title: str
    builtin: bool
    allowed: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    code_rule: str = ""

    @property
    def permissions(self) -> frozenset[str]:
        """What the role may do now."""
        defaults = permission_book().defaults(self.key) if self.builtin else frozenset()
        return (defaults | self.allowed) - self.denied

    def makes_staff(self, scope: str) -> bool:
        """Whether the role, given over this, opens the desk, the console or the register of others."""
        return any(is_staff_permission(name, scope) for name in self.permissions)


def _load_roles(session: Any) -> Mapping[int, RoleState]:
    changes: dict[tuple[int, bool], set[str]] = {}
    for role_id, name, allowed in session.execute(
        select(RolePermission.role_id, RolePermission.permission, RolePermission.allowed)
    ):
        changes.setdefault((role_id, allowed), set()).add(name)
    return MappingProxyType(
        {
            row.id: RoleState(
                row.key,
                row.title,
                row.builtin,
                frozenset(changes.get((row.id, True), ())),
                frozenset(changes.get((row.id, False), ())),
                row.code_rule,
            )
            for row in session.execute(select(Role.id, Role.key, Role.title, Role.builtin, Role.code_rule))
        }
    )


state_part("roles", _load_roles)


def roles() -> Mapping[int, RoleState]:
    """This community's roles by id, from the process's cache."""
    kept: Mapping[int, RoleState] = current_community().parts["roles"]
    return kept


def role_state(key: str) -> RoleState:
    """A role by key; a builtin one that nobody touched yet has its defaults."""
    for state in roles().values():
        if state.key == key:
            return state
    if key not in BUILTIN_ROLES:
        raise LookupError(f"no role {key!r}")
    return RoleState(key, str(BUILTIN_ROLES[key]), True)


def role_title(state: RoleState) -> str:
    """A role's name in the reader's language."""
    return str(BUILTIN_ROLES[state.key]) if state.key in BUILTIN_ROLES else state.title


def role_row(key: str) -> Role:
    """The row of a role; a builtin one is made on first use. Raises LookupError for an unknown key."""
    row = db.session.scalar(select(Role).where(Role.key == key))
    if row is None:
        if key not in BUILTIN_ROLES:
            raise LookupError(f"no role {key!r}")
        row = _builtin_role(key)
    return row


def _builtin_role(key: str) -> Role:
    row = Role(key=key, title=str(BUILTIN_ROLES[key]), builtin=True)
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:  # made by another request in between
        row = db.session.scalars(select(Role).where(Role.key == key)).one()
    bump_version(row.community_id)
    return row


def set_role_permission(key: str, permission: str, allowed: bool, actor: Any) -> None:
    """Decide one permission of one role here, from the next request on. Raises LastAdmin, LookupError."""
    if permission not in permission_book():
        raise LookupError(f"no permission {permission!r}")
    if key == ADMIN and permission in ("console.roles", "console.view") and not allowed:
        raise LastAdmin()
    row, before = role_row(key), permission in role_state(key).permissions
    found = db.session.scalar(
        select(RolePermission).where(RolePermission.role_id == row.id, RolePermission.permission == permission)
    )
    if found is None:
        found = RolePermission(role_id=row.id, permission=permission)
        db.session.add(found)
    found.allowed = allowed
    if allowed and not before and is_staff_permission(permission):
        _void_codes_of_holders(row, permission)
    bump_version(row.community_id)
    audit.write(
        "roles.permission",
        _("修改角色“%(role)s”的权限 %(name)s", role=row.title, name=permission),
        actor=actor,
        object_kind="role",
        object_id=row.id,
        before={permission: before},
        after={permission: allowed},
    )


def _void_codes_of_holders(role: Role, permission: str) -> None:
    """A worker may hold a code from before, and would get in as staff with it."""
    holders = select(RoleGrant.person_id).where(RoleGrant.role_id == role.id)
    if not is_staff_permission(permission, "own"):
        holders = holders.where(RoleGrant.scope != "own")
    elif role.key == "resident":  # held without a grant by all who live here
        holders = holders.union(select(Person.id).where(Person.household_id.is_not(None)))
    void_codes_of(ActivationCode.person_id.in_(holders))


def grant_role(
    person: Any,
    key: str,
    scope: str = "own",
    ids: Iterable[int] = (),
    *,
    actor: Any,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> list[RoleGrant]:
    """Give a person a role, one grant per id ("grids", "buildings", "unit", "team") or one in all ("community", "own").

    Days are the community's own and both included; without `ends_on` it holds until ended. A grant already in force
    is handed back with that end. Who becomes staff by it needs a new password, see `start_anew`. Raises LastAdmin
    where this would end the only admin's role, Refused for an end before the beginning.
    """
    if scope not in GRANT_SCOPES:
        raise ValueError(f"unknown scope {scope!r}")
    if ends_on is not None and starts_on is not None and ends_on < starts_on:
        raise Refused(_("结束的一天不能早于开始的一天。"))
    targets = [0] if scope in WITHOUT_ID else sorted(set(ids))
    if not targets:
        raise ValueError(f"a grant over {scope} needs ids")
    role, first = role_row(key), starts_on or community_today()
    if role_state(key).makes_staff(scope) and not holds_staff_role(person.id):
        start_anew(person)
    made = [_grant_one(person, role, scope, target, first, ends_on) for target in targets]
    audit.write(
        "roles.grant",
        _("授予%(name)s角色“%(role)s”", name=person.name, role=role.title),
        actor=actor,
        object_kind="person",
        object_id=person.id,
        after={"role": key, "scope": scope, "ids": [str(t) for t in targets], **days_of(made[0])},
    )
    return made


def holds_staff_role(person_id: int) -> bool:
    """Whether a person was given a role of staff that holds today or from a later day on."""
    lasting = or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= community_today())
    held = db.session.execute(select(RoleGrant.role_id, RoleGrant.scope).where(RoleGrant.person_id == person_id, lasting))
    return any(roles()[role_id].makes_staff(scope) for role_id, scope in held)


def _grant_one(person: Any, role: Role, scope: str, target: int, first: date, last: date | None) -> RoleGrant:
    held = db.session.scalar(
        select(RoleGrant).where(
            RoleGrant.person_id == person.id,
            RoleGrant.role_id == role.id,
            RoleGrant.scope == scope,
            RoleGrant.scope_id == target,
            or_(RoleGrant.starts_on == first, RoleGrant.ends_on.is_(None)),
        )
    )
    if held is None:
        held = RoleGrant(person_id=person.id, role_id=role.id, scope=scope, scope_id=target, starts_on=first)
        db.session.add(held)
    elif role.key == ADMIN and last is not None and admins_besides(held) == 0:
        raise LastAdmin()
    held.ends_on = last
    db.session.flush()
    return held


def days_of(grant: RoleGrant) -> dict[str, str | None]:
    """A grant's first and last day, as the audit keeps them."""
    return {"starts_on": str(grant.starts_on), "ends_on": str(grant.ends_on) if grant.ends_on else None}


def end_grant(grant: RoleGrant, actor: Any) -> None:
    """Take a role back at once; the grant stays as history. Raises LastAdmin."""
    state = roles().get(grant.role_id)
    if state is not None and state.key == ADMIN and admins_besides(grant) == 0:
        raise LastAdmin()
    before = {"ends_on": str(grant.ends_on) if grant.ends_on else None}
    # Days are included, so a role taken back today ended yesterday.
    grant.ends_on = date.fromordinal(community_today().toordinal() - 1)
    db.session.flush()
    audit.write(
        "roles.end",
        _("收回角色“%(role)s”", role=role_title(state) if state else ""),
        actor=actor,
        object_kind="person",
        object_id=grant.person_id,
        before=before,
        after={"ends_on": str(grant.ends_on)},
    )


def check_admin_remains(person_id: int) -> None:
    """Raises LastAdmin where the community would be left without an admin if this person could not sign in."""
    held = select(RoleGrant).join(RoleGrant.role).where(RoleGrant.person_id == person_id, Role.key == ADMIN, in_force())
    grant = db.session.scalars(held.limit(1)).first()
    if grant is not None and admins_besides(grant, RoleGrant.person_id != person_id) == 0:
        raise LastAdmin()


def admins_besides(grant: RoleGrant, *others: Any) -> int:
    """How many grants others hold who can sign in with them: alive, the account open and its password set.

    Whoever ends another admin's role at this moment waits for this transaction.
    """
    locked(db.session.get_one(Role, grant.role_id))
    able = (Account.active, Account.password_hash.is_not(None), Person.deceased_on.is_(None))
    besides = select(func.count(RoleGrant.id)).join(RoleGrant.person).join(Account, Account.person_id == Person.id)
    which = (RoleGrant.role_id == grant.role_id, RoleGrant.id != grant.id, in_force())
    return db.session.scalar(besides.where(*which, *able, *others)) or 0


def in_force(day: Any = None) -> Any:
    """The condition for grants that hold on a day, or today."""
    day = community_today() if day is None else day
    return (RoleGrant.starts_on <= day) & or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= day)
