"""The three lives that the kernel leads: a monthly plan's, an activity's, and that of each sign-up."""
from __future__ import annotations

from typing import Any

from core.api import Clock, State, Transition, Workflow, _l, session

from . import effects
from .models import Activity, Plan, Signup
from .rules import rules
from .services.family import acts_for

RUN, APPROVE = "activities.run", "activities.approve"
ALIVE = ("draft", "published", "open", "full")
# Who is expected: an offered place is kept for them until they answer.
EXPECTED = ("signed_up", "offered")
SEATED = (*EXPECTED, "attended")


def _not_author(row: Any, actor: Any) -> Any:
    return _l("这份计划是您自己写的，请另一位有权限的同事审批。") if actor.person_id == row.author_id else None


def _agreed(row: Any, actor: Any) -> Any:
    """Where the community wants every activity planned: it comes from an approved plan, or from who may approve one."""
    if row.state != "draft" or row.plan_line_id or not rules().planned_only or actor.can(APPROVE, row):
        return None
    return _l("本社区的活动要先写进月度计划，批准后再发布。请写进计划，或请有审批权限的同事来发布。")


def _may_be_published(row: Any, actor: Any) -> Any:
    return effects.still_to_come(row, actor) or _agreed(row, actor)


def _own(row: Any, actor: Any) -> Any:
    return None if acts_for(actor, row.person_id) else _l("这是别人的报名，请让本人或活动负责人来办。")


def _runs_it(row: Any, actor: Any) -> Any:
    activity = session.get(Activity, row.activity_id)
    return None if actor.can(RUN, activity) else _l("这个活动不归您主持，请联系活动负责人。")


def _was(state: str) -> Any:
    def condition(row: Any, actor: Any) -> Any:
        return _runs_it(row, actor) or (
            None if row.disputed == state else _l("这条异议针对的是另一种记录，请选“维持原记录”的另一项。")
        )

    return condition


plan_flow = Workflow(
    name="activities.plan",
    model=Plan,
    states=(
        State("draft", _l("草稿"), "grey"),
        State("submitted", _l("待审批"), "amber"),
        State("approved", _l("已批准"), "green", final=True),
    ),
    transitions=(
        Transition(
            "submit", _l("提交审批"), ("draft",), "submitted", permission=RUN, condition=effects.plan_has_lines,
            icon="send", primary=True,
        ),
        Transition("withdraw", _l("撤回修改"), ("submitted",), "draft", permission=RUN, icon="pencil"),
        Transition(
            "approve", _l("批准"), ("submitted",), "approved", permission=APPROVE, condition=_not_author,
            effect=effects.plan_approved, icon="check", primary=True,
        ),
        Transition(
            "send_back", _l("退回修改"), ("submitted",), "draft", permission=APPROVE, reason=True,
            condition=_not_author, effect=effects.plan_sent_back, icon="arrow-back-up",
        ),
    ),
)

activity_flow = Workflow(
    name="activities.activity",
    model=Activity,
    states=(
        State("draft", _l("待发布"), "amber"),
        State("published", _l("已发布"), "blue"),
        State("open", _l("报名中"), "green"),
        State("full", _l("已报满"), "gold"),
        State("held", _l("待总结"), "amber"),
        State("summed_up", _l("已总结"), "grey", settled=True),
        State("cancelled", _l("已取消"), "red", final=True),
    ),
    transitions=(
        Transition(
            "publish", _l("发布"), ("draft",), "published", permission=RUN, condition=_may_be_published,
            effect=effects.published, icon="speakerphone", primary=True,
        ),
        Transition(
            "record", _l("补登已办的活动"), ("draft",), "held", permission=RUN, condition=effects.is_over,
            effect=effects.recorded, icon="clipboard-check",
        ),
        Transition("open_signup", _l("开始报名"), ("published",), "open", permission=RUN, icon="lock-open"),
        Transition("fill", _l("报满"), ("open",), "full", automatic=True),
        Transition("free", _l("有空位"), ("full",), "open", automatic=True),
        Transition(
            "reschedule", _l("改期"), ("draft", "published", "open", "full"), "published", permission=RUN, reason=True,
            condition=_agreed, effect=effects.rescheduled, icon="calendar-clock",
        ),
        Transition(
            "hold", _l("活动办完了"), ("published", "open", "full"), "held", permission=RUN,
            condition=effects.has_begun, icon="flag", primary=True,
        ),
        Transition(
            "sum_up", _l("提交总结"), ("held",), "summed_up", permission=RUN, effect=effects.summed_up,
            icon="report-analytics", primary=True,
        ),
        Transition("reopen", _l("重新打开总结"), ("summed_up",), "held", permission=RUN, reason=True, icon="restore"),
        Transition(
            "cancel", _l("取消活动"), (*ALIVE, "held"), "cancelled", permission=RUN, reason=True,
            condition=effects.nobody_came, effect=effects.called_off, icon="calendar-x",
        ),
    ),
    clocks=(
        Clock("published", effects.minutes_to_opening, "open_signup"),
        Clock("open", effects.minutes_to_end, "hold"),
        Clock("full", effects.minutes_to_end, "hold"),
    ),
)

