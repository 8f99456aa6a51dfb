"""Who may host: the community for those whose reach is the whole of it, a team by its leader, a grid by its worker."""
from __future__ import annotations

from typing import Any

from sqlalchemy import select

from core.api import Grid, Team, Unit, _, current_community, session

from ..errors import CannotPlan
from ..workflow import RUN

COMMUNITY = "community"


def check_host(row: Any, actor: Any) -> None:
    """Nobody plans for a host that is not theirs, whoever is named as responsible. Raises CannotPlan."""
    if not _everywhere(actor) and host_key(row) not in hosts(actor):
        raise CannotPlan(_("您只能为自己负责的队伍或网格安排活动，请另选主办方。"))


def _everywhere(actor: Any) -> bool:
    """Whether the actor runs everything; the system and an approved plan do."""
    return not hasattr(actor, "reach") or actor.reach(RUN).everything


def hosts(actor: Any) -> dict[str, str]:
    """The hosts an actor may choose, by key ("team:5", "grid:2", "unit:9", "community") with their names."""
    found: dict[str, str] = {}
    if _everywhere(actor):
        found[COMMUNITY] = current_community().name
    units = select(Unit.id, Unit.name).where(_in_reach(actor, "unit", Unit.id)).order_by(Unit.name)
    found |= {f"unit:{unit_id}": name for unit_id, name in session.execute(units)}
    for team in session.scalars(_teams(actor)).unique():
        found[f"team:{team.id}"] = team_name(team)
    grids = select(Grid.id, Grid.name).where(_in_reach(actor, "grid", Grid.id)).order_by(Grid.code)
    found |= {f"grid:{grid_id}": name for grid_id, name in session.execute(grids)}
    return found


def _teams(actor: Any) -> Any:
    query = select(Team).order_by(Team.kind.desc(), Team.id)
    if _everywhere(actor):
        return query.where(Team.kind == "love")
    reach = actor.reach(RUN).ids
    leads = Team.leader_id.in_(sorted(reach.get("own", ())))
    inside = Team.id.in_(sorted(reach.get("team", ()))) | Team.building_id.in_(sorted(reach.get("building", ())))
    return query.where(leads | inside)


def _in_reach(actor: Any, scope: str, column: Any) -> Any:
    if _everywhere(actor):
        return column.is_not(None)
    return column.in_(sorted(actor.reach(RUN).ids.get(scope, ())))


def led_teams(actor: Any) -> list[Team]:
    """The teams that a person leads."""
    if actor.person_id is None:
        return []
    return list(session.scalars(select(Team).where(Team.leader_id == actor.person_id).order_by(Team.id)).unique())


def leads_any(actor: Any) -> bool:
    """Whether a person leads a team; one short statement."""
    found = select(Team.id).where(Team.leader_id == actor.person_id).limit(1)
    return actor.person_id is not None and session.scalar(found) is not None


def team_name(team: Any) -> str:
    """A love team by its name, a building's group as such."""
    return _("%(building)s帮帮互助组", building=team.name) if team.kind == "building" else team.name


def host_name(row: Any) -> str:
    """Who hosts an activity, a plan or a series."""
    if row.team is not None:
        return team_name(row.team)
    unit = getattr(row, "unit", None)
    if unit is not None:
        return str(unit.name)
    return str(row.grid.name) if row.grid is not None else str(current_community().name)


def host_values(key: str) -> dict[str, int | None]:
    """The columns of a host's key; raises CannotPlan for what is none."""
    kind, _colon, number = key.partition(":")
    values: dict[str, int | None] = {"team_id": None, "unit_id": None, "grid_id": None}
    if kind == COMMUNITY:
        return values
    if f"{kind}_id" not in values or not number.isdecimal():
        raise CannotPlan(_("请从列表里选主办方。"))
    values[f"{kind}_id"] = int(number)
    return values


def host_key(row: Any) -> str:
    """The key of a row's host."""
    for kind in ("team", "unit", "grid"):
        if getattr(row, f"{kind}_id", None):
            return f"{kind}:{getattr(row, f'{kind}_id')}"
    return COMMUNITY
