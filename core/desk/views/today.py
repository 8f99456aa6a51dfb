"""What waits today."""
from __future__ import annotations

from flask import render_template, request

from core.accounts.actor import current_actor
from core.accounts.decorators import require
from core.clock import now
from core.communities.services import current_community
from core.desk.services import plan, today
from core.desk.views.blueprint import blueprint
from core.pluginsystem.drawing import draw


@blueprint.get("/", endpoint="today")
@require("desk.view")
def today_page() -> str:
    """The worker's first page: tasks, figures, the plan of one building, and what the plugins show."""
    actor = current_actor()
    counted = today.figures(actor)
    waiting = today.tasks(actor, counted)
    asked = request.args.get("building", type=int)
    first = None if asked else plan.first_building(actor)  # held here, so that its plan need not read it again
    building_id = first.id if first else asked
    return render_template(
        "desk/today.html",
        figures=counted,
        tasks=waiting,
        urgent=today.urgent(waiting),
        now=now(),
        plan=plan.plan_of(building_id, actor) if building_id else None,
        cards=draw("desk_cards", current_community(), actor=actor),
    )
