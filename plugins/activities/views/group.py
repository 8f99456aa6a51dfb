"""The leading group's pages: its members, rules and minutes."""
from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from sqlalchemy import select
from wtforms import SelectChoice

from core.api import (
    Refused,
    Unit,
    _,
    carried_out,
    community_today,
    current_actor,
    get_person,
    refusals_shown,
    require,
    search_people,
    session,
    signed_in,
)

from ..forms import MeetingForm, MemberForm, RuleForm
from ..services import group as papers
from .blueprint import framed, pages

GROUP = "activities.group"


@pages.get("/group")
@signed_in
def group() -> str:
    """Members, rules and minutes, for the group and for staff."""
    actor = current_actor()
    papers.check_reader(actor)
    text = request.args.get("q", "").strip() if actor.can(GROUP) else ""
    return framed(
        "activities/group.html", members=papers.members(), rules=papers.rules_shown(public_only=False),
        meetings=papers.meetings(), may_edit=actor.can(GROUP), text=text, form=_member_form(),
        hits=search_people(text, actor) if text else [],
    )


def _member_form() -> MemberForm:
    form = MemberForm()
    units = session.execute(select(Unit.id, Unit.name).order_by(Unit.name))
    form.unit_id.choices = [SelectChoice("", _("社区自己"))] + [SelectChoice(key, name) for key, name in units]
    return form


@pages.post("/group/members")
@require(GROUP)
def admit() -> Any:
    """Take somebody in."""
    actor, form = current_actor(), _member_form()
    person = get_person(request.form.get("person_id", 0, type=int), actor)

    def act() -> None:
        if not form.validate():
            raise Refused(_("没有这个单位，请从列表里选。"))
        papers.admit(person, actor, unit_id=form.unit_id.data, post=form.post.data or "")

    return carried_out(act, _("%(name)s进入领导小组了。", name=person.name), url_for("activities.group"))


@pages.post("/group/members/<int:member_id>/leave")
@require(GROUP)
def dismiss(member_id: int) -> Any:
    """End a membership."""
    actor = current_actor()
    return carried_out(lambda: papers.dismiss(member_id, actor), _("已离开领导小组。"), url_for("activities.group"))


@pages.route("/group/rules/new", methods=("GET", "POST"))
@require(GROUP)
def new_rule() -> Any:
    """A rule or its next version."""
    form = RuleForm()
    if request.method == "GET":
        form.valid_from.data = community_today()
    elif form.validate():
        papers.write_rule(
            current_actor(), form.title.data, form.text.data, form.valid_from.data, public=form.public.data
        )
        session.commit()
        return redirect(url_for("activities.group"))
    return framed("activities/form.html", form=form, title=_("写一项制度"), back=url_for("activities.group"))


@pages.route("/group/meetings/new", methods=("GET", "POST"))
@require(GROUP)
def new_meeting() -> Any:
    """The minutes of a meeting."""
    form = MeetingForm()
    members = papers.members()
    form.attendees.choices = [SelectChoice(member.person_id, member.person.name) for member in members]
    if request.method == "GET":
        form.held_on.data = community_today()
    elif form.validate():
        with refusals_shown(form):
            papers.write_minutes(
                current_actor(), form.title.data, form.held_on.data, form.text.data or "", form.decisions.data,
                form.attendees.data or [],
            )
            session.commit()
            return redirect(url_for("activities.group"))
        members = papers.members()
    return framed("activities/meeting_form.html", form=form, members=members)


@pages.get("/group/meetings/<int:meeting_id>")
@signed_in
def meeting(meeting_id: int) -> str:
    """The minutes of one meeting."""
    papers.check_reader(current_actor())
    row, names = papers.meeting(meeting_id)
    return framed("activities/meeting.html", row=row, names=names)
