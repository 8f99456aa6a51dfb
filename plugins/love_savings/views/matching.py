"""The matching page, and typing a request in for a resident."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from core.api import (
    Refused,
    _,
    current_actor,
    get_person,
    now,
    refusals_shown,
    require,
    search_people,
    session,
)

from ..forms import BehalfForm, MatchForm
from ..rules import rules
from ..services import asking, details, dispatching
from ..workflow import request_flow
from .askform import prepared
from .blueprint import pages

VERIFY = "love_savings.verify"


@pages.route("/requests/<int:request_id>/match", methods=("GET", "POST"))
@require("love_savings.dispatch")
def match(request_id: int) -> Any:
    """Ranked volunteers with their reasons; ticking others than the first ones needs a reason."""
    actor = current_actor()
    found = details.for_station(request_id, actor)
    form = MatchForm()
    if request.method == "POST":
        with refusals_shown():
            dispatching.offer(request_id, actor, form.chosen.data or [], form.reason.data or "")
            session.commit()
            flash(_("邀请已经发出，谁答应了这一页会写明。"), "success")
            return redirect(url_for("love_savings.request_page", request_id=request_id))
        found = details.for_station(request_id, actor)
    return _match_page(found, form)


def _match_page(found: Any, form: Any) -> str:
    waiting = found.request.state == "verified" and found.request.starts_at > now()
    ranked = dispatching.candidates(found.request) if waiting else []
    remarks = dispatching.remarks_on(found.request, ranked)
    size = rules().wave_size(found.request.wave - found.request.waves_from)
    first = [pick.person_id for pick in ranked if pick.person_id not in remarks][:size]
    return render_template(
        "love_savings/match.html", found=found, row=found.request, state=request_flow.state_of(found.request),
        waiting=waiting, ranked=ranked, remarks=remarks, form=form, rules=rules(),
        ticked=form.chosen.data or [] if request.method == "POST" else first,
    )


@pages.route("/requests/new", methods=("GET", "POST"))
@require(VERIFY)
def new() -> Any:
    """Find the resident, then type in what they need (代办)."""
    actor = current_actor()
    person_id = request.values.get("person_id", type=int)
    if not person_id:
        text = request.args.get("q", "").strip()
        hits = search_people(text, actor) if text else []
        return render_template("love_savings/find.html", text=text, hits=hits)
    person = get_person(person_id, actor)
    again = request.args.get("again", type=int)
    earlier = details.for_station(again, actor).request if again else None
    form = prepared(BehalfForm(person_id=str(person_id)), earlier)
    if request.method == "POST" and form.validate():
        starts_at, ends_at = form.span()
        try:
            made = asking.ask(
                actor, person_id, starts_at, ends_at, skill_id=form.skill_id.data or None,
                words=form.words.data or "", place=form.place.data or "",
            )
            session.commit()
            flash(_("已替居民登记，请核实后派单。"), "success")
            return redirect(url_for("love_savings.request_page", request_id=made.id))
        except Refused as refusal:
            session.rollback()
            form.form_errors.append(str(refusal))
            person = get_person(person_id, actor)
    return render_template("love_savings/new.html", form=form, person=person)
