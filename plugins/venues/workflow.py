"""The life of a booking: asked for, approved or refused, waiting for a place, checked in, or given to others."""
from __future__ import annotations

from typing import Any

from core.api import Clock, State, Transition, Workflow, _l

from . import effects
from .models import Booking

APPROVE = "venues.approve"
OPEN = ("requested", "waiting", "offered", "approved", "checked_in")
BEFORE_USE = ("requested", "waiting", "offered", "approved")
USED = ("approved", "checked_in", "finished")


def _own(row: Any, actor: Any) -> Any:
    return None if actor.person_id == row.person_id else _l("这是别人的预约，请让本人或工作人员来办。")


def _not_own(row: Any, actor: Any) -> Any:
    return _l("这是您自己的预约，请另一位工作人员来审批。") if actor.person_id == row.person_id else None


flow = Workflow(
    name="venues.booking",
    model=Booking,
    states=(
        State("requested", _l("等审批"), "amber"),
        State("waiting", _l("候补中"), "blue"),
        State("offered", _l("有空位，请确认"), "gold"),
        State("approved", _l("约好了"), "green"),
        State("checked_in", _l("使用中"), "green"),
        State("finished", _l("已用完"), "grey", final=True),
        State("refused", _l("没有批准"), "red", final=True),
        State("released", _l("没来，已放出"), "red", final=True),
        State("lapsed", _l("已过期"), "grey", final=True),
        State("cancelled", _l("已取消"), "grey", final=True),
    ),
    transitions=(
        Transition(
            "approve", _l("批准"), "requested", "approved", permission=APPROVE, condition=_not_own,
            effect=effects.approved, icon="circle-check", primary=True,
        ),
        Transition("confirm", _l("直接约好"), "requested", "approved", automatic=True, effect=effects.confirmed),
        Transition(
            "refuse", _l("谢绝"), "requested", "refused", permission=APPROVE, reason=True, effect=effects.refused,
            icon="x",
        ),
        Transition(
            "crowd_out", _l("让给别的预约"), ("requested", "offered"), "refused", automatic=True, effect=effects.refused
        ),
        Transition("queue", _l("排候补"), "requested", "waiting", automatic=True),
        Transition("reconsider", _l("有空位，转去审批"), "waiting", "requested", automatic=True, effect=effects.moved_up),
        Transition("promote", _l("候补成功"), "waiting", "approved", automatic=True, effect=effects.promoted),
        Transition("offer", _l("问还要不要"), "waiting", "offered", automatic=True, effect=effects.offered),
        Transition(
            "take", _l("要，我来用"), "offered", "approved", condition=_own, effect=effects.confirmed, icon="check",
            primary=True,
        ),
        Transition(
            "check_in", _l("签到"), "approved", "checked_in", condition=_own, effect=effects.checked_in, icon="login",
            primary=True,
        ),
        Transition(
            "check_in_for", _l("代记签到"), "approved", "checked_in", permission=APPROVE,
            effect=effects.checked_in_by_staff, icon="login",
        ),
        Transition(
            "finish", _l("用完了"), "checked_in", "finished", condition=_own, effect=effects.finished, icon="logout"
        ),
        Transition(
            "finish_for", _l("代记用完"), "checked_in", "finished", permission=APPROVE, effect=effects.finished,
            icon="logout",
        ),
        # From "approved" where nobody is released: the time is over, whether or not somebody checked in.
        Transition("end", _l("到时结束"), ("approved", "checked_in"), "finished", automatic=True, effect=effects.ended),
        Transition("release", _l("没人签到，放出场地"), "approved", "released", automatic=True, effect=effects.released),
        Transition(
            "lapse", _l("过了时间"), ("requested", "waiting", "offered"), "lapsed", automatic=True, effect=effects.lapsed
        ),
        Transition(
            "cancel", _l("取消预约"), BEFORE_USE, "cancelled", condition=_own,
            effect=effects.cancelled, icon="x",
        ),
        Transition(
            "call_off", _l("撤销预约"), ("waiting", "offered", "approved", "checked_in"), "cancelled",
            permission=APPROVE, reason=True, effect=effects.cancelled, icon="x",
        ),
        # Told by core, when the person died or lives here no more.
        Transition(
            "gone", _l("本人已不在社区，取消"), BEFORE_USE, "cancelled", automatic=True, effect=effects.cancelled_by_leaving
        ),
    ),
    clocks=(
        Clock("requested", effects.minutes_to_start, "lapse"),
        Clock("waiting", effects.minutes_to_start, "lapse"),
        Clock("offered", effects.minutes_to_start, "lapse"),
        Clock("approved", effects.minutes_to_release, "release"),
        Clock("checked_in", effects.minutes_to_end, "end"),
    ),
)
