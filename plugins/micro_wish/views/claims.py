"""Claiming a wish, and what a claimant does with it until it is handed over."""
from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from wtforms import SelectChoice

from core.api import Missing, Refused, _, carried_out, community_today, current_actor, require, session, signed_in

from ..conditions import bringer
from ..forms import CLEAR_DAY, ClaimForm, DayForm, HandOverForm
from ..models import Wish
from ..rules import rules
from ..services import claiming, details, finding, handover, lists
from ..services.shares import amount_words
from ..workflow import claim_flow, wish_flow
from .blueprint import faults, pages, reason_sent, refused

CLAIM = "micro_wish.claim"


def prepared(form: Any, wish: Wish, parties: list[Any]) -> Any:
    """A claim form with its choices, the suggested day, and the words for what is left."""
    form.party.choices = [SelectChoice(party.key, party.title) for party in parties]
    left = wish.parts - wish.taken
    if not form.is_submitted():
        form.party.data = parties[0].key if parties else None
        form.promised_on.data = community_today() + timedelta(days=rules().promise_days)
        form.parts.data = left // 100 if wish.share == "fen" else 1
    if wish.share == "whole":
        del form.parts
    else:
        form.parts.label.text = _("认领多少元") if wish.share == "fen" else _("认领几份")
        form.parts.description = _("还剩 %(left)s。", left=amount_words(wish.share, left))
    return form


def parts_of(form: Any, wish: Wish) -> int:
    """How much was asked for, in the wish's own measure."""
    parts: int = (form.parts.data or 1) if "parts" in form else 1
    return parts * 100 if wish.share == "fen" else parts


@pages.route("/no/<int:number>/claim", methods=("GET", "POST"))
@require(CLAIM)
def claim(number: int) -> Any:
    """In whose name, how much, by when."""
    actor = current_actor()
    wish = finding.by_number(number)
    parties = claiming.parties_of(actor)
    form = prepared(ClaimForm(), wish, parties)
    if request.method == "POST" and form.validate():
        parts = parts_of(form, wish)
        try:
            made = claiming.claim(number, actor, form.party.data, parts, form.promised_on.data)
            session.commit()
            said = _("谢谢您！心愿说好了，请按约定的日子送来。") if made.promised_on else _("先给您留着，请在到期前定下日子。")
            flash(said, "success")
            return redirect(url_for("micro_wish.claimed", claim_id=made.id))
        except Refused as refusal:
            refused(form, refusal)
            wish = finding.by_number(number)
    return render_template(
        "micro_wish/claim.html", form=form, row=wish, state=wish_flow.state_of(wish), parties=parties, rules=rules()
    )


@pages.get("/claims")
@require(CLAIM)
def my_claims() -> Any:
    """All that I, my team or my unit claimed."""
    rows = lists.claims_of(current_actor())
    return render_template("micro_wish/my_claims.html", rows=rows, states=claim_flow.states_in_words())


@pages.get("/claims/<int:claim_id>")
@signed_in
def claimed(claim_id: int) -> Any:
    """One claim: what to bring, by when, where to, and what to press."""
    actor = current_actor()
    made, wish = finding.own_claim(claim_id, actor)
    day = made.promised_on or community_today() + timedelta(days=rules().promise_days)
    return render_template(
        "micro_wish/claimed.html", made=made, row=wish, state=claim_flow.state_of(made),
        wish_state=wish_flow.state_of(wish), form=DayForm(formdata=None, promised_on=day),
        found=details.detail(wish) if handover.knows(wish, actor) else None,
        steps={b.name for b in claim_flow.available(made, actor) if not b.refusal},
        wish_steps={b.name for b in wish_flow.available(wish, actor) if not b.refusal},
    )


def _steps(made: Any, actor: Any) -> dict[str, tuple[Callable[[], Any], Any]]:
    reason = reason_sent()
    return {
        "promise": (lambda: claiming.promise(made.id, actor, _day()), _("日子定好了，谢谢您！")),
        "postpone": (lambda: claiming.postpone(made.id, actor, _day(), reason), _("日子改好了。")),
        "leave": (lambda: claiming.leave(made.id, actor, reason), _("已退出，心愿回到墙上，谢谢您告诉我们。")),
        "prepare": (lambda: handover.prepare(made.wish_id, actor), _("太好了！请按下面写的送来。")),
    }


def _day() -> Any:
    form = DayForm()
    if not form.validate():
        raise Refused(CLEAR_DAY if form.promised_on.errors else faults(form))
    return form.promised_on.data


@pages.post("/claims/<int:claim_id>/do/<step>")
@signed_in
def claim_step(claim_id: int, step: str) -> Any:
    """A step of a claim by the claimant."""
    actor = current_actor()
    made, _wish = finding.own_claim(claim_id, actor)
    steps = _steps(made, actor)
    if step not in steps:
        raise Missing(_("没有这一步，请回到“我的认领”再试。"))
    action, said = steps[step]
    return carried_out(action, said, url_for("micro_wish.claimed", claim_id=claim_id))


@pages.route("/claims/<int:claim_id>/hand-over", methods=("GET", "POST"))
@signed_in
def bring(claim_id: int) -> Any:
    """At the door: the resident signs or tells the code. Only for claimants whom the resident agreed to meet."""
    actor = current_actor()
    _made, wish = finding.own_claim(claim_id, actor)
    if wish.state not in (*handover.BRINGS, "delivered") or bringer(wish, actor):
        raise Missing(_("没有找到这个心愿，请回到列表再看看。"))
    form = HandOverForm()
    del form.photo
    back = url_for("micro_wish.claimed", claim_id=claim_id)
    if request.method == "POST" and form.validate():
        try:
            handover.hand_over(wish.id, actor, signature=form.signature.data or "", pin=form.pin.data or "")
            session.commit()
            flash(_("心愿实现了，谢谢您！"), "success")
            return redirect(back)
        except Refused as refusal:
            refused(form, refusal)
            _made, wish = finding.own_claim(claim_id, actor)
    return render_template("micro_wish/bring.html", form=form, row=wish, back=back)
