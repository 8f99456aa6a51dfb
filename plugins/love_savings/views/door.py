"""The helper at the resident's door: code or card, a door that stays shut, the resident's yes, and another day."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from core.api import (
    _,
    carried_out,
    community_today,
    community_zone,
    current_actor,
    refusals_shown,
    require,
    session,
    signed_in,
)

from ..service_forms import ArriveForm, ContinueForm, DoorForm, MoveForm
from ..services import checking, codes, confirming, details, visits
from .blueprint import pages

DISPATCH = "love_savings.dispatch"


def _job(request_id: int) -> str:
    return url_for("love_savings.job", request_id=request_id)


@pages.route("/mine/jobs/<int:request_id>/arrive", methods=("GET", "POST"))
@signed_in
def arrive(request_id: int) -> Any:
    """Check in with the six digits that the resident says."""
    actor = current_actor()
    found = details.for_helper(request_id, actor)
    form = ArriveForm()
    if request.method == "POST" and form.validate():
        with refusals_shown(form):
            checking.arrive_by_code(request_id, actor, form.code.data)
            session.commit()
            flash(_("已签到，辛苦您了。"), "success")
            return redirect(_job(request_id))
        found = details.for_helper(request_id, actor)
    return render_template("love_savings/arrive.html", found=found, row=found.request, form=form)


@pages.post("/mine/jobs/<int:request_id>/arrive/card")
@signed_in
def arrive_by_card(request_id: int) -> Any:
    """Check in with the card that was scanned."""
    actor = current_actor()
    details.for_helper(request_id, actor)
    token = request.form.get("token", "")
    return carried_out(
        lambda: checking.arrive_by_card(request_id, actor, token), _("已签到，辛苦您了。"), _job(request_id)
    )


@pages.route("/mine/jobs/<int:request_id>/confirm", methods=("GET", "POST"))
@signed_in
def at_door(request_id: int) -> Any:
    """The resident says yes on the helper's screen: a signature, or the digits for a job well done."""
    actor = current_actor()
    found = details.for_helper(request_id, actor)
    form = DoorForm()
    if request.method == "POST" and form.validate():
        with refusals_shown(form):
            confirming.confirm_at_door(
                request_id, actor, code=form.code.data or "", signature=form.signature.data or ""
            )
            session.commit()
            flash(_("居民确认了，时长马上存进您的卡。"), "success")
            return redirect(_job(request_id))
        found = details.for_helper(request_id, actor)
    return render_template("love_savings/at_door.html", found=found, row=found.request, form=form)


@pages.route("/mine/jobs/<int:request_id>/pause", methods=("GET", "POST"))
@signed_in
def pause(request_id: int) -> Any:
    """Not finished: check out for today and agree on another time."""
    actor = current_actor()
    found = details.for_helper(request_id, actor)
    form = ContinueForm()
    if form.day.data is None and not form.is_submitted():
        form.day.data = community_today() + timedelta(days=1)
    if request.method == "POST" and form.validate():
        with refusals_shown(form):
            visits.pause(request_id, actor, *form.span())
            session.commit()
            flash(_("今天的已记下，下一次请按新约的时间来。"), "success")
            return redirect(_job(request_id))
        found = details.for_helper(request_id, actor)
    return render_template("love_savings/pause.html", found=found, row=found.request, form=form)


@pages.route("/requests/<int:request_id>/move", methods=("GET", "POST"))
@signed_in
def move(request_id: int) -> Any:
    """The next visit at another time: for the volunteer and for the station."""
    actor = current_actor()
    own = details.detail(request_id).request.helper_id == actor.person_id
    row = (details.for_helper if own else details.for_station)(request_id, actor).request
    back = _job(request_id) if own else url_for("love_savings.request_page", request_id=request_id)
    local = row.starts_at.astimezone(community_zone())
    form = MoveForm(day=local.date(), start=f"{local:%H:%M}")
    if request.method == "POST" and form.validate():
        with refusals_shown(form):
            visits.move(request_id, actor, form.begin())
            session.commit()
            flash(_("下一次的时间改好了。"), "success")
            return redirect(back)
    layout = "phone.html" if own else "shell.html"
    return render_template("love_savings/move.html", form=form, back=back, layout=layout)


@pages.post("/requests/<int:request_id>/codes")
@require(DISPATCH)
def codes_page(request_id: int) -> Any:
    """The resident's digits for a worker to read out or to print, noted in the audit first."""
    actor = current_actor()
    details.for_station(request_id, actor)
    checking.open_codes(request_id, actor)
    session.commit()
    found = details.for_station(request_id, actor)
    return render_template(
        "love_savings/codes.html", found=found, row=found.request, arrival=codes.arrival_code(found.request),
        finish=codes.finish_code(found.request),
    )
