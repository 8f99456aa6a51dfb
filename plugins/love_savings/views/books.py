"""The station's books: its accounts, grants to key elders, the price list, and taking a booking back."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from core.api import _, carried_out, current_actor, refusals_shown, require, session, this_month

from ..book_forms import price_form
from ..errors import NobodyTicked
from ..names import masked
from ..rules import rules
from ..services import books as accounts
from ..services import credit_lines, grant_lists, grants, prices, reversals
from ..services.key_elders import KEEP_BOOKS
from .blueprint import pages

SET_PRICES = "love_savings.set_prices"


@pages.get("/books")
@require(KEEP_BOOKS)
def books() -> Any:
    """Who holds how much, and which cards may go below zero."""
    actor = current_actor()
    return render_template(
        "love_savings/books.html", totals=accounts.totals(), lines=credit_lines.open_lines(actor),
        granted=grant_lists.granted(actor, this_month()), sets_prices=actor.can(SET_PRICES), no_grants=grants.why_none(),
    )


@pages.route("/grants", methods=("GET", "POST"))
@require(KEEP_BOOKS)
def grant_page() -> Any:
    """Choose who is granted minutes this month; each person once, however often the button is pressed."""
    actor = current_actor()
    if request.method == "POST":
        with refusals_shown():
            _grant([int(key) for key in request.form.getlist("chosen") if key.isdecimal()], actor)
            return redirect(url_for("love_savings.grant_page"))
    which = grant_lists.BEFORE if request.args.get("show") == grant_lists.BEFORE else grant_lists.AGED
    return render_template(
        "love_savings/grants.html", which=which, month=this_month(), rules=rules(), totals=accounts.totals(),
        page=grant_lists.waiting(actor, which, request.args.get("page", 1, type=int)),
        granted=grant_lists.granted(actor, this_month()), no_grants=grants.why_none(),
    )


def _grant(chosen: list[int], actor: Any) -> None:
    if not chosen:
        raise NobodyTicked
    given = 0
    for person_id in chosen:
        given += grants.grant(person_id, actor)
        session.commit()  # each grant stands by itself: a refusal further down takes none of them back
    flash(_("发放给了 %(given)d 位，另有 %(had)d 位本月已经发过。", given=given, had=len(chosen) - given), "success")


@pages.route("/prices", methods=("GET", "POST"))
@require(SET_PRICES)
def price_page() -> Any:
    """What an hour of each service costs the card."""
    listed = prices.price_list()
    form = price_form(listed)
    if request.method == "POST" and form.validate():
        chosen = {skill_id: form[f"skill_{skill_id}"].data for skill_id, _title, _price in listed}
        prices.save(chosen, current_actor())
        session.commit()
        flash(_("价目保存好了，从下一次派单起用。"), "success")
        return redirect(url_for("love_savings.price_page"))
    return render_template("love_savings/prices.html", form=form)


@pages.route("/bookings/<int:transfer_id>/take-back", methods=("GET", "POST"))
@require(KEEP_BOOKS)
def take_back(transfer_id: int) -> Any:
    """Both sides of a booking, and the reason why it is taken back."""
    actor = current_actor()
    found = reversals.booking(transfer_id, actor)
    if request.method == "POST":
        back = url_for("love_savings.take_back", transfer_id=transfer_id)
        reason = request.form.get("reason", "")
        return carried_out(lambda: reversals.take_back(transfer_id, actor, reason), _("已经冲正，双方都收到了消息。"), back)
    return render_template(
        "love_savings/take_back.html", found=found, masked=masked, kind=reversals.kind_of(found.transfer.key),
        reachable={side.person.id for side in found.sides if actor.can(KEEP_BOOKS, side.person)},
    )
