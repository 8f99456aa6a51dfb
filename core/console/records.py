"""The record of what was done, newest first."""
from __future__ import annotations

from typing import Any

from flask import render_template, request

from core.accounts.decorators import require
from core.accounts.permissions import permission_book
from core.communities.words import TERMS
from core.console.blueprint import blueprint
from core.kernel import audit
from core.pluginsystem.lifecycle import spoken
from core.privacy.veil import veil_over
from core.texts import gettext as _
from core.texts import lazy_gettext as _l

PER_PAGE = 30
NAMES = {
    "name": _l("名称"), "tagline": _l("一句话介绍"), "address": _l("地址"), "hotline_name": _l("热线名称"),
    "hotline": _l("热线电话"), "opening_hours": _l("服务时间"), "sex": _l("性别"), "birth_date": _l("出生日期"),
    "phone": _l("电话"), "id_number": _l("身份证号"), "role": _l("角色"), "scope": _l("范围"), "ends_on": _l("到期"),
    "deceased_on": _l("去世日期"), "relation": _l("与户主的关系"),
}  # fmt: skip


@blueprint.get("/records")
@require("console.audit")
def records() -> str:
    """A page of the audit."""
    page = audit.entries(request.args.get("page", 1, type=int), PER_PAGE)
    return render_template("console/records.html", page=page, changed=changed, veil=veil_over(page.items))


def changed(entry: Any) -> tuple[list[str], list[str]]:
    """What was there and what is there now, in words; nothing for a plugin's switch and settings, whose text says it."""
    before, after = entry.before or {}, entry.after or {}
    if entry.object_kind == "plugin_state":
        return [], []
    titles = {permission.name: permission.title for permission in permission_book().all()} | TERMS | NAMES
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    old, new = (
        [_("%(name)s：%(value)s", name=titles.get(k, k), value=spoken(side[k])) for k in keys if k in side]
        for side in (before, after)
    )
    return old, new