signup_flow = Workflow(
    name="activities.signup",
    model=Signup,
    states=(
        State("signed_up", _l("已报名"), "green"),
        State("waiting", _l("候补中"), "amber"),
        State("attended", _l("已到"), "green", settled=True),
        State("no_show", _l("没来"), "red", settled=True),
        State("offered", _l("待本人答应"), "blue"),
        State("excused", _l("已请假"), "grey"),
        State("late_cancelled", _l("临时取消"), "amber"),
        State("objected", _l("有异议"), "amber"),
        State("cancelled", _l("已取消"), "grey"),
    ),
    transitions=(
        Transition("wait", _l("排候补"), ("signed_up",), "waiting", automatic=True),
        Transition("promote", _l("候补转正"), ("waiting",), "signed_up", automatic=True, effect=effects.promoted),
        Transition("lapse", _l("没有轮到，也没有答应"), ("waiting", "offered"), "cancelled", automatic=True),
        Transition("call_off", _l("活动取消"), (*EXPECTED, "waiting"), "cancelled", automatic=True),
        # Told by core, when the person died or lives here no more.
        Transition("gone", _l("本人已不在社区，取消"), (*EXPECTED, "waiting"), "cancelled", automatic=True),
        Transition("offer", _l("邻居请您代替"), ("signed_up",), "offered", automatic=True),
        Transition("miss", _l("没有来"), ("signed_up",), "no_show", automatic=True, effect=effects.missed),
        Transition("again", _l("重新报名"), ("cancelled", "late_cancelled", "excused"), "signed_up"),
        Transition("accept", _l("我来代替"), ("offered",), "signed_up", condition=_own, icon="check", primary=True),
        Transition("cancel", _l("取消报名"), (*EXPECTED, "waiting"), "cancelled", condition=_own, icon="x"),
        Transition("cancel_late", _l("临时取消"), ("signed_up",), "late_cancelled", condition=_own),
        Transition("hand_over", _l("请人代替"), ("signed_up",), "cancelled", condition=_own, icon="user-share"),
        Transition("arrive", _l("签到"), EXPECTED, "attended", condition=_own, effect=effects.seen),
        Transition(
            "mark_here", _l("记为已到"),
            (*EXPECTED, "waiting", "no_show", "excused", "late_cancelled", "objected", "cancelled"), "attended",
            condition=_runs_it, effect=effects.seen, icon="check", primary=True,
        ),
        Transition(
            "unmark", _l("撤销签到"), ("attended",), "signed_up", condition=_runs_it, effect=effects.unseen,
            icon="arrow-back-up",
        ),
        Transition(
            "excuse", _l("准假"), (*EXPECTED, "waiting", "no_show", "late_cancelled", "objected"), "excused",
            condition=_runs_it, reason=True, effect=effects.excused, icon="message-check",
        ),
        Transition(
            "object", _l("提出异议"), ("no_show", "late_cancelled"), "objected", condition=_own, reason=True,
            effect=effects.objected, icon="message-exclamation",
        ),
        Transition(
            "keep_no_show", _l("维持“没来”"), ("objected",), "no_show", condition=_was("no_show"), reason=True,
            effect=effects.kept,
        ),
        Transition(
            "keep_late", _l("维持“临时取消”"), ("objected",), "late_cancelled", condition=_was("late_cancelled"),
            reason=True, effect=effects.kept,
        ),
    ),
)
