"""Love teams, the buildings' mutual-help groups, and the units around."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template, request, url_for

from core.accounts.actor import current_actor
from core.accounts.decorators import require
from core.desk.services import teams as lists
from core.desk.team_forms import TeamItemsForm, TeamPostForm
from core.desk.views.blueprint import blueprint
from core.errors import Missing
from core.forms import cleaned
from core.people.models import Person
from core.people.register import get_person
from core.people.rows import rows_of
from core.people.search import search_people
from core.texts import gettext as _
from core.volunteers.models import Team
from core.volunteers.posts import drop_team_post, posts_of_team, save_team_post, set_team_items
from core.volunteers.teams import (
    LARGEST_TEAM,
    SMALLEST_TEAM,
    get_team,
    join_team,
    leave_team,
    set_leader,
    team_members,
)
from core.volunteers.terms import TEAM_KINDS, UNIT_KINDS
from core.web.refusals import carried_out

EDIT = "volunteers.edit"


@blueprint.get("/teams")
@require("volunteers.view")
def teams() -> str:
    """Teams of one kind, twenty a page."""
    actor = current_actor()
    kinds = lists.kinds_for(actor)
    kind = request.args.get("kind", kinds[0])
    page = lists.teams(actor, kind, request.args.get("page", 1, type=int))
    return render_template("desk/teams.html", page=page, kind=kind, kinds={key: TEAM_KINDS[key] for key in kinds})


@blueprint.get("/teams/<int:team_id>")
@require("volunteers.view")
def team(team_id: int) -> str:
    """What one team does, and who is in it."""
    actor = current_actor()
    row = get_team(team_id, actor)
    text = request.args.get("q", "").strip() if actor.can(EDIT, row) else ""
    found = rows_of(search_people(text, actor)) if text else []
    may_edit = actor.can(EDIT, row)
    return render_template(
        "desk/team.html", team=row, members=team_members(row), kind=TEAM_KINDS[row.kind], text=text, found=found,
        may_edit=may_edit, smallest=SMALLEST_TEAM, largest=LARGEST_TEAM, posts=posts_of_team(row),
        post_form=TeamPostForm(formdata=None) if may_edit else None,
        items_form=TeamItemsForm(formdata=None, items="\n".join(row.items)) if may_edit else None,
    )


@blueprint.post("/teams/<int:team_id>/members")
@require(EDIT)
def add_member(team_id: int) -> Any:
    """Take a person into the team, or give a member another post."""
    actor = current_actor()
    row = get_team(team_id, actor, EDIT)
    person = get_person(request.form.get("person_id", 0, type=int), actor)
    return _do(row, lambda: join_team(row, person, actor, cleaned(request.form.get("post", ""))), _("%(name)s已在队伍里。", name=person.name))


@blueprint.post("/teams/<int:team_id>/members/<int:person_id>/leave")
@require(EDIT)
def remove_member(team_id: int, person_id: int) -> Any:
    """End a membership; the record stays."""
    actor = current_actor()
    row = get_team(team_id, actor, EDIT)
    person = _member(row, person_id)
    return _do(row, lambda: leave_team(row, person, actor), _("%(name)s已离开队伍。", name=person.name))


@blueprint.post("/teams/<int:team_id>/members/<int:person_id>/lead")
@require(EDIT)
def lead_team(team_id: int, person_id: int) -> Any:
    """Have a member lead the team."""
    actor = current_actor()
    row = get_team(team_id, actor, EDIT)
    person = _member(row, person_id)
    return _do(row, lambda: set_leader(row, person, actor), _("%(name)s已成为组长。", name=person.name))


@blueprint.post("/teams/<int:team_id>/posts")
@require(EDIT)
def save_post(team_id: int) -> Any:
    """A post by need, or another quota for one."""
    actor = current_actor()
    row = get_team(team_id, actor, EDIT)
    title, need = (cleaned(request.form.get(name, "")) for name in ("title", "need"))
    quota, skill_id = request.form.get("quota", 0, type=int), request.form.get("skill_id", type=int)
    return _do(
        row,
        lambda: save_team_post(row, title, quota, actor, need=need, skill_id=skill_id),
        _("岗位已保存。"),
    )


@blueprint.post("/teams/<int:team_id>/posts/<int:post_id>/drop")
@require(EDIT)
def drop_post(team_id: int, post_id: int) -> Any:
    """Take away a post that nobody holds."""
    actor = current_actor()
    row = get_team(team_id, actor, EDIT)
    return _do(row, lambda: drop_team_post(row, post_id, actor), _("岗位已删除。"))


@blueprint.post("/teams/<int:team_id>/items")
@require(EDIT)
def save_items(team_id: int) -> Any:
    """The team's fixed service items, one a line."""
    actor = current_actor()
    row = get_team(team_id, actor, EDIT)
    lines = cleaned(request.form.get("items", ""), lines=True).splitlines()
    return _do(row, lambda: set_team_items(row, lines, actor), _("固定项目已保存。"))


def _member(team: Team, person_id: int) -> Person:
    """A member may live out of the reader's reach: who leads a group need not see the whole register."""
    person = next((person for person, _post in team_members(team) if person.id == person_id), None)
    if person is None:
        raise Missing(_("这支队伍里没有这个人，可能已经离开。"))
    return person


def _do(team: Team, act: Callable[[], Any], done: str) -> Any:
    return carried_out(act, done, url_for("desk.team", team_id=team.id))


@blueprint.get("/units")
@require("units.view")
def units() -> str:
    """Member units, twenty a page."""
    together = request.args.get("together") == "1"
    page = lists.units(current_actor(), together, request.args.get("page", 1, type=int))
    return render_template("desk/units.html", page=page, together=together, kinds=UNIT_KINDS)
