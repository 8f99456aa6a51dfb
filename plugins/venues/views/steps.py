"""The worker's buttons on a booking: refuse, check in for somebody, finish, call off."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for

from core.api import Missing, _, carried_out, current_actor, require, session

from ..services import arriving, deciding
from .blueprint import pages


@pages.post("/desk/bookings/<int:booking_id>/do/<step>")
@require("venues.approve")
def do(booking_id: int, step: str) -> Any:
    """One step of a booking by staff; back to the list where it came from there."""
    actor = current_actor()
    deciding.for_staff(booking_id, actor)
    said = {
        "refuse": _("已谢绝，并把原因告诉了预约的人。"), "check_in_for": _("已代记签到。"),
        "finish_for": _("已代记用完，剩下的时间放出来了。"), "call_off": _("预约已撤销，场地放出来了。"),
    }
    if step not in said:
        raise Missing(_("没有这一步，请回到预约页面再试。"))
    reason = request.form.get("reason", "").strip()[:200]
    from_list = request.form.get("from") == "list"
    back = url_for("venues.desk") if from_list else url_for("venues.desk_booking", booking_id=booking_id)
    return carried_out(lambda: arriving.step_of_staff(booking_id, actor, step, reason), said[step], back)


@pages.post("/desk/bookings/<int:booking_id>/approve-series")
@require("venues.approve")
def approve_series(booking_id: int) -> Any:
    """All that waits of a weekly series, except what others want too."""
    done, left = deciding.approve_series(booking_id, current_actor())
    session.commit()
    if done:
        flash(_("批准了 %(count)s 次，并通知了预约的人。", count=done), "success")
    if left:
        flash(_("还有 %(count)s 次被占或有人争，请一个一个看。", count=left), "error")
    return redirect(url_for("venues.desk_booking", booking_id=booking_id))
