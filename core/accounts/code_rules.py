"""Which staff need one-time codes: the community decides by role; the usual rule is strict outside the demo."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app

from core.accounts.permissions import ADMIN
from core.accounts.roles import RoleState, role_row, role_state, role_title
from core.communities.services import bump_version
from core.config import settings_of
from core.kernel import audit
from core.kernel.actor import Actor
from core.texts import gettext as _
from core.texts import lazy_gettext as _l

OFF, STEPS, ALWAYS = "off", "steps", "always"
# From the mildest to the strictest; the strictest of somebody's roles counts.
RULES: Mapping[str, Any] = {
    OFF: _l("自己决定"),
    STEPS: _l("办重要的事时必须有"),
    ALWAYS: _l("登录必须有"),
}
USUAL = {ADMIN: ALWAYS, "grid_worker": STEPS}


def rule_of(role: RoleState) -> str:
    """The rule for a role here: off, steps (only for what asks for a fresh proof), always."""
    return role.code_rule if role.code_rule in RULES else usual_rule(role.key)


def usual_rule(key: str) -> str:
    """The rule for a role, by its key, where the community decided nothing."""
    return USUAL.get(key, OFF) if settings_of(current_app).is_strict else OFF


def rule_for(roles: frozenset[str]) -> str:
    """The strictest rule of these roles, by their keys."""
    order = list(RULES)
    return max((rule_of(role_state(key)) for key in roles), key=order.index, default=OFF)


def must_enrol(actor: Any, grave: bool) -> bool:
    """Whether this actor has to set up one-time codes first: for every page, or for a `grave` step only."""
    if actor.has_totp or not actor.is_staff:
        return False
    rule = actor.code_rule
    return bool(rule == ALWAYS or (grave and rule == STEPS))


def set_code_rule(key: str, rule: str, actor: Actor) -> None:
    """Decide whether a role's holders need one-time codes, from the next request on. Raises LookupError.

    An empty `rule` takes the community's decision back.
    """
    if rule and rule not in RULES:
        raise LookupError(f"no rule {rule!r}")
    state, row = role_state(key), role_row(key)
    before, after = rule_of(state), rule or usual_rule(key)
    row.code_rule = rule
    bump_version(row.community_id)
    audit.write(
        "roles.code_rule",
        _("角色“%(role)s”的动态验证码：%(rule)s", role=role_title(state), rule=RULES[after]),
        actor=actor,
        object_kind="role",
        object_id=row.id,
        before={"code_rule": before},
        after={"code_rule": after},
    )
