"""The two lives that the kernel leads: a case's, and that of each visit from its helper's hands to the station's."""
from __future__ import annotations

from typing import Any

from core.api import Clock, State, Transition, Workflow, _l, has_consent

from . import CARE, effects
from .models import Case, Visit
from .services import gates

MANAGE = "paired_help.manage"
BEFORE = ("identified", "assessed", "consented", "planned", "matched")
# Somebody is visited.
HELPED = ("active", "review", "graduating")
OPEN = (*BEFORE, *HELPED)
VISIT_OPEN = ("planned", "backup", "grid", "station")


def _consented(row: Any, actor: Any) -> Any:
    if has_consent(row.person_id, CARE):
        return None
    return _l("本人还没有同意结对帮扶。请把说明念给本人听，本人同意后在这一页登记。")


def _own(row: Any, actor: Any) -> Any:
    return None if actor.person_id == row.person_id else _l("这是别人的帮扶，请让本人或经办人来办。")


case_flow = Workflow(
    name="paired_help.case",
    model=Case,
    states=(
        State("identified", _l("待评估"), "amber"),
        State("assessed", _l("待征求同意"), "amber"),
        State("consented", _l("待定计划"), "amber"),
        State("planned", _l("待配帮扶人"), "red"),
        State("matched", _l("待开始走访"), "amber"),
        State("active", _l("帮扶中"), "green"),
        State("review", _l("待回顾"), "gold"),
        State("graduating", _l("退出试行"), "blue"),
        State("graduated", _l("已退出帮扶"), "grey", settled=True),
        State("transferred", _l("已转出"), "grey", final=True),
        State("deceased", _l("已去世"), "grey", final=True),
        State("declined", _l("本人不需要"), "grey", final=True),
    ),
    transitions=(
        Transition("assess", _l("评估定级"), "identified", "assessed", permission=MANAGE, effect=effects.assessed),
        Transition("consent", _l("登记同意"), "assessed", "consented", permission=MANAGE, condition=_consented),
        Transition("plan", _l("定计划"), "consented", "planned", permission=MANAGE, effect=effects.planned),
        Transition("match", _l("配帮扶人"), "planned", "matched", permission=MANAGE, effect=effects.matched),
        Transition(
            "begin", _l("开始走访"), "matched", "active", permission=MANAGE, condition=gates.may_begin,
            effect=effects.begun, icon="player-play", primary=True,
        ),
        Transition("review_due", _l("该回顾了"), "active", "review", automatic=True, effect=effects.review_due),
        Transition("call_review", _l("提前回顾"), "active", "review", permission=MANAGE, icon="clipboard-heart"),
        Transition(
            "keep_on", _l("继续帮扶"), "review", "active", permission=MANAGE, condition=gates.was_reviewed,
            icon="repeat",
        ),
        Transition(
            "try_out", _l("进入退出试行"), "review", "graduating", permission=MANAGE, condition=gates.may_try,
            effect=effects.trial_begun, icon="plant", primary=True,
        ),
        Transition("trial_over", _l("试行期满"), "graduating", "graduating", automatic=True, effect=effects.trial_over),
        Transition(
            "fall_back", _l("试行不稳，恢复帮扶"), "graduating", "active", permission=MANAGE, reason=True,
            effect=effects.fallen_back, icon="arrow-back-up",
        ),
        Transition(
            "graduate", _l("退出帮扶"), "graduating", "graduated", permission=MANAGE, condition=gates.may_graduate,
            effect=effects.graduated, icon="confetti", primary=True,
        ),
        Transition(
            "reopen", _l("困难又来了，重新帮扶"), "graduated", "identified", permission=MANAGE, reason=True,
            effect=effects.reopened, icon="refresh",
        ),
        Transition("stop", _l("我不想再接受帮扶"), OPEN, "declined", reason=True, condition=_own, effect=effects.ended),
        Transition(
            "decline", _l("本人不需要"), OPEN, "declined", permission=MANAGE, reason=True, effect=effects.ended,
            icon="hand-stop",
        ),
        Transition(
            "transfer", _l("转出社区"), OPEN, "transferred", permission=MANAGE, reason=True, effect=effects.left,
            icon="logout",
        ),
        Transition(
            "died", _l("已去世"), (*OPEN, "graduated"), "deceased", permission=MANAGE, effect=effects.left, icon="flower"
        ),
    ),
    clocks=(
        Clock("active", effects.minutes_to_review, "review_due"),
        Clock("graduating", effects.minutes_of_trial, "trial_over"),
    ),
)

visit_flow = Workflow(
    name="paired_help.visit",
    model=Visit,
    states=(
        State("planned", _l("帮扶人走访"), "blue"),
        State("backup", _l("后备帮扶人走访"), "amber"),
        State("grid", _l("网格员走访"), "red"),
        State("station", _l("工作站走访"), "red"),
        State("done", _l("已走访"), "green", final=True),
        State("called_off", _l("不用走访了"), "grey", final=True),
    ),
    transitions=(
        Transition("to_backup", _l("过期，转后备帮扶人"), "planned", "backup", automatic=True, effect=effects.to_backup),
        Transition("to_grid", _l("过期，转网格员"), "backup", "grid", automatic=True),
        Transition("to_station", _l("过期，转工作站"), "grid", "station", automatic=True),
        Transition("pass_on", _l("我去不了"), "planned", "backup", reason=True, condition=gates.is_lead, effect=effects.to_backup),
        Transition("for_grid", _l("由网格员走访"), "planned", "grid", automatic=True),
        Transition("finish", _l("走访到了"), VISIT_OPEN, "done", condition=gates.may_visit, effect=effects.visited),
        Transition("call_off", _l("不用走访了"), VISIT_OPEN, "called_off", automatic=True),
    ),
    clocks=(
        Clock("planned", effects.minutes_for_lead, "to_backup"),
        Clock("backup", effects.minutes_for_backup, "to_grid"),
        Clock("grid", effects.minutes_for_grid, "to_station"),
    ),
)
