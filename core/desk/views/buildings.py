"""Buildings, their plans, and who lives behind a door."""
from __future__ import annotations

from flask import render_template

from core.accounts.actor import current_actor
from core.accounts.decorators import require
from core.desk.services import plan, teams
from core.desk.views.blueprint import blueprint
from core.errors import Missing
from core.grids.models import Room
from core.people.rows import rows_of
from core.people.services import people_in_building
from core.tenancy.session import db
from core.texts import gettext as _


@blueprint.get("/buildings")
@require("desk.view")
def buildings() -> str:
    """All buildings of the worker's scope, grid by grid."""
    return render_template("desk/buildings.html", grids=plan.buildings_by_grid(current_actor()))


@blueprint.get("/buildings/<int:building_id>")
@require("desk.view")
def building(building_id: int) -> str:
    """One building's plan, coloured by need, and the neighbours who look after it."""
    actor = current_actor()
    found = plan.plan_of(building_id, actor)
    return render_template("desk/building.html", plan=found, carers=teams.carers_of(found.building, actor))


@blueprint.get("/rooms/<int:room_id>")
@require("people.view")
def room(room_id: int) -> str:
    """Who lives behind one door."""
    actor, found = current_actor(), db.session.get(Room, room_id)
    if found is None or not actor.can("people.view", found):
        raise Missing(_("没有找到这个房间，可能不在您负责的范围内。"))
    people = [person for person in people_in_building(found.building_id, actor) if person.room_id == room_id]
    return render_template("desk/room.html", room=found, people=rows_of(people))
