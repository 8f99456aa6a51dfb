"""Who takes part in the demo: teams with their members, neighbours who come, places, and those who can sign in."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from core.api import Grid, Person, Team, TeamMember, Unit, lives_here, places, session


@dataclass(frozen=True)
class Cast:
    """Everything that the demo's activities are made of."""

    teams: list[Team]
    members: dict[int, list[int]]  # persons by team
    neighbours: list[int]
    units: list[Unit]
    place_ids: list[int]
    grid: Grid | None
    admin: Person
    worker: Person
    volunteer: Person
    resident: Person


def choose(signins: Mapping[str, Person]) -> Cast | None:
    """The cast, or None where there are no teams or somebody cannot sign in."""
    teams = list(session.scalars(select(Team).where(Team.kind == "love").order_by(Team.id)).unique())
    if not teams or set(signins) < {"admin", "grid", "volunteer", "resident"}:
        return None
    members: dict[int, list[int]] = {team.id: [] for team in teams}
    present = select(TeamMember.team_id, TeamMember.person_id).where(TeamMember.left_on.is_(None)).order_by(TeamMember.id)
    for team_id, person_id in session.execute(present):
        if team_id in members:
            members[team_id].append(person_id)
    return Cast(
        teams, members, _neighbours(), list(session.scalars(select(Unit).order_by(Unit.id).limit(12))),
        [place.id for place in places()], session.scalars(select(Grid).order_by(Grid.code).limit(1)).first(),
        signins["admin"], signins["grid"], signins["volunteer"], signins["resident"],
    )


def _neighbours() -> list[int]:
    here: Any = select(Person.id).where(lives_here())
    return list(session.scalars(here.order_by(Person.id).limit(4_000)))
