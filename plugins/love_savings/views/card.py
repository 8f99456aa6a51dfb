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
    session,
    signed_in,
    word,
)

from ..errors import CardLost
from ..rules import rules
from ..services import cards, checking, details, gifts, lost_cards, stars, statements
from .blueprint import pages

VIEW = "love_savings.view_station"


def statement_page(person_id: int, template: str, *, gives: bool = False, **more: Any) -> Any:
    """A page with a card and one month of it; the page says what to do where there is no card yet.

    gives: with what the holder can give away, or why nothing.
    """
    view = cards.card_view(person_id)
    if gives and view:
        nothing = gifts.why_nothing(view.card)
        more |= {"nothing": nothing, "no_gift": nothing or gifts.why_no_gift(view.card)}
    month = statements.chosen_month(request.args.get("month"))
    return render_template(
        template, view=view, months=statements.months(view.card) if view else [], card_name=rules().card_name,
        statement=statements.statement(view.card, month) if view else None,
        lost=lost_cards.history(view.card.id) if view else [], rules=rules(),
        star=stars.star(person_id), **more,
    )


@pages.get("/card")
@signed_in
def card() -> Any:
    """One's own card and one month's statement."""
    return statement_page(current_actor().person_id, "love_savings/card.html", gives=True)


@pages.get("/card/paper")
@signed_in
def paper() -> Any:
    """One's own statement of a month, for the printer."""
    actor = current_actor()
    return statement_page(actor.person_id, "love_savings/paper.html", back=url_for("love_savings.card"))


@pages.post("/card/lost")
@signed_in
def report_lost() -> Any:
    """Report one's own card lost."""
    actor, said = current_actor(), _("已经挂失，旧卡马上作废，时长都还在。")
    return carried_out(lambda: lost_cards.block(actor.person_id, actor), said, url_for("love_savings.card"))


@pages.post("/card/replace")
@signed_in
def replace_card() -> Any:
    """Get another card for one's own; the form names the old one, so that sending it twice replaces it once."""
    actor, said = current_actor(), _("换好了，这是您的新卡。")

    def replaced() -> None:
        lost_cards.replace(actor.person_id, actor, request.form.get("number", type=int))

    return carried_out(replaced, said, url_for("love_savings.card"))


@pages.post("/card")
@signed_in
def issue() -> Any:
    """Get a card."""
    person_id = current_actor().person_id
    said = _("%(card)s办好了。", card=rules().card_name or word("savings_card"))
    return carried_out(lambda: cards.card_for(person_id), said, url_for("love_savings.card"))


@pages.get("/c/<token>")
@signed_in
def scan(token: str) -> Any:
    """Where the QR code of a card leads: its owner to the card, the helper on the job to the check-in, a worker on.

    Who holds a card may give minutes to a neighbour whose card they scan; a dead code says what to do.
    """
    actor = current_actor()
    try:
        person_id = cards.person_of_token(token)
    except CardLost as dead:
        return render_template("love_savings/dead.html", said=str(dead)), 410
    if person_id == actor.person_id:
        return redirect(url_for("love_savings.card"))
    job = checking.job_at(person_id, actor)
    if job is not None:
        found = details.for_helper(job.id, actor)
        return render_template("love_savings/scanned.html", found=found, row=job, token=token)
    if not actor.can(VIEW, session.get_one(Person, person_id)):
        if rules().gift_daily_minutes and cards.find_card(actor.person_id) is not None:
            return redirect(url_for("love_savings.gift", to=token))
        raise Missing(_("没有这张储蓄卡，请核对二维码或卡号。"))
    return redirect(url_for("love_savings.card_of", person_id=person_id))
