"""The three lives that the kernel leads: a wish's, that of each claim on it, and that of a Party member's report."""
from __future__ import annotations

from core.api import Clock, State, Transition, Workflow, _l

from . import conditions as who
from . import effects
from .conditions import HAND_OVER, LIVE, WISH
from .models import Claim, Report, Wish

VERIFY, CONFIRM = "micro_wish.verify", "micro_wish.confirm_report"
OPEN = ("published", "reserved", "claimed", "overdue")
BEFORE = ("collected", "returned", "verified", *OPEN)
ON_THE_WAY = ("prepared", "at_station", "delivered")

wish_flow = Workflow(
    name="micro_wish.wish",
    model=Wish,
    states=(
        State("collected", _l("待核实"), "amber"),
        State("returned", _l("已退回"), "grey", settled=True),
        State("verified", _l("待公布"), "amber"),
        State("published", _l("等人认领"), "gold"),
        State("reserved", _l("已预留"), "blue"),
        State("claimed", _l("已认领"), "blue"),
        State("overdue", _l("逾期未办"), "red"),
        State("prepared", _l("准备好了"), "blue"),
        State("at_station", _l("已送到站里"), "blue"),
        State("delivered", _l("待居民确认"), "gold"),
        State("fulfilled", _l("已实现"), "green", settled=True),
        State("thanked", _l("已致谢"), "green", settled=True),
        State("closed", _l("已销号"), "green", final=True),
        State("withdrawn", _l("已撤下"), "grey", final=True),
        State("expired", _l("长期无人认领"), "grey", final=True),
    ),
    transitions=(
        Transition("verify", _l("核实通过"), "collected", "verified", permission=VERIFY, icon="shield-check", primary=True),
        Transition(
            "send_back", _l("退回"), ("collected", "verified"), "returned", permission=VERIFY, reason=True,
            effect=effects.sent_back, icon="arrow-back-up",
        ),
        Transition("resubmit", _l("改好再交"), "returned", "collected", condition=who.own_or_collect, effect=effects.again),
        Transition(
            "publish", _l("编号公布"), "verified", "published", permission=VERIFY, effect=effects.published,
            icon="speakerphone", primary=True,
        ),
        Transition(
            "recall", _l("取下来改一改"), "published", "verified", permission=VERIFY, condition=who.unclaimed, icon="pencil"
        ),
        Transition("fill", _l("名额满了"), ("published",), "reserved", automatic=True),
        Transition("promise", _l("定了日子"), ("published", "reserved", "overdue"), "claimed", automatic=True),
        Transition(
            "reopen", _l("回到心愿墙"), ("reserved", "claimed", "overdue", "prepared"), "published", automatic=True,
            effect=effects.reopened,
        ),
        Transition("remind", _l("过了约定的日子"), ("published", "reserved", "claimed"), "overdue", automatic=True),
        Transition(
            "substitute", _l("换成别的"), ("claimed", "overdue", "prepared"), "claimed", permission=VERIFY, reason=True,
            effect=effects.substituted, icon="switch-horizontal",
        ),
        Transition(
            "prepare", _l("东西准备好了"), ("claimed", "overdue"), "prepared",
            condition=who.claimant_or_station, effect=effects.prepared, icon="gift", primary=True,
        ),
        Transition("nudge", _l("提醒快送"), "prepared", "prepared", automatic=True, effect=effects.nudged),
        Transition(
            "receive", _l("站里收到了"), ("claimed", "overdue", "prepared"), "at_station", permission=HAND_OVER,
            condition=who.goods, effect=effects.received, icon="package-import", primary=True,
        ),
        Transition(
            "deliver", _l("送到居民手里"), ("prepared", "at_station"), "delivered", condition=who.bringer,
            effect=effects.delivered, icon="package-export",
        ),
        Transition(
            "missed", _l("没见到人"), "delivered", "at_station", permission=HAND_OVER, reason=True, icon="door-exit"
        ),
        Transition(
            "confirm", _l("确认收到"), "delivered", "fulfilled", condition=who.receiver_or_bringer,
            effect=effects.confirmed, icon="check", primary=True,
        ),
        Transition(
            "thank", _l("说声谢谢"), "fulfilled", "thanked", condition=who.own_or_hand_over, effect=effects.thanked,
            icon="message-heart",
        ),
        Transition("close", _l("销号"), ("fulfilled", "thanked"), "closed", permission=HAND_OVER, icon="rubber-stamp"),
        Transition("close_by_itself", _l("到期销号"), ("fulfilled", "thanked"), "closed", automatic=True),
        Transition(
            "withdraw", _l("不要了"), BEFORE, "withdrawn", permission=WISH, reason=True, condition=who.own,
            effect=effects.withdrawn, icon="x",
        ),
        Transition(
            "call_off", _l("撤下"), (*BEFORE, *ON_THE_WAY), "withdrawn", permission=VERIFY, reason=True,
            effect=effects.withdrawn, icon="x",
        ),
        Transition("expire", _l("长期无人认领"), "published", "expired", automatic=True, effect=effects.expired),
    ),
    clocks=(
        Clock("published", effects.minutes_open, "expire"),
        Clock("prepared", effects.minutes_to_nudge, "nudge"),
        Clock("fulfilled", effects.minutes_to_close, "close_by_itself"),
        Clock("thanked", effects.minutes_to_close, "close_by_itself"),
    ),
)

