"""How many statements each page costs, with few activities and with a full month of sixty."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.api import local_day, moment_at, month_after, this_month
from core.tenancy.session import db
from plugins.activities.models import Activity
from plugins.activities.services import joining, making, planning, series
from plugins.activities.services.calendar import first_day

from .conftest import Scene, values

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
SIXTY = 60


def month_of_many(scene: Scene, first_number: int, count: int) -> None:
    """So many activities of the next month, each with two who signed up."""
    first = first_day(month_after(this_month()))
    for number in range(first_number, first_number + count):
        start = moment_at(first + timedelta(days=number % 28), 8 * 60 + 3 * 60 * (number // 28))
        host = {"team_id": scene.team_id} if number % 2 else {"team_id": None, "leader_id": scene.leader_id}
        place = scene.place_id if number % 3 == 0 else None
        activity = making.make(scene.admin, values(scene, start, **host, place_id=place, signup_from=start - timedelta(days=90)))
        making.publish(activity, scene.admin)
        for person_id in scene.resident_ids[:2]:
            joining.join(activity.id, scene.person(person_id), scene.admin)
    db.session.commit()


PAGES = {
    "month": ("", "/activities/?month={month}", 7),
    "activity": ("", "/activities/a/{id}", 4),
    "week": ("", "/activities/week", 6),
    "home": ("", "/", 12),
    "feed": ("", "/activities/feed.ics", 4),
    "mine": ("resident", "/activities/mine", 5),
    "me": ("resident", "/me/", 3),
    "lead": ("leader", "/activities/lead", 8),
    "run": ("leader", "/activities/lead/{id}", 14),
    "plans": ("leader", "/activities/plans", 8),
    "series": ("leader", "/activities/series", 6),
    "desk": ("admin", "/activities/desk?show=all", 11),
    "report": ("admin", "/activities/report?month={month}", 10),
    "first page of the desk": ("admin", "/desk/", 10),
}


def test_a_page_costs_a_fixed_number_of_statements_however_many_rows(
    scene: Scene, browser_of: Any, client: Any, query_counter: Any
) -> None:
    people = {"resident": scene.resident_ids[0], "leader": scene.leader_id, "admin": scene.admin_id}
    month_of_many(scene, 0, 2)
    planning.start(scene.leader, this_month(), team_id=scene.team_id)
    activity = db.session.query(Activity).order_by(Activity.starts_at).first()
    values_of = {"month": activity.month, "id": activity.id}
    db.session.commit()
    readers = {"": client, **{who: browser_of(person_id) for who, person_id in people.items()}}
    costs: dict[str, list[int]] = {page: [] for page in PAGES}
    for more in (0, SIXTY):
        month_of_many(scene, 2, more)
        for page, (who, path, _most) in PAGES.items():
            assert readers[who].get(path.format(**values_of)).status_code == 200
            with query_counter() as statements:
                readers[who].get(path.format(**values_of))
            costs[page].append(len(statements))
    assert {page: cost for page, cost in costs.items() if cost[0] != cost[1]} == {}
    assert {page: cost for page, cost in costs.items() if cost[1] > PAGES[page][2]} == {}


def test_extending_a_series_asks_for_its_days_once(scene: Scene, query_counter: Any) -> None:
    row = series.begin(
        scene.leader, {
            "title": "合唱排练", "kind": "", "for_whom": "all", "text": "", "place_id": None, "place_text": "", "quota": 5,
            "team_id": scene.team_id, "unit_id": None, "grid_id": None, "leader_id": scene.leader_id, "weekday": 2,
            "every_weeks": 1, "start_minute": 600, "minutes": 60, "helpers": 0,
            "from_day": local_day(moment_at(first_day(this_month()), 0)), "until_day": None, "skips": [],
        },
    )
    db.session.commit()
    with query_counter() as statements:
        series.extend(row)
    assert len(statements) <= 3
