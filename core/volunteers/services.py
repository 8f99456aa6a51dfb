"""What other features ask of volunteers."""
from __future__ import annotations

from core.volunteers.joining import (
    apply_as_volunteer,
    availability_of,
    clear_for_minors,
    get_volunteer,
    set_availability,
    set_base,
    set_skills,
    skills,
    volunteer_of,
)
from core.volunteers.matching import suggest
from core.volunteers.need import Need, Suggestion
from core.volunteers.records import Totals, given, received, record_service, totals
from core.volunteers.teams import (
    block,
    blocks_of,
    building_group,
    get_team,
    join_team,
    leave_team,
    set_leader,
    team_members,
    teams,
    unblock,
    units,
)
from core.volunteers.workflow import volunteer_workflow

__all__ = [
    "Need", "Suggestion", "Totals", "apply_as_volunteer", "availability_of", "block", "blocks_of", "building_group",
    "clear_for_minors", "get_team", "get_volunteer", "given", "join_team", "leave_team", "received", "record_service",
    "set_availability", "set_base", "set_leader", "set_skills", "skills", "suggest", "team_members", "teams", "totals",
    "unblock", "units", "volunteer_of", "volunteer_workflow",
]  # fmt: skip
