"""The record of what was done, newest first, with what was changed in words, and a search."""
from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import render_template, request
from sqlalchemy import select

from core.accounts.code_rules import RULES
from core.accounts.decorators import require
from core.accounts.permissions import BUILTIN_ROLES, permission_book
from core.communities.words import TERMS
from core.console.blueprint import blueprint
from core.forms import cleaned
from core.kernel import audit
from core.people.terms import RELATIONS, SEXES
from core.pluginsystem.lifecycle import in_words, spoken
from core.pluginsystem.models import PluginState
from core.pluginsystem.registry import plugins_of
from core.pluginsystem.settings import bound_form
from core.privacy.veil import Veil, veil_over
from core.tenancy.session import db
from core.texts import lazy_gettext as _l
from core.web.filters import moment

PER_PAGE = 30
CONFIGURED = "plugin.configure"
UTC_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00")
NAMES = {
    "name": _l("名称"), "tagline": _l("一句话介绍"), "address": _l("地址"), "hotline_name": _l("热线名称"),
    "hotline": _l("热线电话"), "opening_hours": _l("服务时间"), "sex": _l("性别"), "birth_date": _l("出生日期"),
    "phone": _l("电话"), "id_number": _l("身份证号"), "role": _l("角色"), "scope": _l("范围"), "starts_on": _l("开始"),
    "ends_on": _l("到期"), "until": _l("到期"), "deceased_on": _l("去世日期"), "relation": _l("与户主的关系"),
    "code_rule": _l("动态验证码"), "minutes": _l("分钟数"), "floor": _l("余额最低到（分钟）"), "month": _l("月份"),
    "number": _l("编号"), "numbers": _l("编号"), "seed": _l("抽签种子"), "kind": _l("类别"), "capacity": _l("可容纳人数"),
    "note": _l("备注"),
}  # fmt: skip
SCOPES = {
    "community": _l("整个社区"), "grids": _l("网格"), "buildings": _l("楼栋"), "unit": _l("单位"), "team": _l("队伍"), "own": _l("本人"),
}  # fmt: skip
WORDS: dict[str, Mapping[str, Any]] = {
    "sex": SEXES, "relation": RELATIONS, "role": BUILTIN_ROLES, "code_rule": RULES, "scope": SCOPES,
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One changed value; without a title of its own it is shown by its key, for whoever knows the program."""

    name: str
    value: str
    known: bool


@blueprint.get("/records")
@require("console.audit")
def records() -> str:
    """A page of the audit, or of what was searched in it."""
    text = cleaned(request.args.get("q", ""))[:80]
    page = audit.entries(request.args.get("page", 1, type=int), PER_PAGE, said=text)
    veil = veil_over(page.items)
    if text:
        # A search must not find out whom a hidden entry names.
        page = replace(page, items=[entry for entry in page.items if not _hidden(entry, veil)])
    forms = _forms(page.items)
    return render_template(
        "console/records.html", page=page, text=text, veil=veil, changed=lambda entry: changed(entry, forms.get(entry.object_id))
    )


def _hidden(entry: audit.AuditEntry, veil: Veil) -> bool:
    return veil.hides(entry) or veil.acted(entry)


def _forms(entries: Iterable[audit.AuditEntry]) -> dict[int | None, Any]:
    """The settings' forms that a page of entries needs, by the row of the plugin, in one statement."""
    wanted = {entry.object_id for entry in entries if entry.action == CONFIGURED}
    if not wanted:
        return {}
    rows = db.session.execute(select(PluginState.id, PluginState.plugin).where(PluginState.id.in_(wanted)))
    plugins = plugins_of().by_name
    named = {row.id: plugins.get(row.plugin) for row in rows}
    return {row_id: bound_form(plugin, {}) for row_id, plugin in named.items() if plugin is not None and plugin.form is not None}


def changed(entry: Any, form: Any = None) -> tuple[list[Line], list[Line]]:
    """What was there and what is there now, in words; nothing for a plugin's switch, whose text says it."""
    before, after = entry.before or {}, entry.after or {}
    if entry.object_kind == "plugin_state" and entry.action != CONFIGURED:
        return [], []
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    old, new = ([_line(key, side[key], form) for key in keys if key in side] for side in (before, after))
    return old, new


def _line(key: str, value: Any, form: Any) -> Line:
    if form is not None and key in form:
        return Line(str(form[key].label.text), in_words(form[key], value), True)
    titles = {permission.name: permission.title for permission in permission_book().all()} | TERMS | NAMES
    stem, _dot, name = key.partition(".")
    if stem == "plugins" and name in plugins_of().by_name:
        return Line(str(plugins_of().title(name)), spoken(value), True)
    if key == "month" and isinstance(value, int):
        value = f"{value // 100}-{value % 100:02}"
    said = WORDS[key].get(value) if key in WORDS and isinstance(value, str) else _moment_said(value)
    return Line(str(titles.get(key, key)), str(said) if said is not None else spoken(value), key in titles)


def _moment_said(value: Any) -> str | None:
    """A moment as the pages write it, None for whatever else; the record keeps moments in UTC, with their offset."""
    if not (isinstance(value, str) and UTC_MOMENT.fullmatch(value)):
        return None
    return moment(datetime.fromisoformat(value))
