"""Typing wishes in for residents: one after finding the person, or a whole box of paper cards."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from core.api import Refused, _, cleaned, current_actor, get_person, require, search_people, session

from ..forms import KINDS, BehalfForm
from ..rules import rules
from ..services import collecting
from .blueprint import pages, refused
from .resident import wish_form

COLLECT = "micro_wish.collect"
ROWS = 10


@pages.route("/new", methods=("GET", "POST"))
@require(COLLECT)
def new() -> Any:
    """Find the resident, then type in what they wish (代办)."""
    actor = current_actor()
    person_id = request.values.get("person_id", type=int)
    if not person_id:
        text = request.args.get("q", "").strip()
        hits = search_people(text, actor) if text else []
        return render_template("micro_wish/find.html", text=text, hits=hits)
    person = get_person(person_id, actor, COLLECT)
    form = wish_form(BehalfForm(person_id=str(person_id)))
    if request.method == "POST" and form.validate():
        try:
            made = collecting.collect(
                actor, person_id, title=form.title.data, kind=form.kind.data, story=form.story.data or "",
                card=form.card.data or "",
            )
            session.commit()
            flash(_("已替居民登记，请核实后公布。"), "success")
            return redirect(url_for("micro_wish.wish_page", wish_id=made.id))
        except Refused as refusal:
            refused(form, refusal)
            person = get_person(person_id, actor, COLLECT)
    return render_template("micro_wish/new.html", form=form, person=person)


@pages.route("/cards", methods=("GET", "POST"))
@require(COLLECT)
def cards() -> Any:
    """Ten paper cards at a time; good lines are kept, the others stay with their errors beside them."""
    rows: list[collecting.CardRow] = []
    if request.method == "POST":
        columns = [request.form.getlist(name)[:ROWS] for name in ("card", "who", "title", "kind")]
        rows = [collecting.CardRow(*(cleaned(text)[:80] for text in line)) for line in zip(*columns, strict=False)]
        entered, rows = collecting.enter_cards(rows, current_actor())
        session.commit()
        if entered:
            flash(_("登记了 %(count)s 张心愿卡。", count=entered), "success")
        if not rows:
            return redirect(url_for("micro_wish.cards"))
        flash(_("有 %(count)s 张要改，原因写在旁边。", count=len(rows)), "error")
    rows = [*rows, *(collecting.CardRow() for _row in range(ROWS - len(rows)))]
    kinds = [choice for choice in KINDS if choice.value in rules().kinds]
    return render_template("micro_wish/cards.html", rows=rows, kinds=kinds)
