"""What each role may do here: one table of roles and permissions, changed one box at a time."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from core.accounts.actor import current_actor
from core.accounts.code_rules import RULES, rule_of, set_code_rule
from core.accounts.decorators import require
from core.accounts.permissions import BUILTIN_ROLES, permission_book
from core.accounts.roles import role_state, role_title, roles, set_role_permission
from core.communities.services import current_community
from core.console.blueprint import blueprint
from core.console.grant_forms import SCOPE_OF
from core.errors import Missing
from core.pluginsystem.registry import plugins_of
from core.tenancy.session import db
from core.texts import gettext as _
from core.web.refusals import refusals_shown


def _all_roles() -> list[Any]:
    """Builtin roles first, then the community's own."""
    own = [state for state in roles().values() if not state.builtin]
    return [role_state(key) for key in BUILTIN_ROLES] + own


def _owners() -> list[tuple[Any, list[Any]]]:
    """Core's permissions, then those of each plugin that is on, under the plugin's title."""
    book, community = permission_book(), current_community()
    parts: list[tuple[Any, list[Any]]] = [(_("基础功能"), book.of("core"))]
    for name in community.plugins:
        plugin = plugins_of().by_name.get(name)
        if plugin is not None and book.of(name):
            parts.append((plugin.title, book.of(name)))
    return parts


@blueprint.get("/roles")
@require("console.roles")
def role_table() -> str:
    """The table of roles and permissions."""
    shown = _all_roles()
    staff = [role for role in shown if role.makes_staff(SCOPE_OF.get(role.key, "community"))]
    return render_template(
        "console/roles.html", roles=shown, staff=staff, owners=_owners(), role_title=role_title, rules=RULES, rule_of=rule_of
    )


@blueprint.post("/roles/<key>/<permission>")
@require("console.roles", step_up=True)
def decide(key: str, permission: str) -> Any:
    """Allow or take away one permission of one role, from the next request on."""
    if permission not in permission_book() or key not in {state.key for state in _all_roles()}:
        raise Missing(_("没有这个角色或权限，请刷新页面。"))
    with refusals_shown():
        set_role_permission(key, permission, request.form.get("allowed") == "1", current_actor())
        db.session.commit()
        flash(_("已保存，立即生效。"))
    return redirect(url_for("console.role_table"), 303)


@blueprint.post("/roles/<key>/code-rule")
@require("console.roles", step_up=True)
def decide_codes(key: str) -> Any:
    """Decide whether a role's holders need one-time codes, from the next request on."""
    rule = request.form.get("rule", "")
    if rule not in RULES or key not in {state.key for state in _all_roles()}:
        raise Missing(_("没有这个角色或权限，请刷新页面。"))
    set_code_rule(key, rule, current_actor())
    db.session.commit()
    flash(_("已保存，立即生效。"))
    return redirect(url_for("console.role_table"), 303)
