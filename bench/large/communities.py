"""One page of one community among ten, and among 100,000 communities in the same database."""
from __future__ import annotations

import statistics
import time
from typing import Any

from sqlalchemy import JSON, Connection, String, cast, literal, select

from bench.large.rows import fill, numbers
from bench.large.volunteers import settle
from core.tenancy.engines import app_engine, owner_engine
from core.tenancy.nodes import claim_node
from core.tenancy.session import use
from core.testing import CommunityClient, add_community
from core.testing_accounts import make_building, make_person, sign_in_as

SIZES = (10, 100_000)
RESIDENTS = 13  # of each of the others
PAGES = ("/desk/people", "/me/", "/")
ROUNDS = 200
FIRST = 5 * 10**9


def measure(kind: str, site: Any) -> None:
    """The median time of each page with few and with many communities around it, in this process."""
    app = site.app
    claim_node(app_engine(app))
    community = add_community(app, "here", "本社区")
    app.test_client_class = CommunityClient
    browser = app.test_client()
    browser.slug = community.slug
    sign_in_as(app, browser, community, "community_admin", name="管理员")
    with app.app_context(), use(community.id) as session:
        home = make_building(1)
        for number in range(60):
            make_person(f"居民{number}", home)
        session.commit()
    times: dict[int, dict[str, float]] = {}
    have = 1
    for size in SIZES:
        with owner_engine(app).begin() as connection:
            _add(connection, have, size - have)
        have = size
        settle(app, kind)
        times[size] = {page: _median(browser, page) for page in PAGES}
    few, many = (times[size] for size in SIZES)
    print(f"\n{kind}: one community among many\n{'page':16}{'10, ms':>9}{'100,000, ms':>13}{'ratio':>7}{'goal':>6}{'floor':>7}")
    for page in PAGES:
        ratio = many[page] / few[page]
        print(f"{page:16}{few[page]:9.2f}{many[page]:13.2f}{ratio:7.2f}{1.1:6}{1.3:7}  {'ok' if ratio <= 1.3 else 'OVER'}", flush=True)


def _median(browser: Any, page: str) -> float:
    took = []
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        answer = browser.get(page)
        took.append((time.perf_counter() - begun) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(f"{page} answered {answer.status_code}")
    return statistics.median(took[ROUNDS // 10 :])


def _add(connection: Connection, start: int, count: int) -> None:
    """Communities with a grid, a building, and thirteen residents in rooms of their own."""
    towns, people = numbers(count, start), numbers(count * RESIDENTS, start * RESIDENTS)
    own, rows = towns.c.n + FIRST, select(towns)
    empty = literal({}, JSON())
    fill(
        connection, "community", rows, id=own, slug=literal("t") + cast(towns.c.n, String), name=literal("社区"),
        timezone=literal("Asia/Shanghai"), look=empty, words=empty, applied=empty, demo_plugins=literal([], JSON()), version=literal(1),
    )  # fmt: skip
    fill(connection, "grid", rows, community_id=own, id=own, code=literal("01"), colour=literal("1"))
    fill(connection, "building", rows, community_id=own, id=own, grid_id=own, number=literal(1), name=literal("1栋"))
    town, one = people.c.n // RESIDENTS + FIRST, people.c.n + FIRST
    each = select(people)
    fill(connection, "room", each, community_id=town, id=one, building_id=town, number=cast(people.c.n % RESIDENTS, String))
    fill(connection, "household", each, community_id=town, id=one, room_id=one, number=cast(people.c.n, String))
    fill(
        connection, "person", each, community_id=town, id=one, household_id=one, room_id=one, building_id=town,
        name=literal("居民"), pinyin=literal("jumin"), initials=literal("jm"),
    )  # fmt: skip
