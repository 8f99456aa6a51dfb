"""The desk: what waits, one booking, and the question before an approval pushes others out."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from core.api import _, _l, current_actor, local_day, refusals_shown, require, session

from ..services import arriving, deciding, details, equipment, figures, lists
from ..workflow import flow
from .blueprint import pages

VIEW, APPROVE = "venues.view", "venues.approve"
TITLES = {
    "todo": _l("等审批"), "today": _l("今天"), "coming": _l("以后"), "waiting": _l("候补"), "past": _l("已结束"), "all": _l("全部"),
}
STAFF_STEPS = ("approve", "refuse", "check_in_for", "finish_for", "call_off")


@pages.get("/desk/")
@require(VIEW)
def desk() -> Any:
    """The list behind a filter with the next step on each row, and how much each place is used."""
    actor = current_actor()
    counts = lists.counts(actor)
    which = request.args.get("show", "")
    which = which if which in TITLES else "todo" if counts["todo"] else "today"
    place_id = request.args.get("place", type=int)
    page = lists.desk_page(actor, which, request.args.get("page", 1, type=int), counts[which], place_id)
    rows = [row.Booking for row in page.rows]
    used = figures.utilisation()
    return render_template(
        "venues/desk.html", counts=counts, which=which, titles=TITLES, page=page, states=flow.states_in_words(),
        overlaps=deciding.overlap_counts(rows), wanted=equipment.wanted_by([row.id for row in rows]), used=used,
        chart_data=figures.utilisation_chart(used), missed=lists.missed_lately(), may_approve=actor.can(APPROVE),
        keys=arriving.to_open(actor.person_id, everybody=actor.can("venues.manage")), may_manage=actor.can("venues.manage"),
    )


@pages.get("/desk/bookings/<int:booking_id>")
@require(VIEW)
def desk_booking(booking_id: int) -> Any:
    """One booking as staff see it."""
    actor = current_actor()
    row = deciding.for_staff(booking_id, actor)
    buttons = [button for button in flow.available(row, actor) if button.name in STAFF_STEPS]
    return render_template(
        "venues/desk_booking.html", found=details.detail(row), row=row, state=flow.state_of(row), buttons=buttons,
        rivals=_rivals(row) if row.state == "requested" else [], history_steps=details.history_steps(row),
        siblings=lists.of_series(row.series_id) if row.series_id else [], states=flow.states_in_words(),
        day=local_day(row.starts_at), may_open=row.state == "approved" and row.opened_at is None and actor.can(APPROVE, row),
    )


@pages.route("/desk/bookings/<int:booking_id>/approve", methods=("GET", "POST"))
@require(APPROVE)
def approve(booking_id: int) -> Any:
    """One click where nobody else wants that time; else the list of those who would be refused, first."""
    actor = current_actor()
    row = deciding.for_staff(booking_id, actor)
    if request.method == "POST":
        seen = {int(text) for text in request.form.getlist("refuses") if text.isdecimal()}
        with refusals_shown():
            deciding.approve(booking_id, actor, seen)
            session.commit()
            flash(_("已批准，并通知了预约的人。"), "success")
            return redirect(url_for("venues.desk_booking", booking_id=booking_id))
        row = deciding.for_staff(booking_id, actor)
    if row.state != "requested":
        return redirect(url_for("venues.desk_booking", booking_id=booking_id))
    return render_template("venues/approve.html", found=details.detail(row), row=row, rivals=_rivals(row))


def _rivals(row: Any) -> list[tuple[Any, str]]:
    """The rivals with the names of those whom this worker may see."""
    others = deciding.rivals(row)
    names = lists.names_of_day(current_actor(), [other.id for other in others])
    return [(other, names.get(other.id, "")) for other in others]