claim_flow = Workflow(
    name="micro_wish.claim",
    model=Claim,
    states=(
        State("reserved", _l("给您留着"), "amber"),
        State("promised", _l("说好了"), "blue"),
        State("overdue", _l("过了约定的日子"), "red"),
        State("prepared", _l("准备好了"), "blue"),
        State("kept", _l("心愿已实现"), "green", final=True),
        State("left", _l("已退出"), "grey", final=True),
        State("lapsed", _l("已过期"), "grey", final=True),
        State("ended", _l("心愿已撤下"), "grey", final=True),
    ),
    transitions=(
        Transition(
            "promise", _l("定日子"), "reserved", "promised", condition=who.stands_behind, icon="calendar-check", primary=True
        ),
        Transition(
            "postpone", _l("改日子"), ("promised", "overdue"), "promised", reason=True, condition=who.stands_behind,
            icon="calendar-repeat",
        ),
        Transition("lapse", _l("到期没办"), ("reserved", "overdue"), "lapsed", automatic=True, effect=effects.lapsed),
        Transition("remind", _l("提醒"), "promised", "overdue", automatic=True, effect=effects.reminded),
        Transition("prepare", _l("准备好了"), ("promised", "overdue"), "prepared", automatic=True),
        Transition("again", _l("换了东西"), ("prepared", "overdue"), "promised", automatic=True),
        Transition("keep", _l("实现了"), ("promised", "overdue", "prepared"), "kept", automatic=True),
        Transition(
            "leave", _l("退出"), LIVE, "left", reason=True, condition=who.may_leave,
            effect=effects.left, icon="x",
        ),
        Transition("gone", _l("认领人已去世"), LIVE, "left", automatic=True),
        Transition("end", _l("心愿撤下"), LIVE, "ended", automatic=True),
    ),
    clocks=(
        Clock("reserved", effects.minutes_reserved, "lapse"),
        Clock("promised", effects.minutes_to_remind, "remind"),
        Clock("overdue", effects.minutes_to_return, "lapse"),
    ),
)

report_flow = Workflow(
    name="micro_wish.report",
    model=Report,
    states=(
        State("asked", _l("待确认"), "amber"),
        State("confirmed", _l("已报到"), "green", settled=True),
        State("declined", _l("没有确认"), "grey"),
        State("ended", _l("已离开"), "grey"),
    ),
    transitions=(
        Transition(
            "confirm", _l("确认报到"), "asked", "confirmed", permission=CONFIRM, condition=who.not_oneself,
            effect=effects.report_answered, icon="user-check", primary=True,
        ),
        Transition(
            "decline", _l("不是本单位的"), "asked", "declined", permission=CONFIRM, reason=True, condition=who.not_oneself,
            effect=effects.report_answered, icon="user-x",
        ),
        Transition("ask", _l("重新报到"), ("declined", "ended"), "asked", condition=who.own_report),
        Transition("end", _l("不再报到"), ("asked", "confirmed"), "ended", condition=who.own_report, icon="user-minus"),
        Transition("gone", _l("本人已去世"), ("asked", "confirmed"), "ended", automatic=True),
    ),
)
