"""Cards on paper: choose which, then a page that is made for the printer."""
from __future__ import annotations

from typing import Any

from flask import render_template, request

from core.api import current_actor, refusals_shown, require, session

from ..rules import rules
from ..services import printing
from ..services.lost_cards import KEEP_CARDS
from .blueprint import pages


@pages.route("/cards/print", methods=("GET", "POST"))
@require(KEEP_CARDS)
def print_cards() -> Any:
    """Tick cards of a list; the answer is their sheets, noted in the audit."""
    actor = current_actor()
    if request.method == "POST":
        with refusals_shown():
            chosen = [int(key) for key in request.form.getlist("chosen") if key.isdecimal()]
            sheets = printing.sheets(chosen, actor)
            session.commit()
            return render_template("love_savings/sheets.html", sheets=sheets, card_name=rules().card_name)
    which = printing.ALL if request.args.get("show") == printing.ALL else printing.NEW
    page = printing.printable(actor, which, request.args.get("page", 1, type=int))
    return render_template("love_savings/print_cards.html", page=page, which=which)
