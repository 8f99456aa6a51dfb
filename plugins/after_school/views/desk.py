"""The worker's desk: today, the terms, one term with its courses, the draw and the special days."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from core.api import _, carried_out, community_today, current_actor, refusals_shown, require, session

from ..forms import SpecialDayForm, TermForm
from ..rules import LOTTERY, rules
from ..services import allocation, courses, figures, finding, lists, sheet, terms
from ..services.access import managed
from ..services.calendar import unknown_years
from ..words import KINDS, SUBJECTS, WEEKDAYS, time_word
from ..workflow import course_flow, day_flow
from .blueprint import pages

VIEW, MANAGE = "after_school.view", "after_school.manage"


@pages.get("/desk")
@require(VIEW)
def desk() -> Any:
    """What happens today, and the terms."""
    today = lists.today("planned", "open", "closed")
    return render_template(
        "after_school/desk.html", today=today, counts=sheet.today_of([row.ClassDay.id for row in today]),
        states=day_flow.states_in_words(), terms=lists.all_terms(), kinds=KINDS, day=community_today(),
        waiting={term.id: wishes for term, wishes in lists.waiting_for_draw()},
    )


@pages.route("/terms/new", methods=("GET", "POST"))
@require(MANAGE)
def new_term() -> Any:
    """A new term or holiday."""
    return _term_form(None, TermForm(**terms.defaults()))


@pages.route("/terms/<int:term_id>/edit", methods=("GET", "POST"))
@require(MANAGE)
def edit_term(term_id: int) -> Any:
    """Change a term."""
    term = managed(finding.get_term(term_id), current_actor())
    return _term_form(term, TermForm(obj=term))


def _term_form(term: Any, form: TermForm) -> Any:
    if form.validate_on_submit():
        with refusals_shown(form):
            values = {name: form[name].data for name in terms.FIELDS}
            before = (term.starts_on, term.ends_on) if term else None
            saved = managed(terms.save_term(term, values, current_actor()), current_actor())
            changed = courses.follow_term(saved, before, current_actor()) if before else 0
            session.commit()
            flash(_("学期已经保存，改动了 %(count)d 次课。", count=changed) if changed else _("学期已经保存。"), "success")
            return redirect(url_for("after_school.term", term_id=saved.id))
    page = render_template("after_school/term_form.html", form=form, term=term)
    return page, 422 if form.errors else 200


@pages.get("/terms/<int:term_id>")
@require(VIEW)
def term(term_id: int) -> Any:
    """One term: figures, courses, the draw, special days, who is over a limit."""
    return _term_page(finding.get_term(term_id), SpecialDayForm(formdata=None))


def _term_page(row: Any, form: SpecialDayForm) -> Any:
    found = lists.courses_of(row.id)
    limits, actor = rules(), current_actor()
    page = render_template(
        "after_school/term.html", term=row, courses=found, form=form, kinds=KINDS, subjects=SUBJECTS,
        figures=figures.term_figures(row.id), times=lists.weekly([c.Course.id for c in found]), time_word=time_word,
        states=course_flow.states_in_words(), special=lists.special_of(row), weekdays=WEEKDAYS,
        unknown=unknown_years(row.starts_on, row.ends_on), attendance=figures.attendance_of(row.id),
        over=len(figures.over_the_limits(row.id, limits.late_limit, limits.absent_limit)), limits=limits,
        may_manage=actor.can(MANAGE, row), may_draw=row.allocation == LOTTERY and row.allocated_at is None,
        closed=community_today() > row.enrol_until, seed_hash=terms.seed_hash(row),
    )
    return page, 422 if form.errors else 200


@pages.post("/terms/<int:term_id>/allocate")
@require(MANAGE)
def allocate(term_id: int) -> Any:
    """Draw the places."""
    managed(finding.get_term(term_id), current_actor())
    with refusals_shown():
        counts = allocation.allocate(term_id, current_actor())
        session.commit()
        flash(_("抽签完成：录取 %(accepted)d，候补 %(waiting)d，未录取 %(refused)d。结果已经公布，家长都收到了通知。", **counts), "success")
    return redirect(url_for("after_school.term", term_id=term_id))


@pages.post("/terms/<int:term_id>/special")
@require(MANAGE)
def special_day(term_id: int) -> Any:
    """No classes on a day, or those of another weekday; open courses follow at once."""
    form, actor = SpecialDayForm(), current_actor()
    row = managed(finding.get_term(term_id), actor)
    if not form.validate():
        return _term_page(row, form)
    held = None if form.as_weekday.data == "off" else int(form.as_weekday.data)
    with refusals_shown():
        terms.set_special_day(form.day.data, held, form.note.data or "", actor)
        changed = courses.follow_calendar(form.day.data, actor)
        session.commit()
        flash(_("这一天记下了，改动了 %(count)d 次课。", count=changed), "success")
    return redirect(url_for("after_school.term", term_id=term_id))


@pages.post("/terms/<int:term_id>/special/<int:special_id>/drop")
@require(MANAGE)
def drop_special(term_id: int, special_id: int) -> Any:
    """The calendar decides again."""
    actor = current_actor()
    managed(finding.get_term(term_id), actor)
    back = url_for("after_school.term", term_id=term_id)
    return carried_out(
        lambda: courses.follow_calendar(terms.drop_special_day(special_id, actor), actor), _("这一天又按日历上课。"), back
    )


@pages.get("/figures/<int:term_id>")
@require(VIEW)
def attendance(term_id: int) -> Any:
    """Attendance of the courses, to print."""
    row = finding.get_term(term_id)
    return render_template(
        "after_school/attendance.html", term=row, attendance=figures.attendance_of(row.id),
        figures=figures.term_figures(row.id), printed=request.args.get("print"),
    )
