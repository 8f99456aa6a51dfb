"""Roles as a part of a community's instance file: titles, rules for one-time codes, and what they may do beyond the defaults."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from core.accounts.code_rules import RULES, set_code_rule, usual_rule
from core.accounts.models import Role, RolePermission
from core.accounts.permissions import ADMIN, BUILTIN_ROLES, permission_book
from core.accounts.roles import role_state, role_title, roles, set_role_permission
from core.communities.instance.faults import fault
from core.communities.instance.parts import Part
from core.communities.instance.reader import Instance
from core.communities.services import bump_version
from core.tenancy.current import current_id
from core.texts import gettext as _
from core.texts import lazy_gettext as _l

FIELDS = {"title": _l("名称"), "code_rule": _l("动态验证码")}
DECIDED = ("code_rule", "permissions", "without")  # what makes a builtin role worth a table of its own


class RolesPart(Part):
    """`roles.<key>.title`, `roles.<key>.code_rule` and `roles.<key>.permissions.<permission>`."""

    stems = ("roles",)
    removable = False

    def begin(self, session: Any) -> None:
        """Each new community has the builtin roles."""
        known = {role.key for role in session.scalars(select(Role))}
        missing = {key: title for key, title in BUILTIN_ROLES.items() if key not in known}
        session.add_all(Role(key=key, title=str(title), builtin=True) for key, title in missing.items())

    def check(self, instance: Instance) -> list[str]:
        """A permission of core, or of a plugin that is installed, must exist."""
        faults = []
        for key, role in instance.file.roles.items():
            at = f"roles.{key}.permissions"
            if key == ADMIN and (role.permissions or role.without):
                faults.append(fault(instance.name, at, _("管理员总是有全部权限"), _("不写 permissions")))
            for name in (*role.permissions, *role.without):
                if name not in permission_book() and _owner(name) in _owners():
                    near = [p.name for p in permission_book().all() if _owner(p.name) == _owner(name)]
                    faults.append(fault(instance.name, at, _("没有权限 %(name)s", name=name), "、".join(near)))
        return faults

    def missing(self, instance: Instance) -> tuple[list[str], set[str]]:
        """A permission of a plugin that is not installed waits for it."""
        out = {
            f"roles.{key}.permissions.{name}"
            for key, role in instance.file.roles.items()
            for name in (*role.permissions, *role.without)
            if _owner(name) not in _owners()
        }
        return [_("%(key)s 要等插件装上", key=key) for key in sorted(out)], out

    def wanted(self, instance: Instance) -> dict[str, Any]:
        """One key for each title, each rule for one-time codes that is decided, and each permission."""
        flat: dict[str, Any] = {}
        for key, role in instance.file.roles.items():
            flat[f"roles.{key}.title"] = role.title
            flat |= {f"roles.{key}.code_rule": role.code_rule} if role.code_rule else {}
            flat |= {f"roles.{key}.permissions.{name}": True for name in role.permissions}
            flat |= {f"roles.{key}.permissions.{name}": False for name in role.without}
        return flat

    def running(self, session: Any) -> dict[str, Any]:
        """Every role's title, rule and what it may do, by default or by the community's own decision."""
        flat = self.defaults(session)
        known = {role.id: role for role in session.scalars(select(Role))}
        for role in known.values():
            flat |= {f"roles.{role.key}.title": role.title, f"roles.{role.key}.code_rule": role.code_rule}
        for row in session.scalars(select(RolePermission)):
            flat[f"roles.{known[row.role_id].key}.permissions.{row.permission}"] = row.allowed
        return flat

    def defaults(self, session: Any) -> dict[str, Any]:
        """The builtin roles as they are before anybody touches them; no role has a rule until one is decided."""
        flat: dict[str, Any] = {f"roles.{key}.title": str(title) for key, title in BUILTIN_ROLES.items()}
        flat |= {f"roles.{key}.code_rule": "" for key in (*BUILTIN_ROLES, *session.scalars(select(Role.key)))}
        for key in BUILTIN_ROLES:
            flat |= {f"roles.{key}.permissions.{name}": True for name in permission_book().defaults(key)}
        return flat

    def exported(self, session: Any) -> dict[str, Any]:
        """Each role that is the community's own or of which something was decided: its rule, what it may besides or not.

        A builtin role's title is shown in the reader's language, so one that differs in nothing else is no decision.
        """
        defaults, tables = self.defaults(session), {}
        for key, value in sorted(self.running(session).items()):
            _stem, role, field, *name = key.split(".", 3)
            table = tables.setdefault(role, {"title": "", "code_rule": "", "permissions": [], "without": []})
            if not name:
                table[field] = value
            elif bool(defaults.get(key, False)) != value:
                table["permissions" if value else "without"].append(name[0])
        return {"roles": {
            role: {"title": table["title"]} | {key: table[key] for key in DECIDED if table[key]}
            for role, table in sorted(tables.items())
            if role not in BUILTIN_ROLES or any(table[key] for key in DECIDED)
        }}  # fmt: skip

    def title(self, key: str) -> str:
        """The role, and the permission or the field in words."""
        _stem, role, field, *name = key.split(".", 3)
        known = role in BUILTIN_ROLES or role in {state.key for state in roles().values()}
        titles = {p.name: p.title for p in permission_book().all()}
        what = titles.get(name[0], name[0]) if name else str(FIELDS[field])
        return _("角色“%(role)s”：%(what)s", role=role_title(role_state(role)) if known else role, what=what)

    def value(self, key: str, value: Any) -> Any:
        """A rule for one-time codes as the console calls it; where none is decided, the usual one."""
        _stem, role, field, *_name = key.split(".", 3)
        if field != "code_rule":
            return value
        return str(RULES[value]) if value else _("%(rule)s（通常的规定）", rule=RULES[usual_rule(role)])

    def write(self, session: Any, changes: Mapping[str, Any], instance: Instance) -> None:
        """Make or rename roles, decide their rules, then allow or take back what is asked for; None allows nothing.

        A role stays for good: people hold it.
        """
        known = {role.key: role for role in session.scalars(select(Role))}
        for key, value in changes.items():
            _stem, role_key, field, *name = key.split(".", 3)
            if role_key not in known:
                known[role_key] = Role(key=role_key, title=instance.file.roles[role_key].title)
                session.add(known[role_key])
                bump_version(current_id())  # its state is asked for below
            if field == "title":
                known[role_key].title = value or known[role_key].title
            elif field == "code_rule":
                set_code_rule(role_key, value or "", instance.actor)
            else:
                set_role_permission(role_key, name[0], bool(value), instance.actor)


def _owner(permission: str) -> str:
    return permission.split(".")[0]


def _owners() -> set[str]:
    return {_owner(p.name) for p in permission_book().all()}
