"""The holder's phone: give minutes to a neighbour, after a look at whose card it is, or to the common pool."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from core.api import _, current_actor, refusals_shown, session, signed_in

from ..book_forms import DonateForm, GiftForm
from ..services import cards, gifts
from .blueprint import pages


@pages.route("/card/gift", methods=("GET", "POST"))
@signed_in
def gift() -> Any:
    """To whom and how much; then the page that shows whose card it is."""
    form = GiftForm()
    if request.method == "GET":
        form.to.data = request.args.get("to", "")[:300]
    elif form.validate():
        with refusals_shown(form):
            card, name = gifts.receiver_of(form.to.data, current_actor())
            return render_template("love_savings/gift_check.html", form=form, card=card, name=name)
    return _page("love_savings/gift.html", form, gifts.left_today, gifts.why_nothing, gifts.why_no_gift)


@pages.post("/card/gift/confirm")
@signed_in
def give() -> Any:
    """The confirmed gift."""
    actor, form = current_actor(), GiftForm()
    if form.validate():
        with refusals_shown(form):
            gifts.give(actor, form.to.data, form.minutes.data, form.words.data or "", form.nonce.data)
            session.commit()
            flash(_("转过去了，邻居会收到消息。"), "success")
            return redirect(url_for("love_savings.card"))
    return _page("love_savings/gift.html", form, gifts.left_today, gifts.why_nothing, gifts.why_no_gift)


@pages.route("/card/donate", methods=("GET", "POST"))
@signed_in
def donate() -> Any:
    """Into the common pool, from which the station grants minutes to key elders."""
    actor, form = current_actor(), DonateForm()
    if request.method == "POST" and form.validate():
        with refusals_shown(form):
            gifts.donate(actor, form.minutes.data, form.words.data or "", form.nonce.data)
            session.commit()
            flash(_("谢谢您！工作站会把这些时长送给需要的老人。"), "success")
            return redirect(url_for("love_savings.card"))
    return _page("love_savings/donate.html", form, gifts.giveable, gifts.why_nothing)


def _page(template: str, form: Any, most_of: Callable[[Any], int], *reasons: Callable[[Any], str]) -> Any:
    card = cards.find_card(current_actor().person_id)
    if card is None:
        return redirect(url_for("love_savings.card"))
    # Who has typed something in keeps it, with the refusal.
    refusal = next(filter(None, (why(card) for why in reasons)), "") if request.method == "GET" else ""
    have = most_of(card)
    form.minutes.offer(have)
    return render_template(template, form=form, have=have, refusal=refusal)
