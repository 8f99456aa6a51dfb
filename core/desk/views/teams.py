"""Love teams, the buildings' mutual-help groups, and the units around."""
from __future__ import annotations

from flask import render_template, request

from core.accounts.actor import current_actor
from core.accounts.decorators import require
from core.desk.services import teams as lists
from core.desk.views.blueprint import blueprint
from core.volunteers.teams import get_team, team_members
from core.volunteers.terms import TEAM_KINDS, UNIT_KINDS


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
    row = get_team(team_id, current_actor())
    return render_template("desk/team.html", team=row, members=team_members(row), kind=TEAM_KINDS[row.kind])


@blueprint.get("/units")
@require("volunteers.view")
def units() -> str:
    """Member units, twenty a page."""
    together = request.args.get("together") == "1"
    page = lists.units(current_actor(), together, request.args.get("page", 1, type=int))
    return render_template("desk/units.html", page=page, together=together, kinds=UNIT_KINDS)
