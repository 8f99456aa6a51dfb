"""The two lives that the kernel leads: a request's, and that of each offer to a volunteer."""
from __future__ import annotations

from typing import Any

from core.api import Clock, State, Transition, Workflow, _l

from . import effects
from .models import Offer, Request

VERIFY, DISPATCH, CONFIRM, ASK = (f"love_savings.{name}" for name in ("verify", "dispatch", "confirm", "ask"))
BEFORE_SERVICE = ("submitted", "verified", "offered", "accepted")


def _own(row: Any, actor: Any) -> Any:
    return None if actor.person_id == row.person_id else _l("这是别人的请求，请让本人或工作站来办。")


def _helper(row: Any, actor: Any) -> Any:
    return None if actor.person_id == row.helper_id else _l("这一单不是您接的，请回到「我的服务」。")


def _not_own_work(row: Any, actor: Any) -> Any:
    return _l("这一单是您自己去做的，请另一位工作人员回访确认。") if actor.person_id == row.helper_id else None


request_flow = Workflow(
    name="love_savings.request",
    model=Request,
    states=(
        State("submitted", _l("待核实"), "amber"),
        State("verified", _l("待派单"), "amber"),
        State("offered", _l("正在邀请"), "blue"),
        State("accepted", _l("已接单"), "green"),
        State("in_service", _l("服务中"), "green"),
        State("done", _l("待确认"), "gold"),
        State("confirmed", _l("已完成"), "grey", final=True),
        State("cancelled", _l("已取消"), "grey", final=True),
    ),
    transitions=(
        Transition(
            "verify", _l("核实通过"), ("submitted",), "verified", permission=VERIFY, icon="shield-check", primary=True
        ),
        Transition("offer", _l("发出邀请"), ("verified",), "offered", permission=DISPATCH, effect=effects.offered),
        Transition("wave_over", _l("这一批没有人接"), ("offered",), "verified", automatic=True),
        Transition("accept", _l("接单"), ("offered",), "accepted", effect=effects.accepted),
        Transition(
            "give_up", _l("志愿者退单"), ("accepted", "in_service"), "verified", reason=True, condition=_helper,
            effect=effects.given_up,
        ),
        Transition(
            "take_back", _l("换一位志愿者"), ("accepted", "in_service"), "verified", permission=DISPATCH, reason=True,
            effect=effects.given_up, icon="refresh",
        ),
        Transition(
            "check_in", _l("签到"), ("accepted",), "in_service", condition=_helper, effect=effects.checked_in
        ),
        Transition(
            "check_in_for", _l("代记签到"), ("accepted",), "in_service", permission=DISPATCH,
            effect=effects.checked_in_by_station, icon="login",
        ),
        Transition("check_out", _l("签退"), ("in_service",), "done", condition=_helper, effect=effects.checked_out),
        Transition(
            "check_out_for", _l("代记签退"), ("in_service",), "done", permission=DISPATCH,
            effect=effects.checked_out_by_station, icon="logout",
        ),
        Transition(
            "confirm", _l("确认完成"), ("done",), "confirmed", permission=ASK, condition=_own,
            effect=effects.confirmed, primary=True, icon="check",
        ),
        Transition(
            "confirm_by_call", _l("回访后确认"), ("done",), "confirmed", permission=CONFIRM, reason=True,
            condition=_not_own_work,
            effect=effects.confirmed_by_call, primary=True, icon="phone",
        ),
        Transition(
            "cancel", _l("不用了"), (*BEFORE_SERVICE, "in_service"), "cancelled", permission=ASK, reason=True,
            condition=_own, effect=effects.cancelled, icon="x",
        ),
        Transition(
            "call_off", _l("撤销请求"), (*BEFORE_SERVICE, "in_service", "done"), "cancelled", permission=DISPATCH,
            reason=True, effect=effects.cancelled, icon="x",
        ),
    ),
    clocks=(),
)

offer_flow = Workflow(
    name="love_savings.offer",
    model=Offer,
    states=(
        State("offered", _l("等您答复"), "amber"),
        State("accepted", _l("已接单"), "green"),
        State("declined", _l("已谢绝"), "grey", final=True),
        State("expired", _l("已过期"), "grey", final=True),
        State("withdrawn", _l("已撤回"), "grey", final=True),
        State("given_up", _l("已退单"), "grey", final=True),
    ),
    transitions=(
        Transition("accept", _l("我来帮"), ("offered",), "accepted", primary=True, icon="heart-handshake"),
        Transition("decline", _l("这次不行"), ("offered",), "declined", reason=True, effect=effects.answered),
        Transition("expire", _l("过期"), ("offered",), "expired", automatic=True, effect=effects.expired),
        Transition("withdraw", _l("撤回邀请"), ("offered", "accepted"), "withdrawn", automatic=True),
        Transition("give_up", _l("退单"), ("accepted",), "given_up", reason=True, effect=effects.answered),
    ),
    clocks=(Clock("offered", effects.minutes_to_answer, "expire"),),
)
