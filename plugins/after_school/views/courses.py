"""One course at the desk: its plan, its teachers, its class days."""
from __future__ import annotations

from collections.abc import Callable
from datetime import time
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from core.api import (
    Missing,
    _,
    carried_out,
    current_actor,
    refusals_shown,
    require,
    search_people,
    session,
    volunteer_of,
)

from ..forms import SLOTS, CourseForm, MakeUpForm
from ..rules import rules
from ..services import courses, finding, hours, lists, teachers
from ..services.access import managed
from ..words import ROLES, SUBJECTS, time_word
from ..workflow import course_flow, day_flow, teacher_flow
from .blueprint import pages, reason

VIEW, MANAGE = "after_school.view", "after_school.manage"


@pages.route("/terms/<int:term_id>/courses/new", methods=("GET", "POST"))
@require(MANAGE)
def new_course(term_id: int) -> Any:
    """A new course of a term."""
    limits = rules()
    form = CourseForm(age_from=limits.age_from, age_to=limits.age_to, capacity=limits.capacity, weekday_1="0")
    return _course_form(managed(finding.get_term(term_id), current_actor()), None, form)


@pages.route("/courses/<int:course_id>/edit", methods=("GET", "POST"))
@require(MANAGE)
def edit_course(course_id: int) -> Any:
    """Change a course."""
    course = managed(finding.get_course(course_id), current_actor())
    slots: dict[str, Any] = {}
    for slot, (weekday, start, end) in zip(SLOTS, hours.times_of([course.id])[course.id], strict=False):
        slots |= {f"weekday_{slot}": str(weekday), f"start_{slot}": _clock(start), f"end_{slot}": _clock(end)}
    return _course_form(finding.get_term(course.term_id), course, CourseForm(obj=course, **slots))


def _clock(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


def _course_form(term: Any, course: Any, form: CourseForm) -> Any:
    if form.validate_on_submit():
        with refusals_shown(form):
            values = {name: form[name].data for name in courses.FIELDS}
            saved = courses.save_course(course, term, values, form.times(), current_actor())
            session.commit()
            flash(_("课程已经保存。"), "success")
            return redirect(url_for("after_school.course", course_id=saved.id))
    page = render_template("after_school/course_form.html", form=form, term=term, course=course)
    return page, 422 if form.errors else 200


@pages.get("/courses/<int:course_id>")
@require(VIEW)
def course(course_id: int) -> Any:
    """The course with its teachers and class days."""
    row, actor = finding.get_course(course_id), current_actor()
    text = request.args.get("q", "").strip()
    hits = [p for p in search_people(text, actor) if volunteer_of(p.id)] if text and actor.can(MANAGE, row) else []
    summary = next(found for found in lists.courses_of(row.term_id) if found.Course.id == row.id)
    return render_template(
        "after_school/course.html", course=row, term=finding.get_term(row.term_id), summary=summary,
        times=lists.weekly([row.id])[row.id], time_word=time_word, subject=SUBJECTS[row.subject],
        buttons=course_flow.available(row, actor), state=course_flow.state_of(row), teachers=lists.teachers_of(row.id),
        teacher_state=teacher_flow.states_in_words(), roles=ROLES, hits=hits, text=text,
        page=lists.days_of(row.id, request.args.get("page", 1, type=int)), day_states=day_flow.states_in_words(),
        make_up=MakeUpForm(formdata=None, place_id=row.place_id), may_manage=actor.can(MANAGE, row),
    )


@pages.post("/courses/<int:course_id>/do/<step>")
@require(MANAGE)
def course_step(course_id: int, step: str) -> Any:
    """Open with all class days, close, cancel."""
    actor = current_actor()
    managed(finding.get_course(course_id), actor)
    steps: dict[str, tuple[Callable[[], Any], Any]] = {
        "open": (lambda: courses.open_course(course_id, actor), _("整个学期的课都排好了，场地和老师都定下了。")),
        "close": (lambda: courses.close_course(course_id, actor), _("已经结课。")),
        "cancel": (lambda: courses.cancel_course(course_id, actor, reason()), _("已经停开，家长都收到了通知。")),
    }
    if step not in steps:
        raise Missing(_("没有这一步，请回到课程页面再试。"))
    return carried_out(*steps[step], url_for("after_school.course", course_id=course_id))


@pages.post("/teachers/<int:teacher_id>/do/<step>")
@require(MANAGE)
def teacher_step(teacher_id: int, step: str) -> Any:
    """Accept an offer, decline it, or let a teacher go."""
    actor, row = current_actor(), finding.get_teacher(teacher_id)
    managed(finding.get_course(row.course_id), actor)
    steps: dict[str, tuple[Callable[[], Any], Any]] = {
        "accept": (lambda: teachers.accept(teacher_id, actor), _("已经请来任课。")),
        "decline": (lambda: teacher_flow.fire(row, "decline", actor, reason=reason()), _("已经谢绝。")),
        "leave": (lambda: teachers.leave(teacher_id, actor, reason()), _("已经退出任课。")),
    }
    if step not in steps:
        raise Missing(_("没有这一步，请回到课程页面再试。"))
    return carried_out(*steps[step], url_for("after_school.course", course_id=row.course_id))


@pages.post("/courses/<int:course_id>/invite")
@require(MANAGE)
def invite(course_id: int) -> Any:
    """A volunteer who said yes at the desk."""
    actor = current_actor()
    managed(finding.get_course(course_id), actor)
    person_id, role = request.form.get("person_id", type=int) or 0, request.form.get("role", "")
    return carried_out(
        lambda: teachers.invite(course_id, person_id, role, actor), _("已经请来任课。"),
        url_for("after_school.course", course_id=course_id),
    )
