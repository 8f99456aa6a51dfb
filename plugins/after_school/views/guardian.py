"""The guardian's phone: what the children have, enrolling them, leaving, saying that a child does not come."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from core.api import (
    Refused,
    _,
    carried_out,
    community_today,
    current_actor,
    has_link,
    require,
    session,
    signed_in,
)

from ..child_models import ChildDay
from ..rules import LOTTERY
from ..services import enrolling, family, finding, handing, health, lists, terms, wishes
from ..words import VERIFIED, time_word
from ..workflow import child_flow, enrolment_flow
from .blueprint import pages, reason
from .calendars import GUARDIAN

ENROL = "after_school.enrol"
DAYS_AHEAD, DAYS_BACK = 14, 3


@pages.get("/mine")
@require(ENROL)
def mine() -> Any:
    """The children with their courses and the classes of these days."""
    actor = current_actor()
    children = family.own_children(actor.person_id)
    ids = [child.id for child in children]
    enrolled = lists.enrolments_of(ids)
    today = community_today()
    classes = lists.classes_of(ids, today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD))
    current = next((row.Term for row in enrolled if row.Enrolment.state == "accepted"), None)
    return render_template(
        "after_school/mine.html", children=children, enrolled=enrolled, classes=classes, today=today,
        terms=lists.open_terms(), state_of=enrolment_flow.states_in_words(), day_state=child_flow.states_in_words(),
        current=current, has_sheet=health.sheets_of(current.id, ids) if current else {}, verified=VERIFIED,
        handed_to=ChildDay.handed_to.clear, subscribed=has_link(GUARDIAN, actor.person_id),
    )


@pages.route("/enrol/<int:term_id>", methods=("GET", "POST"))
@require(ENROL)
def enrol(term_id: int) -> Any:
    """Choices for one or several children in their order."""
    actor, term = current_actor(), finding.get_term(term_id)
    known = enrolling.wishes_known(term.id, actor.person_id)
    together, refused = known.together if known else True, ""
    chosen = asked_for(term.id, actor.person_id)
    if request.method == "POST":
        chosen, together = typed(actor.person_id), "together" in request.form
        try:
            wishes.enrol(term.id, actor, chosen, together=together)
            session.commit()
            flash(said(term), "success")
            return redirect(url_for("after_school.mine"))
        except Refused as refusal:
            session.rollback()
            refused, term = str(refusal), finding.get_term(term_id)
    courses = lists.courses_of(term.id, "draft", "open")
    choices = wishes.choices_for(term, family.own_children(actor.person_id), [row.Course for row in courses])
    page = render_template(
        "after_school/enrol.html", term=term, choices=choices, courses={row.Course.id: row for row in courses},
        times=lists.weekly([row.Course.id for row in courses]), time_word=time_word, chosen=chosen, together=together,
        refused=refused, most=wishes.MOST_WISHES, enrolling=terms.is_enrolling(term), lottery=term.allocation == LOTTERY,
    )
    return page, 422 if refused else 200


def asked_for(term_id: int, guardian_id: int) -> dict[int, list[int]]:
    """What the guardian's children wish for, wait for or have now."""
    ids = [child.id for child in family.own_children(guardian_id)]
    chosen: dict[int, list[int]] = {}
    for row in lists.enrolments_of(ids):
        if row.Term.id == term_id and row.Enrolment.state in enrolling.LIVE:
            chosen.setdefault(row.Enrolment.child_id, []).append(row.Course.id)
    return chosen


def typed(guardian_id: int) -> dict[int, list[int]]:
    """What was chosen for the guardian's own children; anything else in the form is not looked at."""
    found = {}
    for child in family.own_children(guardian_id):
        numbers = (request.form.get(f"wish-{child.id}-{rank}", "") for rank in range(1, wishes.MOST_WISHES + 1))
        found[child.id] = [int(number) for number in numbers if number.isdigit() and len(number) < 19]
    return {child_id: chosen for child_id, chosen in found.items() if chosen}


def said(term: Any) -> str:
    """What happens next, after wishes were handed in."""
    if term.allocation == LOTTERY and term.allocated_at is None:
        return str(_("志愿收到了。报名截止以后抽签，结果会通知您。"))
    return str(_("报名收到了，是录取还是候补请看下面。"))


@pages.post("/enrolments/<int:enrolment_id>/leave")
@signed_in
def leave(enrolment_id: int) -> Any:
    """The child stops, or does not wait any more."""
    actor, words = current_actor(), reason()
    enrolling.own_enrolment(enrolment_id, actor)
    return carried_out(
        lambda: enrolling.leave(enrolment_id, actor, words), _("已经退出，名额会给候补的孩子。"), url_for("after_school.mine")
    )


@pages.post("/children/<int:child_id>/days/<int:class_day_id>/excuse")
@signed_in
def excuse(child_id: int, class_day_id: int) -> Any:
    """The child does not come to this class."""
    actor, words = current_actor(), reason()
    handing.own_child(actor, child_id)
    return carried_out(
        lambda: handing.excuse(class_day_id, child_id, actor, words), _("已经请假，老师会看到。"), url_for("after_school.mine")
    )
