"""What waits: the first page of the day, the whole list, and the sheet for one door."""
from __future__ import annotations

from flask import render_template, request

from core.accounts.actor import current_actor
from core.accounts.decorators import require
from core.clock import now
from core.communities.services import current_community
from core.desk.services import plan, today, todo
from core.desk.services.visit_sheet import visit_sheet as sheet_of
from core.desk.views.blueprint import blueprint
from core.pluginsystem.drawing import draw


@blueprint.get("/", endpoint="today")
@require("desk.view")
def today_page() -> str:
    """The worker's first page: tasks, figures, the plan of one building, and what the plugins show."""
    actor = current_actor()
    counted = today.figures(actor)
    waiting = todo.waiting(actor, counted)
    asked = request.args.get("building", type=int)
    first = None if asked else plan.first_building(actor)  # held here, so that its plan need not read it again
    building_id = first.id if first else asked
    return render_template(
        "desk/today.html",
        figures=counted,
        waiting=waiting,
        late=todo.late(waiting),
        now=now(),
        plan=plan.plan_of(building_id, actor) if building_id else None,
        cards=draw("desk_cards", current_community(), actor=actor),
    )


@blueprint.get("/tasks")
@require("desk.view")
def tasks() -> str:
    """Everything that waits over all services by due time; `service` shows one of them only."""
    actor = current_actor()
    waiting = todo.waiting(actor, today.figures(actor))
    service = request.args.get("service")
    shown = [row for row in waiting if service is None or row.service == service]
    return render_template(
        "desk/tasks.html", cut=todo.parts(shown), total=len(waiting), late=todo.late(waiting),
        services=todo.services_of(waiting), service=service,
    )


@blueprint.get("/households/<int:household_id>/visit")
@require("people.view")
def visit_sheet(household_id: int) -> str:
    """Everything that is open at one door, to read at the door or to print."""
    return render_template("desk/visit_sheet.html", sheet=sheet_of(household_id, current_actor()), now=now())
