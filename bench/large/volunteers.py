"""The nearest suitable of 1,283 to a million volunteers of one community."""
from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, literal, select

from bench.inside import search_times
from bench.large.rows import fill, numbers, scattered
from core.tenancy.engines import app_engine, owner_engine, refresh_statistics
from core.tenancy.nodes import claim_node
from core.tenancy.session import use
from core.testing import add_community
from core.testing_accounts import make_building
from core.volunteers.models import Skill

SIZES = {1_283: (2, 4), 10_000: (3, 6), 100_000: (5, 10), 1_000_000: (15, 30)}  # goal and floor of p95, milliseconds
SKILLS = 16
WIDTH = 20_000  # metres; a district of 20 km
PERSON, VOLUNTEER, SKILL, FREE = (n * 10**9 for n in range(1, 5))  # where each kind's ids begin


def measure(kind: str, site: Any) -> None:
    """Grow the community from size to size and search at each."""
    app = site.app
    claim_node(app_engine(app))
    community = add_community(app, "large", "大社区")
    with app.app_context(), use(community.id) as session:
        session.add_all(Skill(key=f"s{n}", title=f"技能{n}", position=n) for n in range(SKILLS))
        for number in range(1, 21):
            home = make_building(number)
            home.x, home.y = number * 900, number * 7919 % WIDTH
        session.commit()
        skills = [skill.id for skill in session.query(Skill).order_by(Skill.position)]
    have = 0
    print(f"\n{kind}: nearest suitable volunteers\n{'volunteers':>12}{'p50 ms':>9}{'p95 ms':>9}{'goal':>6}{'floor':>7}")
    for size, (goal, floor) in SIZES.items():
        with owner_engine(app).begin() as connection:
            _add(connection, community.id, have, size - have, skills)
        have = size
        settle(app, kind)
        with app.app_context(), use(community.id):
            middle, worst, counted = search_times(app)
        print(f"{counted:12,}{middle:9.2f}{worst:9.2f}{goal:6}{floor:7}  {'ok' if worst <= floor else 'OVER'}", flush=True)


def _add(connection: Connection, community_id: int, start: int, count: int, skills: list[int]) -> None:
    """Volunteers with two skills and two free afternoons each, scattered over the district."""
    series = numbers(count, start)
    n, rows, own = series.c.n, select(series), literal(community_id)
    x, y = scattered(n, 1_000_003, WIDTH), scattered(n, 999_983, WIDTH)
    fill(connection, "person", rows, community_id=own, id=n + PERSON, name=literal("志愿者"), pinyin=literal("zhiyuanzhe"))
    fill(
        connection, "volunteer", rows, community_id=own, id=n + VOLUNTEER, person_id=n + PERSON, state=literal("active"),
        base_x=x, base_y=y,
    )  # fmt: skip
    for turn in range(2):
        for at, skill in enumerate(skills):
            mine = rows.where((n + turn * 5) % SKILLS == at)
            fill(
                connection, "volunteer_skill", mine, community_id=own, id=n * 2 + turn + SKILL, volunteer_id=n + VOLUNTEER,
                skill_id=literal(skill), base_x=x, base_y=y,
            )  # fmt: skip
        fill(
            connection, "availability", rows, community_id=own, id=n * 2 + turn + FREE, volunteer_id=n + VOLUNTEER,
            weekday=(n + turn * 3) % 7, start_minute=literal(480), end_minute=literal(1200),
        )  # fmt: skip


def settle(app: Any, kind: str) -> None:
    """What a running site has after a night: statistics for the planner."""
    if kind == "postgresql":
        with owner_engine(app).connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    refresh_statistics(app)
