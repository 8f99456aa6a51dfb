"""Enrolling for a guardian at the desk: find them, then the same choices as on their phone."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from core.api import Refused, _, current_actor, get_person, require, search_people, session

from ..rules import LOTTERY
from ..services import behalf, enrolling, finding, lists, terms, wishes
from ..words import time_word
from ..workflow import MANAGE
from .blueprint import pages
from .guardian import asked_for, typed


@pages.get("/terms/<int:term_id>/enrol-for")
@require(MANAGE)
def find_guardian(term_id: int) -> Any:
    """Find the guardian for whom to enrol."""
    actor = current_actor()
    term, text = behalf.term_for(term_id, actor), request.args.get("q", "").strip()
    hits = search_people(text, actor) if text else []
    return render_template("after_school/find_guardian.html", term=term, text=text, hits=hits)


@pages.route("/terms/<int:term_id>/enrol-for/<int:person_id>", methods=("GET", "POST"))
@require(MANAGE)
def enrol_for(term_id: int, person_id: int) -> Any:
    """The guardian's form, handed in by staff."""
    actor = current_actor()
    term, guardian = behalf.term_for(term_id, actor), get_person(person_id, actor)
    known = enrolling.wishes_known(term.id, guardian.id)
    together, refused, chosen = known.together if known else True, "", asked_for(term.id, guardian.id)
    if request.method == "POST":
        chosen, together = typed(guardian.id), "together" in request.form
        try:
            behalf.enrol_for(term.id, actor, guardian.id, chosen, together=together)
            session.commit()
            flash(_("已替%(name)s报名，会记下是您代办的。", name=guardian.name), "success")
            return redirect(url_for("after_school.enrolments", term_id=term_id))
        except Refused as refusal:
            session.rollback()
            refused, term, guardian = str(refusal), finding.get_term(term_id), get_person(person_id, actor)
    children = behalf.children_to_enrol(term, guardian, actor)
    session.commit()  # the audit rows of the openings stay
    courses = lists.courses_of(term.id, "draft", "open")
    page = render_template(
        "after_school/enrol_for.html", term=term, guardian=guardian, chosen=chosen, together=together, refused=refused,
        choices=wishes.choices_for(term, children, [row.Course for row in courses]), most=wishes.MOST_WISHES,
        courses={row.Course.id: row for row in courses}, times=lists.weekly([row.Course.id for row in courses]),
        time_word=time_word, enrolling=terms.is_enrolling(term),
        drawing=term.allocation == LOTTERY and term.allocated_at is None,
    )
    return page, 422 if refused else 200
