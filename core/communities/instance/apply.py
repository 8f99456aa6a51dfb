"""Plan and apply an instance file in one transaction: all of it, or nothing."""
from __future__ import annotations

from typing import Any

from sqlalchemy import select

from core.communities.instance.faults import FileRefused
from core.communities.instance.merge import Plan, is_under, merge
from core.communities.instance.parts import Part, parts
from core.communities.instance.reader import Instance, read_instance
from core.communities.models import Community
from core.communities.state import bump_version
from core.kernel import audit
from core.kernel.actor import SYSTEM
from core.tenancy.current import current_id
from core.tenancy.ids import new_id
from core.tenancy.session import db, use
from core.texts import gettext as _


def plan_for(slug: str) -> Plan:
    """What applying would do; reads only. A community that does not exist yet is planned and then forgotten."""
    return _run(slug, commit=False)


def apply(slug: str) -> Plan:
    """Apply the file and return what was done; raises FileRefused, and then nothing was changed."""
    return _run(slug, commit=True)


def create(slug: str, name: str) -> int:
    """A new community without an instance file; returns its id. Raises FileRefused when the address is taken."""
    if _id_of(slug) is not None:
        raise FileRefused([_("%(slug)s 已经有了。", slug=slug)])
    with use(new_id()) as session:
        _begin(session, slug, name)
        session.commit()
        return int(session.community_id)


def _id_of(slug: str) -> int | None:
    found: int | None = db.session.scalar(select(Community.id).where(Community.slug == slug))
    # The look-up's transaction ends here: work for the community runs in a session of its own.
    db.session.rollback()
    return found


def _run(slug: str, commit: bool) -> Plan:
    instance = read_instance(slug)
    faults = [fault for part in parts() for fault in part.check(instance)]
    if faults:
        raise FileRefused(faults)
    known = _id_of(slug)
    with use(known or new_id()) as session:
        try:
            if known is None:
                _begin(session, slug, slug)
            plan = _write(session, instance, new=known is None, commit=commit)
            if commit:
                session.commit()
            return plan
        finally:
            session.rollback()


def _begin(session: Any, slug: str, name: str) -> None:
    session.add(Community(id=current_id(), slug=slug, name=name))
    session.flush()
    for part in parts():
        part.begin(session)
    session.flush()


def _write(session: Any, instance: Instance, *, new: bool, commit: bool) -> Plan:
    row = session.scalars(select(Community).where(Community.id == current_id()).with_for_update()).one()
    plan = Plan(instance.slug, new)
    base, applied = dict(row.applied or {}), {}
    for part in parts():
        wanted, changes = _merged(part, session, instance, plan, base)
        applied |= wanted
        if changes and commit:
            part.write(session, changes, instance)
            session.flush()
    if commit and (not plan.empty or applied != base):
        row.applied = applied
        _note(plan)
        bump_version(row.id)
    return plan


def _note(plan: Plan) -> None:
    if plan.empty:
        return
    text = _("应用了社区文件：新增 %(added)d 项，修改 %(changed)d 项，去掉 %(removed)d 项", **_counts(plan))
    audit.write("community.apply", text, actor=SYSTEM, object_kind="community", object_id=current_id())


def _counts(plan: Plan) -> dict[str, int]:
    return {"added": len(plan.added), "changed": len(plan.changed), "removed": len(plan.removed)}


def _merged(
    part: Part, session: Any, instance: Instance, plan: Plan, base: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Merge one part into the plan; returns the file's keys to remember and the changes to write."""
    sentences, left_out = part.missing(instance)
    plan.missing += sentences
    wanted = {k: v for k, v in part.wanted(instance).items() if not any(is_under(k, out) for out in left_out)}
    own = {k: v for k, v in base.items() if k.split(".")[0] in part.stems}
    start = {k: v for k, v in part.defaults(session).items() if k in wanted and k not in own}
    if not part.removable:
        own = {k: v for k, v in own.items() if k in wanted}
    mine = merge(Plan(plan.slug), wanted, start | own, part.running(session))
    for bucket in ("added", "changed", "removed", "kept"):
        getattr(plan, bucket).extend(getattr(mine, bucket))
    return wanted, {change.key: change.after for change in mine.writes}
