"""The savings card on the phone, its monthly statement (also on paper), and the QR code."""
from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for

from core.api import (
    Missing,
    Person,
    _,
    carried_out,
    current_actor,
    get_person,
    require,
    session,
    signed_in,
    this_month,
    word,
)

from ..rules import rules
from ..services import cards, checking, details, stars
from .blueprint import pages

VIEW = "love_savings.view_station"


def _statement_page(person_id: int, template: str, **more: Any) -> Any:
    view = cards.card_view(person_id)
    month = request.args.get("month", this_month(), type=int)
    lines = cards.statement(view.card.id, month) if view else []
    months = cards.months_with_movements(view.card.id) if view else []
    return render_template(
        template, view=view, star=stars.star(person_id), lines=lines, month=month, months=months, card_name=rules().card_name,
        month_in=_sum(lines, "in"), month_out=_sum(lines, "out"),
        **more,
    )


def _sum(lines: Any, kind: str) -> int:
    signs = {kind: 1, f"{kind}_back": -1}
    return sum(signs.get(line.kind, 0) * line.minutes for line in lines)


@pages.get("/card")
@signed_in
def card() -> Any:
    """One's own card and one month's statement."""
    return _statement_page(current_actor().person_id, "love_savings/card.html")


@pages.post("/card")
@signed_in
def issue() -> Any:
    """Get a card."""
    person_id = current_actor().person_id
    back = url_for("love_savings.card")
    return carried_out(lambda: cards.card_for(person_id), _("%(card)s办好了。", card=rules().card_name or word("savings_card")), back)


@pages.get("/cards/<int:person_id>")
@require(VIEW)
def card_of(person_id: int) -> Any:
    """A resident's card at the desk, to read out or to print."""
    person = get_person(person_id, current_actor(), VIEW)
    return _statement_page(person.id, "love_savings/card_of.html", person=person)


@pages.get("/c/<token>")
@signed_in
def scan(token: str) -> Any:
    """Where the QR code of a card leads: its owner to the card, the helper on the job to the check-in, a worker on."""
    actor = current_actor()
    person_id = cards.person_of_token(token)
    if person_id == actor.person_id:
        return redirect(url_for("love_savings.card"))
    job = checking.job_at(person_id, actor)
    if job is not None:
        found = details.for_helper(job.id, actor)
        return render_template("love_savings/scanned.html", found=found, row=job, token=token)
    if not actor.can(VIEW, session.get_one(Person, person_id)):
        raise Missing(_("没有这张储蓄卡，请核对二维码或卡号。"))
    return redirect(url_for("love_savings.card_of", person_id=person_id))
