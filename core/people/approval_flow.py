"""The way of a request to open a child's record: asked, approved for a time or refused, ended."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

from core.clock import now
from core.kernel import audit
from core.kernel.actor import Actor
from core.kernel.workflow import Change, Clock, State, Transition, Workflow
from core.people.children_models import ChildApproval
from core.texts import gettext as _
from core.texts import lazy_gettext as _l

APPROVE = "people.approve_children"


def what(approval: ChildApproval) -> str:
    """The child's name, or the matter in words."""
    return approval.child.name if approval.child_id is not None else approval.title or approval.matter


def _has_end(approval: Any, actor: Actor) -> str | None:
    if approval.expires_at is None or approval.expires_at <= now():
        return str(_("请选择批准到哪一天。"))
    return None


def _decided(approval: Any, change: Change) -> None:
    approval.answer = change.reason
    if change.transition in ("approve", "refuse"):
        approval.decided_by_id = change.actor.person_id
    texts = {
        "approve": _("批准%(worker)s查看%(what)s的资料"),
        "refuse": _("没有批准%(worker)s查看%(what)s的资料"),
        "end": _("提前结束%(worker)s查看%(what)s资料的批准"),
        "close": _("监护人撤回同意，结束%(worker)s查看%(what)s资料的批准"),
    }
    text = texts[change.transition] % {"worker": approval.worker.name, "what": what(approval)}
    about = ("person", approval.child_id) if approval.child_id is not None else ("child_approval", approval.id)
    audit.write(
        "people.child_approval", text, actor=change.actor, object_kind=about[0], object_id=about[1],
        reason=change.reason or approval.reason,
        after={"until": approval.expires_at.isoformat()} if change.transition == "approve" else None,
    )


def _minutes_left(approval: ChildApproval) -> int | None:
    if approval.expires_at is None:
        return None
    return max(1, -(-(approval.expires_at - now()) // timedelta(minutes=1)))


approval_flow = Workflow(
    "people.child_approval",
    ChildApproval,
    states=(
        State("asked", _l("等待批准"), "amber"),
        State("approved", _l("已批准"), "green"),
        State("refused", _l("未批准"), "grey", final=True),
        State("ended", _l("已结束"), "grey", final=True),
    ),
    transitions=(
        Transition(
            "approve", _l("批准"), "asked", "approved", APPROVE, condition=_has_end, effect=_decided, icon="check",
            primary=True,
        ),
        Transition("refuse", _l("不批准"), "asked", "refused", APPROVE, reason=True, effect=_decided, icon="x"),
        Transition("end", _l("提前结束"), "approved", "ended", APPROVE, reason=True, effect=_decided),
        Transition("expire", _l("到期"), "approved", "ended", automatic=True),
        Transition("close", _l("撤回同意"), ("asked", "approved"), "ended", effect=_decided, automatic=True),
    ),
    clocks=(Clock("approved", _minutes_left, "expire"),),
)  # fmt: skip
