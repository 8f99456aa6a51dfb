"""The desk: what is due, the charts, and the report of a month in one click."""
from __future__ import annotations

from typing import Any

from flask import render_template, request

from core.api import _l, current_actor, month_after, require, this_month

from ..services import figures, lists, reports
from ..services.calendar import is_month
from ..services.hosts import host_name
from ..workflow import activity_flow
from .blueprint import pages
from .choices import month_words
from .public import where

VIEW = "activities.view"
TITLES = {
    "todo": _l("等着办"), "coming": _l("要举行"), "done": _l("已总结"), "cancelled": _l("已取消"), "all": _l("全部"),
}


@pages.get("/desk")
@require(VIEW)
def desk() -> str:
    """Activities by their due step, with the charts of the last months."""
    actor = current_actor()
    counts = lists.counts_by_filter(actor)
    which = request.args.get("show", "")
    which = which if which in lists.FILTERS else "todo"
    page = lists.desk_page(actor, which, request.args.get("page", 1, type=int), counts[which])
    months = figures.per_month()  # counts are public: everybody at the desk sees the whole community's
    held, seen = figures.months_charts(months)
    return render_template(
        "activities/desk.html", page=page, counts=counts, which=which, titles=TITLES, where=where, host_name=host_name,
        states=activity_flow.states_in_words(), months=months, held=held, seen=seen,
    )


@pages.get("/report")
@require(VIEW)
def report() -> Any:
    """The report of one month, to read or to print."""
    month = request.args.get("month", this_month(), type=int)
    month = month if is_month(month) else this_month()
    found = reports.month_report(month)
    return render_template(
        "activities/report.html", report=found, title=month_words(month), before=month_after(month, -1),
        after=month_after(month), month_words=month_words,
    )
