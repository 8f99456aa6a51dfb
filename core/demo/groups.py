"""Write the love teams, the buildings' heads and mutual-help groups, and the grids' workers."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.accounts.models import RoleGrant
from core.accounts.roles import role_row
from core.demo.lists import TEAMS
from core.demo.town import Resident, Town
from core.demo.volunteers import Enlisted, grant
from core.kernel.bulk import Step, bulk_insert, bulk_row
from core.volunteers.models import Team, TeamMember, TeamPost

SMALLEST, LARGEST = 10, 50


def write_teams(town: Town, volunteers: list[Enlisted], star: Resident, step: Step) -> None:
    """Each team has 10 to 50 volunteers on posts by need; `star` belongs to the second."""
    serving = [v.person for v in volunteers if v.state == "active"]
    teams: list[dict[str, Any]] = []
    members: list[dict[str, Any]] = []
    needed: list[dict[str, Any]] = []
    for at, (name, purpose, items, posts) in enumerate(TEAMS[: town.demo.teams]):
        size = town.rng.randint(SMALLEST, max(SMALLEST, min(LARGEST, len(serving) // 3)))
        chosen = town.rng.sample(serving, size)
        if at == 1 and star not in chosen:
            chosen[-1] = star
        team = bulk_row(name=name, kind="love", purpose=purpose, items=items, leader_id=chosen[0].id, building_id=None)
        teams.append(team)
        joined = list(_members(town, team["id"], chosen, posts))
        members += joined
        needed += _posts(team["id"], joined, posts, items)
    bulk_insert(Team, teams, step)
    bulk_insert(TeamMember, members, step)
    bulk_insert(TeamPost, needed, step)


def write_buildings(town: Town, step: Step) -> None:
    """Each building with residents has a head and a mutual-help group of neighbours."""
    by_building: dict[int, list[Resident]] = {}
    buildings = {}
    for home in town.homes:
        buildings[home.building.id] = home.building
        by_building.setdefault(home.building.id, []).extend(p for p in home.people if 30 <= p.age <= 75)
    role = role_row("building_head").id
    teams: list[dict[str, Any]] = []
    members: list[dict[str, Any]] = []
    grants: list[dict[str, Any]] = []
    for building_id, adults in by_building.items():
        chosen = town.rng.sample(adults, min(len(adults), town.rng.randint(5, 9)))
        head, name = chosen[0], buildings[building_id].name
        team = bulk_row(name=name, kind="building", purpose="", items=[], leader_id=head.id, building_id=building_id)
        teams.append(team)
        members += _members(town, team["id"], chosen, ["互助员", "信息员"])
        grants.append(grant(head, role, "buildings", building_id, town.days_ago(100, 2000)))
    bulk_insert(Team, teams, step)
    bulk_insert(TeamMember, members, step)
    bulk_insert(RoleGrant, grants, step)


def write_workers(town: Town, grids: list[Any], volunteers: list[Enlisted], star: Resident, step: Step) -> None:
    """One worker for each grid; `star` has the first."""
    others = [v.person for v in volunteers if v.state == "active" and 25 <= v.person.age <= 55 and not v.eager]
    people = [star, *town.rng.sample(others, len(grids) - 1)]
    role = role_row("grid_worker").id
    pairs = zip(grids, people, strict=True)
    bulk_insert(RoleGrant, (grant(p, role, "grids", g.id, town.days_ago(200, 2500)) for g, p in pairs), step)


def _members(town: Town, team_id: int, people: list[Resident], posts: list[str]) -> Iterator[dict[str, Any]]:
    for at, person in enumerate(people):
        post = "组长" if at == 0 else posts[at % len(posts)]
        yield bulk_row(team_id=team_id, person_id=person.id, post=post, joined_on=town.days_ago(30, 1500), left_on=None)


def _posts(team_id: int, members: list[dict[str, Any]], posts: list[str], items: list[str]) -> Iterator[dict[str, Any]]:
    """Posts by need: every other one still looks for somebody."""
    for at, title in enumerate(posts):
        filled = sum(member["post"] == title for member in members)
        need = items[at % len(items)]
        yield bulk_row(team_id=team_id, title=title, need=need, quota=max(1, filled + 2 * (at % 2)), skill_id=None)
