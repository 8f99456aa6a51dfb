"""The worker's page of one card: its statement, on paper too, lost and replaced, granted minutes, credit."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for

from core.api import (
    Missing,
    _,
    carried_out,
    current_actor,
    get_person,
    refusals_shown,
    require,
    session,
)

from ..book_forms import CreditForm, HandOnForm
from ..services import cards, credit_lines, grants, handing_on, key_elders, lost_cards
from ..services.key_elders import KEEP_BOOKS
from ..services.lost_cards import KEEP_CARDS
from .blueprint import pages
from .card import VIEW, statement_page


@pages.get("/cards/<int:person_id>")
@require(VIEW)
def card_of(person_id: int) -> Any:
    """A resident's card at the desk."""
    return _card_page(person_id)


@pages.get("/cards/<int:person_id>/paper")
@require(VIEW)
def paper_of(person_id: int) -> Any:
    """A resident's statement of a month, for the printer."""
    person = get_person(person_id, current_actor(), VIEW)
    return statement_page(person.id, "love_savings/paper.html", back=url_for("love_savings.card_of", person_id=person_id))


@pages.post("/cards/<int:person_id>/do/<step>")
@require(KEEP_CARDS)
def card_do(person_id: int, step: str) -> Any:
    """Lost or replaced, at the desk; the form names the card to replace, so that sending it twice replaces it once."""
    actor = current_actor()
    steps = {
        "lost": (lost_cards.block, _("已经挂失，旧卡马上作废，时长都还在。")),
        "replace": (lambda *whose: lost_cards.replace(*whose, request.form.get("number", type=int)), _("新卡办好了，可以打印。")),
    }
    get_person(person_id, actor, KEEP_CARDS)
    if step not in steps:
        raise Missing(_("没有这一步，请回到储蓄卡再试。"))
    action, said = steps[step]
    return carried_out(lambda: action(person_id, actor), said, url_for("love_savings.card_of", person_id=person_id))


@pages.post("/cards/<int:person_id>/grant")
@require(KEEP_BOOKS)
def grant_to(person_id: int) -> Any:
    """This month's minutes for one key elder."""
    actor = current_actor()
    get_person(person_id, actor, KEEP_BOOKS)
    back = url_for("love_savings.card_of", person_id=person_id)
    return carried_out(lambda: grants.grant(person_id, actor), _("本月的时长在卡里了。"), back)


@pages.post("/cards/<int:person_id>/credit")
@require(KEEP_BOOKS)
def open_credit(person_id: int) -> Any:
    """A credit line, or another limit."""
    actor, form = current_actor(), CreditForm()
    get_person(person_id, actor, KEEP_BOOKS)
    if form.validate():
        with refusals_shown(form):
            credit_lines.open_line(person_id, actor, form.limit.data, form.reason.data)
            session.commit()
            return redirect(url_for("love_savings.card_of", person_id=person_id))
    return _card_page(person_id, credit_form=form)


@pages.post("/cards/<int:person_id>/credit/end")
@require(KEEP_BOOKS)
def end_credit(person_id: int) -> Any:
    """The credit line ends."""
    actor = current_actor()
    get_person(person_id, actor, KEEP_BOOKS)
    reason = request.form.get("reason", "")
    back = url_for("love_savings.card_of", person_id=person_id)
    return carried_out(lambda: credit_lines.end_line(person_id, actor, reason), _("信用额度结束了。"), back)


@pages.post("/cards/<int:person_id>/hand-on")
@require(KEEP_BOOKS)
def hand_on(person_id: int) -> Any:
    """What is left on the card of somebody who died, as the family wishes."""
    actor, form = current_actor(), HandOnForm()
    get_person(person_id, actor, KEEP_BOOKS)
    if form.validate():
        with refusals_shown(form):
            gift = handing_on.hand_on(person_id, actor, form.to.data or "", form.reason.data)
            session.commit()
            flash(_("移交了 %(minutes)d 分钟。", minutes=gift.minutes), "success")
            return redirect(url_for("love_savings.card_of", person_id=person_id))
    return _card_page(person_id, hand_on_form=form)


def _card_page(person_id: int, **sent: Any) -> Any:
    forms = {"credit_form": CreditForm(formdata=None), "hand_on_form": HandOnForm(formdata=None), **sent}
    actor = current_actor()
    person = get_person(person_id, actor, VIEW)
    keeps_books = actor.can(KEEP_BOOKS, person) and actor.person_id != person.id
    no_elder = key_elders.why_not(person.id, actor) if keeps_books else ""
    return statement_page(
        person.id, "love_savings/card_of.html", person=person, line_of=credit_lines.open_line_of, **forms,
        left_over=handing_on.left_over(person) if keeps_books else 0,
        keeps_cards=actor.can(KEEP_CARDS, person), keeps_books=keeps_books, no_elder=no_elder,
        no_grant="" if no_elder or not keeps_books else grants.why_not(cards.find_card(person.id)),
    )
