"""The plan of a month: written by a host, approved by somebody else, and turned into activities."""
from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core.api import _, moment_at, month_of, session, this_month

from ..errors import CannotPlan, NoSuchPlan
from ..models import Activity, Plan, PlanLine
from ..workflow import APPROVE, RUN, plan_flow
from .calendar import is_month
from .hosts import check_host
from .making import add_post, default_window, make

MOST_LINES = 80
CREW = "志愿者"  # the post that a plan's number of helpers becomes
DAY = 24 * 60


def start(actor: Any, month: int, *, team_id: int | None = None, grid_id: int | None = None, note: str = "") -> Plan:
    """A new draft, or the one that this host has for the month. Raises CannotPlan."""
    if not is_month(month) or month < this_month():
        raise CannotPlan(_("请选这个月或以后的月份。"))
    slot = team_id or grid_id or 0
    known = session.scalar(select(Plan).where(Plan.month == month, Plan.slot == slot))
    if known is not None:
        return for_reader(known.id, actor)
    plan = Plan(month=month, slot=slot, team_id=team_id, grid_id=grid_id, author_id=actor.person_id, note=note[:500])
    check_host(plan, actor)
    try:
        with session.begin_nested():
            plan_flow.start(plan, actor)
            session.flush()
    except IntegrityError:  # somebody else began the same one in between
        return session.scalars(select(Plan).where(Plan.month == month, Plan.slot == slot)).one()
    return plan


def for_reader(plan_id: int, actor: Any) -> Plan:
    """The plan, for who runs its host or approves; raises NoSuchPlan."""
    plan = session.get(Plan, plan_id)
    if plan is None or not (actor.can(RUN, plan) or actor.can(APPROVE, plan)):
        raise NoSuchPlan
    return plan


def lines_of(plan_id: int) -> list[PlanLine]:
    """What a plan proposes, by day; one statement."""
    query = select(PlanLine).where(PlanLine.plan_id == plan_id).order_by(PlanLine.day, PlanLine.start_minute, PlanLine.id)
    return list(session.scalars(query).unique())


def add_line(plan_id: int, actor: Any, values: dict[str, Any]) -> PlanLine:
    """Propose one activity. Raises CannotPlan."""
    plan = _draft(plan_id, actor)
    day: date = values["day"]
    if month_of(day) != plan.month:
        raise CannotPlan(_("这一天不在计划的月份里，请选本月的日子，或另写一份计划。"))
    if values["start_minute"] + values["minutes"] > DAY:
        raise CannotPlan(_("活动要在当天结束，请改开始时间或时长。"))
    if len(lines_of(plan.id)) >= MOST_LINES:
        raise CannotPlan(_("一份计划最多 %(count)d 项，请分给别的队伍写。", count=MOST_LINES))
    line = PlanLine(plan_id=plan.id, **values)
    session.add(line)
    session.flush()
    return line


def drop_line(plan_id: int, line_id: int, actor: Any) -> None:
    """Take one activity out of a draft."""
    plan = _draft(plan_id, actor)
    line = session.get(PlanLine, line_id)
    if line is None or line.plan_id != plan.id:
        raise NoSuchPlan
    session.delete(line)
    session.flush()


def _draft(plan_id: int, actor: Any) -> Plan:
    plan = for_reader(plan_id, actor)
    if not actor.can(RUN, plan):
        raise NoSuchPlan
    plan = plan_flow.lock(plan)
    if plan.state != "draft":
        raise CannotPlan(_("计划已经提交，要修改请先撤回。"))
    if actor.person_id != plan.author_id and actor.can(APPROVE, plan):  # nobody approves what they wrote themselves
        raise CannotPlan(_("这份计划由您审批，请让写计划的人来改；提交以后您可以写明意见退回。"))
    return plan


def step(plan_id: int, name: str, actor: Any, reason: str = "") -> Plan:
    """Submit, withdraw, send back, or approve; an approved plan's activities are made at once, as drafts."""
    plan = plan_flow.fire(for_reader(plan_id, actor), name, actor, reason)
    if name == "approve":
        for line in lines_of(plan.id):
            _make(plan, line, actor)
    return plan


def _make(plan: Plan, line: PlanLine, actor: Any) -> Activity:
    start = moment_at(line.day, line.start_minute)
    begin, until = default_window(start)
    leader = (plan.team.leader_id if plan.team is not None else None) or plan.author_id
    # Whoever approves need not run the host: the plan was checked when it was written.
    made = make(
        _Approved(actor), {
            "title": line.title, "kind": line.kind, "for_whom": line.for_whom, "text": line.text,
            "place_id": line.place_id, "place_text": line.place_text, "quota": line.quota,
            "team_id": plan.team_id, "grid_id": plan.grid_id, "leader_id": leader, "plan_line_id": line.id,
            "starts_at": start, "ends_at": start + timedelta(minutes=line.minutes),
            "signup_from": begin, "signup_until": until,
        },
    )
    if line.helpers:
        add_post(made, CREW, line.helpers)
    return made


class _Approved:
    """The approver, with the plan's own right to its host."""

    def __init__(self, actor: Any) -> None:
        self.person_id, self.name, self.acting_for_id = actor.person_id, actor.name, actor.acting_for_id

    def can(self, permission: str, row: Any = None) -> bool:
        return permission == RUN


def plans(actor: Any, month: int | None = None) -> list[Plan]:
    """The plans that an actor runs or approves, the newest month first; one statement."""
    query = select(Plan).where(actor.scope(RUN, Plan) | actor.scope(APPROVE, Plan))
    if month is not None:
        query = query.where(Plan.month == month)
    return list(session.scalars(query.order_by(Plan.month.desc(), Plan.slot).limit(100)).unique())
