"""What everybody may see: courses with free places, the search for teachers, and how the draw came out."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from core.api import Missing, _, current_actor, public, refusals_shown, require, session

from ..forms import TeachForm
from ..services import finding, lists, teachers, terms
from ..words import time_word
from .blueprint import pages


@pages.get("/")
@public("everybody may see which courses there are")
def index() -> Any:
    """The courses of the terms to come, with free places."""
    shown = terms.terms_shown()
    courses = {term.id: lists.courses_of(term.id, "draft", "open") for term in shown}
    times = lists.weekly([row.Course.id for rows in courses.values() for row in rows])
    return render_template(
        "after_school/index.html", terms=shown, courses=courses, times=times, time_word=time_word,
        enrolling={term.id for term in shown if terms.is_enrolling(term)}, searching=bool(teachers.recruiting()),
    )


@pages.get("/teach")
@public("teachers are looked for among everybody who reads this")
def teach() -> Any:
    """Courses that look for teachers."""
    rows = teachers.recruiting()
    times = lists.weekly([course.id for course, _term, _there in rows])
    return render_template("after_school/teach.html", rows=rows, times=times, time_word=time_word)


@pages.route("/teach/<int:course_id>", methods=("GET", "POST"))
@require("after_school.teach")
def offer_to_teach(course_id: int) -> Any:
    """A volunteer offers to teach or assist."""
    course = finding.get_course(course_id)
    if course.state not in ("draft", "open"):
        raise Missing(_("这门课现在不招老师，请看看别的课。"))
    form = TeachForm()
    if form.validate_on_submit():
        with refusals_shown(form):
            teachers.apply_to_teach(course_id, current_actor(), form.role.data, form.words.data or "")
            session.commit()
            flash(_("谢谢您！工作站审核后会告诉您。"), "success")
            return redirect(url_for("after_school.teaching"))
    return render_template("after_school/offer.html", form=form, course=finding.get_course(course_id))


@pages.get("/terms/<int:term_id>/draw")
@public("the rule, the seed and the numbers of a draw are published; no name is")
def draw(term_id: int) -> Any:
    """How places are or were drawn: anybody can compute it again."""
    term = finding.get_term(term_id)
    return render_template(
        "after_school/draw.html", term=term, seed_hash=terms.seed_hash(term),
        rows=lists.drawn(term.id) if term.allocated_at else [],
    )
