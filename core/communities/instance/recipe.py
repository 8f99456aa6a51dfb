"""A community's recipe: its services with their settings, its roles and its words, carried over to another community.

Places, people and the community's own name are not part of it. A recipe only adds and changes: what it does not name
stays as it is, and it switches nothing off. What was there before stands in the audit, so that it can be undone.
"""
from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import tomli_w
from sqlalchemy import select

from core.communities.instance.faults import FileRefused
from core.communities.instance.merge import Change, Plan, is_under, merge
from core.communities.instance.parts import Part, parts
from core.communities.instance.reader import Instance, checked, folder_of, tables_of
from core.communities.state import bump_version, current_community
from core.errors import Refused
from core.kernel import audit
from core.kernel.actor import Actor
from core.tenancy.current import current_id
from core.tenancy.session import db
from core.texts import gettext as _

STEMS = ("plugins", "roles", "words")
FILE = "recipe.toml"
LARGEST = 200_000  # bytes of a recipe that is sent in
APPLIED, UNDONE = "community.recipe", "community.recipe_undone"


class NothingToUndo(Refused):
    """No recipe was applied here, or the last one was undone already."""


def recipe() -> dict[str, Any]:
    """The recipe of the community in force, as tables of a file."""
    tree: dict[str, Any] = {}
    for part in parts():
        tree |= {stem: table for stem, table in part.exported(db.session).items() if stem in STEMS}
    tree["plugins"] = {name: table for name, table in tree.get("plugins", {}).items() if table.get("enabled", True)}
    return {stem: tree[stem] for stem in STEMS if tree.get(stem)}


def as_text(tables: Mapping[str, Any]) -> str:
    """A recipe as the text of a file."""
    return tomli_w.dumps(tables)


def read_recipe(raw: bytes) -> dict[str, Any]:
    """The tables of a recipe that was sent in; raises FileRefused with every fault found."""
    if len(raw) > LARGEST:
        raise FileRefused([_("%(file)s：文件太大，最多 %(most)d KB。", file=FILE, most=LARGEST // 1000)])
    tables = tables_of(FILE, raw)
    other = sorted(tables.keys() - set(STEMS))
    if other:
        said = {"file": FILE, "keys": "、".join(other), "known": "、".join(STEMS)}
        raise FileRefused([_("%(file)s：配方里不能有 %(keys)s，只能有 %(known)s。", **said)])
    return tables


def plan_recipe(tables: Mapping[str, Any], actor: Actor) -> Plan:
    """What the recipe would add and change here; writes nothing. Raises FileRefused."""
    return _merged(_instance(tables, actor), lambda part, changes: None)


def apply_recipe(tables: Mapping[str, Any], actor: Actor) -> Plan:
    """Bring the recipe about; the caller commits. Raises FileRefused, or what a plugin's switch refuses."""
    instance = _instance(tables, actor)
    plan = _merged(instance, lambda part, changes: part.write(db.session, changes, instance))
    if not plan.empty:
        _note(APPLIED, _("套用了配方：新增 %(added)d 项，修改 %(changed)d 项", added=len(plan.added), changed=len(plan.changed)), plan, actor)
    return plan


def last_recipe() -> audit.AuditEntry | None:
    """The entry of the recipe that was applied last and not undone."""
    query = select(audit.AuditEntry).where(audit.AuditEntry.action.in_((APPLIED, UNDONE)))
    last = db.session.scalars(query.order_by(audit.AuditEntry.at.desc(), audit.AuditEntry.id.desc()).limit(1)).first()
    return last if last is not None and last.action == APPLIED else None


def undo_recipe(actor: Actor) -> Plan:
    """Put back what stood there before the last recipe; `kept` was changed again since. The caller commits.

    Raises NothingToUndo.
    """
    entry = last_recipe()
    if entry is None:
        raise NothingToUndo(_("没有可以撤销的配方。"))
    before, after = entry.before or {}, entry.after or {}
    instance, plan = _instance(recipe(), actor), Plan(current_community().slug)
    for part in parts():
        running = part.running(db.session)
        own = [Change(key, running.get(key), before.get(key)) for key in after if key.split(".")[0] in part.stems]
        back = [change for change in own if change.before == after[change.key]]
        plan.kept += [change for change in own if change.before != after[change.key]]
        plan.changed += back
        if back:
            part.write(db.session, {change.key: change.after for change in back}, instance)
            db.session.flush()
    _note(UNDONE, _("撤销了配方：恢复 %(n)d 项", n=len(plan.changed)), plan, actor)
    return plan


def in_words(changes: list[Change]) -> list[tuple[str, Any, Any]]:
    """Each change as (what it is, value now, value then) for a reader who does not know the file."""
    owner = {stem: part for part in parts() for stem in part.stems}
    found = [(owner[c.key.split(".")[0]], c) for c in changes]
    return [(part.title(c.key), part.value(c.key, c.before), part.value(c.key, c.after)) for part, c in found]


def _instance(tables: Mapping[str, Any], actor: Actor) -> Instance:
    state = current_community()
    instance = Instance(state.slug, folder_of(state.slug), checked(FILE, {"name": state.name, **tables}), (), actor)
    faults = [fault for part in _sharing() for fault in part.check(instance)]
    if faults:
        raise FileRefused(faults)
    return instance


def _sharing() -> list[Part]:
    return [part for part in parts() if set(part.stems) & set(STEMS)]


def _merged(instance: Instance, write: Callable[[Part, dict[str, Any]], None]) -> Plan:
    plan = Plan(instance.slug)
    for part in _sharing():
        sentences, left_out = part.missing(instance)
        plan.missing += sentences
        wanted = {
            key: value for key, value in part.wanted(instance).items()
            if key.split(".")[0] in STEMS and not any(is_under(key, out) for out in left_out)
        }  # fmt: skip
        running = part.running(db.session)
        mine = merge(Plan(plan.slug), wanted, {key: running[key] for key in wanted if key in running}, running)
        plan.added += mine.added
        plan.changed += mine.changed
        if mine.writes:
            write(part, {change.key: change.after for change in mine.writes})
            db.session.flush()
    return plan


def _note(action: str, text: str, plan: Plan, actor: Actor) -> None:
    done = [*plan.added, *plan.changed]
    before, after = {c.key: c.before for c in done}, {c.key: c.after for c in done}
    audit.write(action, text, actor=actor, object_kind="community", object_id=current_id(), before=before, after=after)
    bump_version(current_id())

