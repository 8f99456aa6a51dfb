"""The station's own page and the page of one request."""
from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for

from core.api import _l, current_actor, require, signed_in

from ..services import charts, details, figures, lists
from ..workflow import offer_flow, request_flow
from .blueprint import pages

FILTER_TITLES = {
    "todo": _l("待处理"), "going": _l("进行中"), "done": _l("待确认"),
    "confirmed": _l("已完成"), "cancelled": _l("已取消"), "all": _l("全部"),
}
STATION_STEPS = ("verify", "check_in_for", "check_out_for", "confirm_by_call", "take_back", "call_off")


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
    return render_template(
        "love_savings/station.html", figures=figures.station_figures(), chart_data=charts.hours_chart(months), months=months,
        counts=counts, which=which, titles=FILTER_TITLES, page=page, states=request_flow.states_in_words(),
    )


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
    buttons = [b for b in request_flow.available(found.request, actor) if b.name in STATION_STEPS]
    return render_template(
        "love_savings/request.html", found=found, row=found.request, state=request_flow.state_of(found.request),
        buttons=buttons, offers=details.offers_of(request_id), offer_state=offer_flow.state_of,
        history_steps=details.history_steps(found.request),
        may_dispatch=actor.can("love_savings.dispatch", found.request),
    )
