"""The two lives that the kernel leads: a request's, and that of each offer to a volunteer."""
from __future__ import annotations

from core.api import Clock, State, Transition, Workflow, _l

from . import effects, outcomes
from .conditions import (
    at_work,
    begun,
    between_visits,
    helper,
    helper_or_station,
    helper_untouched,
    may_call,
    may_dispute,
    neither_side,
    not_for_oneself,
    not_involved,
    not_own_request,
    not_own_work,
    own,
    own_untouched,
    shut_door,
    untouched,
)
from .models import Offer, Request

VERIFY, DISPATCH, CONFIRM, SETTLE, ASK = (
    f"love_savings.{name}" for name in ("verify", "dispatch", "confirm", "settle", "ask")
)
BEFORE_SERVICE = ("submitted", "verified", "offered", "accepted")


request_flow = Workflow(
    name="love_savings.request",
    model=Request,
    states=(
        State("submitted", _l("待核实"), "amber"),
        State("verified", _l("待派单"), "amber"),
        State("offered", _l("正在邀请"), "blue"),
        State("accepted", _l("已接单"), "green"),
        State("not_home", _l("没人在家"), "amber"),
        State("in_service", _l("服务中"), "green"),
        State("unended", _l("待工作站核实"), "amber"),
        State("done", _l("待确认"), "gold"),
        State("disputed", _l("有争议"), "red"),
        State("confirmed", _l("已完成"), "grey", settled=True),
        State("cancelled", _l("已取消"), "grey", final=True),
    ),
    transitions=(
        Transition(
            "verify", _l("核实通过"), ("submitted",), "verified", permission=VERIFY, condition=not_own_request,
            icon="shield-check", primary=True,
        ),
        Transition("offer", _l("发出邀请"), ("verified",), "offered", permission=DISPATCH, effect=effects.offered),
        Transition("wave_over", _l("这一批没有人接"), ("offered",), "verified", automatic=True),
        Transition(
            "wake", _l("安静时间过了，接着找人"), ("verified",), "verified", automatic=True, effect=effects.woken
        ),
        Transition("accept", _l("接单"), ("offered",), "accepted", effect=effects.accepted),
        Transition(
            "give_up", _l("志愿者退单"), ("accepted",), "verified", reason=True,
            condition=helper_untouched, effect=effects.given_up,
        ),
        Transition(
            "take_back", _l("换一位志愿者"), ("accepted",), "verified", permission=DISPATCH, reason=True,
            condition=untouched, effect=effects.given_up, icon="refresh",
        ),
        Transition(
            "check_in", _l("签到"), ("accepted",), "in_service", condition=helper, effect=effects.checked_in
        ),
        Transition(
            "check_in_for", _l("代记签到"), ("accepted",), "in_service", permission=DISPATCH,
            condition=not_for_oneself, effect=effects.checked_in_by_station, icon="login",
        ),
        Transition("check_out", _l("签退"), ("in_service",), "done", condition=helper, effect=effects.checked_out),
        Transition(
            "check_out_for", _l("代记签退"), ("in_service",), "done", permission=DISPATCH,
            condition=not_for_oneself, effect=effects.checked_out_by_station, icon="logout",
        ),
        Transition(
            "confirm", _l("确认完成"), ("done",), "confirmed", permission=ASK, condition=own,
            effect=outcomes.confirmed, primary=True, icon="check",
        ),
        Transition(
            "confirm_by_call", _l("回访后确认"), ("done",), "confirmed", permission=CONFIRM, reason=True,
            condition=not_own_work, effect=outcomes.confirmed_by_call, primary=True, icon="phone",
        ),
        Transition(
            "not_reached", _l("没打通，下次再打"), ("done",), "done", permission=CONFIRM, condition=may_call,
            effect=outcomes.not_reached, icon="phone-off",
        ),
        Transition(
            "confirm_at_door", _l("当面确认"), ("done",), "confirmed", condition=helper, effect=outcomes.confirmed_at_door,
        ),
        Transition(
            "auto_confirm", _l("没有回音，自动确认"), ("done",), "confirmed", automatic=True,
            effect=outcomes.confirmed_by_silence,
        ),
        Transition(
            "pause", _l("没做完，改天接着做"), ("in_service",), "accepted", condition=helper_or_station,
            effect=effects.paused, icon="calendar-plus",
        ),
        Transition(
            "relieve", _l("中途换人，接着做"), ("in_service", "accepted"), "done", reason=True, condition=at_work,
            effect=effects.relieved, icon="users",
        ),
        Transition(
            "helper_gone", _l("志愿者不能再来了，做了多久由工作站核实"), ("in_service",), "unended", automatic=True,
            effect=effects.left_unended,
        ),
        Transition(
            "note_end", _l("核实做了多久，记时长"), ("unended",), "confirmed", permission=CONFIRM, reason=True,
            condition=neither_side, effect=outcomes.end_noted, primary=True, icon="clock-check",
        ),
        Transition(
            "move", _l("改约下一次"), ("accepted",), "accepted", condition=between_visits, effect=effects.moved,
            icon="calendar-plus",
        ),
        Transition(
            "stop_here", _l("到此为止，不用再来"), ("accepted", "not_home"), "done", condition=begun, effect=effects.stopped, icon="hand-stop"
        ),
        Transition(
            "nobody_home", _l("没人在家"), ("accepted",), "not_home", condition=helper_or_station,
            effect=effects.nobody_home, icon="door-exit",
        ),
        Transition(
            "found", _l("联系上了，接着服务"), ("not_home",), "accepted", permission=DISPATCH, reason=True,
            effect=effects.found, primary=True, icon="phone",
        ),
        Transition(
            "close_not_home", _l("按没人在家结束"), ("not_home",), "cancelled", permission=CONFIRM, reason=True,
            condition=shut_door, effect=outcomes.closed_not_home, icon="door-exit",
        ),
        Transition(
            "dispute", _l("这次服务有问题"), ("done", "confirmed"), "disputed", reason=True, condition=may_dispute,
            effect=outcomes.disputed, icon="alert-triangle",
        ),
        Transition(
            "settle", _l("裁定：按核实的分钟数记"), ("disputed",), "confirmed", permission=SETTLE, reason=True,
            condition=not_involved, effect=outcomes.settled, primary=True, icon="gavel",
        ),
        Transition(
            "strike", _l("裁定：这次不算"), ("disputed",), "cancelled", permission=SETTLE, reason=True,
            condition=not_involved, effect=outcomes.struck, icon="gavel",
        ),
        Transition(
            "cancel", _l("不用了"), BEFORE_SERVICE, "cancelled", permission=ASK, reason=True,
            condition=own_untouched, effect=outcomes.cancelled, icon="x",
        ),
        Transition(
            "call_off", _l("撤销请求"), (*BEFORE_SERVICE, "not_home"), "cancelled",
            permission=DISPATCH, reason=True, condition=untouched, effect=outcomes.cancelled, icon="x",
        ),
    ),
    clocks=(
        Clock("verified", effects.minutes_of_quiet, "wake"),
        Clock("done", outcomes.minutes_of_silence, "auto_confirm"),
    ),
)

offer_flow = Workflow(
    name="love_savings.offer",
    model=Offer,
    states=(
        State("offered", _l("等您答复"), "amber"),
        State("accepted", _l("已接单"), "green", settled=True),
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
