"""The booker's phone: my bookings, one of them, cancelling, taking an offer, checking in, and the doors I open."""
from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for

from core.api import Missing, _, carried_out, current_actor, refusals_shown, session, signed_in

from ..forms import CodeForm
from ..rules import rules
from ..services import arriving, deciding, details, lists, waiting
from ..workflow import flow
from .blueprint import pages


@pages.get("/mine")
@signed_in
def mine() -> Any:
    """All my bookings, and the doors that I hold the key to."""
    actor = current_actor()
    live = lists.mine(actor.person_id, live=True, limit=60)
    return render_template(
        "venues/mine.html", live=live, past=lists.mine(actor.person_id, live=False, limit=20), states=flow.states_in_words(),
        line=waiting.places_in_line([row.Booking for row in live]), keys=arriving.to_open(actor.person_id),
    )


@pages.get("/mine/<int:booking_id>")
@signed_in
def booking(booking_id: int) -> Any:
    """One booking, and what can be done with it now."""
    return _page(booking_id, CodeForm())


def _page(booking_id: int, form: CodeForm) -> Any:
    actor = current_actor()
    row = deciding.for_booker(booking_id, actor)
    steps = {button.name for button in flow.available(row, actor) if not button.refusal}
    return render_template(
        "venues/booking.html", found=details.detail(row), row=row, state=flow.state_of(row), steps=steps, form=form,
        line=waiting.places_in_line([row]).get(row.id), rules=rules(), history_steps=details.steps_for_booker(row),
        siblings=lists.of_series(row.series_id) if row.series_id else [], states=flow.states_in_words(),
    )


@pages.post("/mine/<int:booking_id>/check-in")
@signed_in
def check_in(booking_id: int) -> Any:
    """By the six digits on the door."""
    actor, form = current_actor(), CodeForm()
    deciding.for_booker(booking_id, actor)
    if form.validate():
        with refusals_shown(form):
            arriving.check_in(booking_id, actor, form.code.data)
            session.commit()
            return carried_out(lambda: None, _("签到成功，请好好使用，用完关灯锁门。"), _url(booking_id))
    return _page(booking_id, form)


@pages.post("/mine/<int:booking_id>/do/<step>")
@signed_in
def step(booking_id: int, step: str) -> Any:
    """Cancel, take an offered place, or finish."""
    actor = current_actor()
    deciding.for_booker(booking_id, actor)
    said = {"cancel": _("预约已取消，谢谢您早点说。"), "take": _("好的，场地是您的了。"), "finish": _("谢谢，场地已经放出来了。")}
    if step not in said:
        raise Missing(_("没有这一步，请回到预约页面再试。"))
    return carried_out(lambda: arriving.step_of_booker(booking_id, actor, step), said[step], _url(booking_id))


@pages.post("/mine/<int:booking_id>/cancel-series")
@signed_in
def cancel_series(booking_id: int) -> Any:
    """This one of a weekly series and all that come after it."""
    actor = current_actor()
    deciding.for_booker(booking_id, actor)
    return carried_out(
        lambda: arriving.cancel_series(booking_id, actor), _("这一次和后面的都取消了，谢谢您早点说。"), url_for("venues.mine")
    )


@pages.post("/keys/<int:booking_id>")
@signed_in
def opened(booking_id: int) -> Any:
    """The key-holder, or staff, unlocked the door."""
    actor = current_actor()
    row = deciding.the_booking(booking_id)
    staff = request.form.get("from") == "desk" and actor.can("venues.view", row)
    back = url_for("venues.desk_booking", booking_id=booking_id) if staff else url_for("venues.mine")
    return carried_out(lambda: arriving.opened(booking_id, actor), _("已记下：门开好了。"), back)


def _url(booking_id: int) -> str:
    return url_for("venues.booking", booking_id=booking_id)
