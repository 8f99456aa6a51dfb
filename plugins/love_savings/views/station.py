"""The station's own page and the page of one request."""
from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for

from core.api import _l, current_actor, now, require, signed_in

from ..rules import rules
from ..services import charts, details, disputes, figures, kin, lateness, lists, parts, relief, visits
from ..services.open_steps import open_steps
from ..workflow import offer_flow, request_flow
from .blueprint import pages

FILTER_TITLES = {
    "todo": _l("待处理"), "verify": _l("待核实"), "dispatch": _l("待派单"), "not_home": _l("没人在家，待联系"),
    "unended": _l("志愿者不在了，待核实"),
    "control": _l("抽查，待回访"), "disputed": _l("有争议，待裁定"), "going": _l("进行中"), "done": _l("待居民确认"),
    "confirmed": _l("已完成"), "cancelled": _l("已取消"), "all": _l("全部"),
}
STATION_STEPS = (
    "verify", "check_in_for", "check_out_for", "found", "close_not_home", "nobody_home", "relieve", "stop_here", "note_end", "confirm_by_call", "not_reached",
    "take_back", "call_off",
)
# Shown even where nothing stands behind them.
ALWAYS = ("todo", "going", "done", "confirmed", "all")
ARRIVED = {"code": _l("凭居民念的码"), "card": _l("扫了居民的卡")}
CALLED = {"right": _l("属实"), "wrong": _l("有问题"), "missed": _l("没有联系上")}
CANCELLED_BY = {"resident": _l("居民自己不要了"), "family": _l("家里人说不要了"), "station": _l("工作站撤销")}
CLOSED = {"late": _l("临时取消"), "not_home": _l("上门没人在家"), "ruled": _l("裁定不算")}


@pages.get("/")
@require("love_savings.view_station")
def index() -> Any:
    """Figures, the chart of hours, and the requests behind a filter."""
    actor = current_actor()
    counts = lists.counts_by_filter(actor)
    which = request.args.get("show", "")
    which = which if which in lists.FILTERS else "todo"
    page = lists.station_page(actor, which, request.args.get("page", 1, type=int), counts[which])
    months = figures.hours_per_month()
    titles = {name: title for name, title in FILTER_TITLES.items() if counts[name] or name in (*ALWAYS, which)}
    return render_template(
        "love_savings/station.html", figures=figures.station_figures(), chart_data=charts.hours_chart(months), months=months,
        counts=counts, which=which, titles=titles, page=page, states=request_flow.states_in_words(),
        waits_for=lists.waits_for,
        called=_called(actor) if which == "control" else [],
    )


def _called(actor: Any) -> list[tuple[Any, int]]:
    """(what came of it, how often) of the control calls."""
    found = lists.call_results(actor)
    return [(title, found.get(key, 0)) for key, title in CALLED.items()]


def _most(row: Any) -> int:
    if row.state == "unended":
        return parts.most_since_check_in(row)
    return parts.most_minutes(row) if row.state == "done" else 0


@pages.get("/requests/<int:request_id>")
@signed_in
def request_page(request_id: int) -> Any:
    """The worker's view of one request; who asked and who helps are sent to their own page of it."""
    actor = current_actor()
    found = details.detail(request_id)
    if not actor.can("love_savings.view_station", found.request):
        if found.request.person_id == actor.person_id:
            return redirect(url_for("love_savings.asked", request_id=request_id))
        details.for_helper(request_id, actor)
        return redirect(url_for("love_savings.job", request_id=request_id))
    row = found.request
    steps = open_steps(row, actor)
    relatives = kin.relatives_of(row.person_id) if row.helper_id else {}
    return render_template(
        "love_savings/request.html", found=found, row=row, state=request_flow.state_of(row), rules=rules(), steps=steps,
        buttons=[steps[name] for name in STATION_STEPS if name in steps],
        waves=details.waves_of(request_id), offer_state=offer_flow.state_of, history_steps=details.history_steps(row),
        visits=visits.visits_of(request_id) if row.visits else [], turns=relief.turns_of(row), state_of=request_flow.state_of,
        matter=disputes.matter_of(request_id),
        related=kin.said(relatives.get(row.helper_id)), arrived=ARRIVED.get(row.arrived_by, ""),
        called=CALLED.get(row.call_result, ""), most=_most(row),
        closed=[CLOSED.get(row.closed_as, ""), CANCELLED_BY.get(row.cancelled_by, "")], whose_wish=CANCELLED_BY,
        late=lateness.late_of(row.person_id, row.helper_id), may_dispatch=actor.can("love_savings.dispatch", row),
        passed=row.starts_at <= now(),
    )
