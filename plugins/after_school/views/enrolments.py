"""A term's enrolments at the desk, with the children's names: opened with an approval, and a child's own page."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from core.api import (
    Missing,
    _,
    _l,
    ask_approval,
    carried_out,
    community_today,
    current_actor,
    refusals_shown,
    require,
    session,
)

from ..child_models import BlockedAdult, PickupPerson
from ..forms import ApprovalForm, BlockForm
from ..rules import rules
from ..services import access, enrolling, family, figures, finding, lists, pickups, renewing
from ..words import relation_title
from ..workflow import child_flow, enrolment_flow
from .blueprint import pages, reason

MANAGE = "after_school.manage"
TITLES = {"todo": _l("报名和候补"), "accepted": _l("已录取"), "gone": _l("未录取和退出")}


@pages.route("/terms/<int:term_id>/enrolments", methods=("GET", "POST"))
@require(MANAGE)
def enrolments(term_id: int) -> Any:
    """Who wishes, waits, has a place; POST asks for the approval."""
    actor, form = current_actor(), ApprovalForm()
    term = access.managed(finding.get_term(term_id), actor)
    here = url_for("after_school.enrolments", term_id=term_id)
    if form.validate_on_submit():
        return carried_out(lambda: _ask(term, form, actor), _("申请交上去了，批准以后这里就能看名单。"), here)
    which = request.args.get("show", "todo")
    which = which if which in lists.FILTERS else "todo"
    if not access.may_see_children(term.id, actor):
        return render_template("after_school/ask.html", term=term, form=form)
    access.note_opened(_("打开了%(term)s的报名名单", term=term.name), actor, "after_school_term", term.id)
    session.commit()
    page = lists.enrolments_page(
        term.id, which, request.args.get("course", type=int), request.args.get("page", 1, type=int)
    )
    return render_template(
        "after_school/enrolments.html", term=term, page=page, which=which, titles=TITLES,
        states=enrolment_flow.states_in_words(), courses=lists.courses_of(term.id),
        chosen=request.args.get("course", type=int),
        over=figures.over_the_limits(term.id, rules().late_limit, rules().absent_limit),
    )


def _ask(term: Any, form: ApprovalForm, actor: Any) -> Any:
    title = _("%(term)s的孩子名单", term=term.name)
    return ask_approval(actor, form.reason.data, matter=access.matter_of(term.id), title=title)


@pages.post("/enrolments/<int:enrolment_id>/do/<step>")
@require(MANAGE)
def enrolment_step(enrolment_id: int, step: str) -> Any:
    """Refuse a wish, or take a child out: the waiting list moves on by itself."""
    actor = current_actor()
    row = access.managed(finding.get_enrolment(enrolment_id), actor)
    term_id = finding.get_course(row.course_id).term_id
    access.opened_child(term_id, row.child_id, actor)
    done = {"refuse": enrolling.refuse, "leave": enrolling.leave}.get(step)
    if done is None:
        raise Missing(_("没有这一步，请回到报名名单再试。"))
    return carried_out(
        lambda: done(enrolment_id, actor, reason()), _("已经办好，候补会自动补上。"),
        request.referrer or url_for("after_school.enrolments", term_id=term_id),
    )


@pages.route("/terms/<int:term_id>/children/<int:child_id>", methods=("GET", "POST"))
@require(MANAGE)
def child_file(term_id: int, child_id: int) -> Any:
    """A child's term for staff: courses, attendance, who must not fetch it; POST notes such an adult."""
    actor, form = current_actor(), BlockForm()
    access.managed(finding.get_term(term_id), actor)
    child = access.opened_child(term_id, child_id, actor)
    if form.validate_on_submit():
        with refusals_shown(form):
            pickups.block(child, actor, form.name.data, form.phone.data or "", form.reason.data)
            session.commit()
            flash(_("已经登记，交接时会用红色提醒。"), "success")
            return redirect(url_for("after_school.child_file", term_id=term_id, child_id=child_id))
        child = access.opened_child(term_id, child_id, actor)
    session.commit()
    term = finding.get_term(term_id)
    classes = lists.classes_of([child.id], term.starts_on, min(term.ends_on, community_today()))
    page = render_template(
        "after_school/child_file.html", term=term, child=child, form=form, classes=classes[-20:][::-1],
        enrolled=[row for row in lists.enrolments_of([child.id]) if row.Term.id == term.id],
        states=enrolment_flow.states_in_words(), day_states=child_flow.states_in_words(),
        blocks=family.blocks_of([child.id]).get(child.id, []), block_name=BlockedAdult.name.clear,
        block_reason=BlockedAdult.reason.clear, relation_title=relation_title,
        guardians=family.guardians_by_child([child.id]).get(child.id, []),
        lapsed=renewing.lapsed_of([child.id]).get(child.id, []), name_of=PickupPerson.name.clear,
    )
    return page, 422 if form.errors else 200


@pages.post("/terms/<int:term_id>/children/<int:child_id>/blocks/<int:block_id>/end")
@require(MANAGE)
def end_block(term_id: int, child_id: int, block_id: int) -> Any:
    """The adult may come again."""
    actor = current_actor()
    access.managed(finding.get_term(term_id), actor)
    child = access.opened_child(term_id, child_id, actor)
    back = url_for("after_school.child_file", term_id=term_id, child_id=child_id)
    return carried_out(lambda: pickups.unblock(block_id, child, actor, reason()), _("限制已经取消。"), back)


@pages.post("/terms/<int:term_id>/children/<int:child_id>/adults/<int:pickup_id>/<step>")
@require(MANAGE)
def settle_adult(term_id: int, child_id: int, pickup_id: int, step: str) -> Any:
    """Whom a guardian named who died may go on fetching the child, or may not."""
    actor = current_actor()
    access.managed(finding.get_term(term_id), actor)
    child = access.opened_child(term_id, child_id, actor)
    back = url_for("after_school.child_file", term_id=term_id, child_id=child_id)
    if step == "vouch":
        said = _("已经确认，可以照旧来接。")
        return carried_out(lambda: renewing.vouch(pickup_id, child, actor, reason()), said, back)
    if step == "drop":
        return carried_out(lambda: renewing.drop(pickup_id, child, actor, reason()), _("授权已经取消。"), back)
    raise Missing(_("没有这一步，请刷新页面。"))
