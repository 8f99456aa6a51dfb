"""A claim that somebody makes at the counter or on the phone, noted by the station."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from core.api import Refused, _, current_actor, require, session

from ..forms import CounterForm
from ..services import claiming, collecting, finding
from .blueprint import pages, refused
from .claims import parts_of, prepared

HAND_OVER = "micro_wish.hand_over"


@pages.route("/wishes/<int:wish_id>/claim-for", methods=("GET", "POST"))
@require(HAND_OVER)
def claim_for(wish_id: int) -> Any:
    """Who claims, in whose name, by when."""
    actor = current_actor()
    wish = finding.for_station(wish_id, actor, HAND_OVER)
    form = prepared(CounterForm(), wish, claiming.parties_at_the_counter())
    back = url_for("micro_wish.wish_page", wish_id=wish_id)
    if request.method == "POST" and form.validate():
        try:
            who = (form.who.data or "").strip()
            person_id = collecting.the_one(who, actor).id if who else None
            claiming.claim_for(
                wish_id, actor, form.party.data, person_id, parts_of(form, wish), form.promised_on.data,
                form.words.data or "",
            )
            session.commit()
            flash(_("认领登记好了。"), "success")
            return redirect(back)
        except Refused as refusal:
            refused(form, refusal)
            wish = finding.for_station(wish_id, actor, HAND_OVER)
    return render_template("micro_wish/counter.html", form=form, row=wish, back=back)
