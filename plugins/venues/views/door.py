"""Where the QR code on a door leads: one large button to check in, to go on, or to book."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from core.api import _, current_actor, refusals_shown, session, signed_in

from ..services import arriving
from ..workflow import flow
from .blueprint import pages


@pages.route("/door/<token>", methods=("GET", "POST"))
@signed_in
def door(token: str) -> Any:
    """What I have booked behind this door just now; sending the page checks me in."""
    actor = current_actor()
    place, code = arriving.door_of(token)
    rows = arriving.bookings_at_door(place.id, actor.person_id)
    due = next((row for row in rows if row.state == "approved"), None)
    if request.method == "POST" and due is not None:
        booking_id = due.id
        with refusals_shown():
            arriving.check_in(booking_id, actor, code)
            session.commit()
            flash(_("签到成功，请好好使用，用完关灯锁门。"), "success")
            return redirect(url_for("venues.booking", booking_id=booking_id))
        return redirect(url_for("venues.door", token=token))
    return render_template("venues/door.html", place=place, rows=rows, due=due, states=flow.states_in_words())
