"""Activities that come back every week or so."""
from __future__ import annotations

from datetime import date, time
from typing import Any

from flask import redirect, request, url_for

from core.api import Refused, _, carried_out, community_today, current_actor, refusals_shown, require, session

from ..forms import WEEKDAYS, SeriesForm, minute_of
from ..services import hosts, series
from .blueprint import framed, pages
from .choices import prepared
from .public import where

RUN = "activities.run"


@pages.get("/series")
@require(RUN)
def all_series() -> str:
    """The series that this person runs."""
    return framed("activities/all_series.html", rows=series.of(current_actor()), **_shown())


@pages.route("/series/new", methods=("GET", "POST"))
@require(RUN)
def new_series() -> Any:
    """Begin a series; the dates of the coming weeks are announced at once."""
    actor = current_actor()
    form = prepared(SeriesForm(), actor)
    if request.method == "GET":
        form.from_day.data = community_today()
    elif form.validate():
        with refusals_shown(form):
            row = series.begin(actor, {**_values(form), "leader_id": actor.person_id})
            session.commit()
            return redirect(url_for("activities.one_series", series_id=row.id))
        prepared(form, actor)
    return framed("activities/form.html", form=form, title=_("新的系列活动"), back=url_for("activities.all_series"))


@pages.route("/series/<int:series_id>", methods=("GET", "POST"))
@require(RUN)
def one_series(series_id: int) -> Any:
    """A series with its dates to come; another rule moves only dates that nobody signed up for."""
    actor = current_actor()
    row = series.for_runner(series_id, actor)
    form = prepared(SeriesForm(data=_data(row)), actor)
    if request.method == "POST" and form.validate():
        with refusals_shown(form):
            series.alter(series_id, actor, _values(form))
            session.commit()
            return redirect(url_for("activities.one_series", series_id=series_id))
        row, form = series.for_runner(series_id, actor), prepared(form, actor)
    return framed("activities/one_series.html", row=row, form=form, dates=series.dates(row), **_shown())


def _shown() -> dict[str, Any]:
    return {"where": where, "host_name": hosts.host_name, "weekdays": WEEKDAYS}


def _values(form: SeriesForm) -> dict[str, Any]:
    return {
        **form.what(), **hosts.host_values(form.host.data), "weekday": form.weekday.data,
        "every_weeks": form.every_weeks.data, "start_minute": minute_of(form.start.data), "minutes": form.minutes.data,
        "helpers": form.helpers.data or 0, "from_day": form.from_day.data, "until_day": form.until_day.data,
    }


def _data(row: Any) -> dict[str, Any]:
    kept = (
        "title", "kind", "for_whom", "place_id", "place_text", "quota", "text", "weekday", "every_weeks", "minutes",
        "helpers", "from_day", "until_day",
    )
    values = {name: getattr(row, name) for name in kept}
    return {**values, "host": hosts.host_key(row), "start": time(row.start_minute // 60, row.start_minute % 60)}


@pages.post("/series/<int:series_id>/skip")
@require(RUN)
def skip(series_id: int) -> Any:
    """Leave one day out."""
    actor = current_actor()

    def act() -> None:
        try:
            day = date.fromisoformat(request.form.get("day", ""))
        except ValueError:
            raise Refused(_("请选要停的那一天。")) from None
        series.skip(series_id, actor, day)

    return carried_out(act, _("这一天停一次，报了名的人都收到了消息。"), url_for("activities.one_series", series_id=series_id))


@pages.post("/series/<int:series_id>/end")
@require(RUN)
def end_series(series_id: int) -> Any:
    """No more dates from now on."""
    actor = current_actor()
    back = url_for("activities.one_series", series_id=series_id)
    return carried_out(lambda: series.end(series_id, actor), _("这个系列不再排新的场次了。"), back)
