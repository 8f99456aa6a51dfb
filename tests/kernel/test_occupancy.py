"""A person, room or tool is in one place at a time."""
from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from core.kernel.occupancy import (
    Occupied,
    OccupiedQuarter,
    Plan,
    busy,
    is_free,
    occupy,
    occupy_all,
    quarters,
    release,
    release_all,
)
from core.tenancy.session import use

NINE = datetime(2024, 5, 1, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def rows(session: Any) -> int:
    return int(session.scalar(select(func.count(OccupiedQuarter.id))))


def test_a_plan_takes_every_quarter_hour_that_it_touches() -> None:
    assert len(quarters(NINE, NINE + 60 * MINUTE)) == 4
    assert len(quarters(NINE - MINUTE, NINE + 61 * MINUTE)) == 6
    assert len(quarters(NINE, NINE + MINUTE)) == 1
    assert len(quarters(NINE, NINE + 60 * MINUTE, buffer_minutes=20)) == 8


def test_zones_do_not_matter_to_quarters() -> None:
    from zoneinfo import ZoneInfo

    kathmandu = ZoneInfo("Asia/Kathmandu")
    assert quarters(NINE.astimezone(kathmandu), (NINE + 60 * MINUTE).astimezone(kathmandu)) == quarters(
        NINE, NINE + 60 * MINUTE
    )


@given(start=st.integers(0, 10_000), length=st.integers(1, 600), buffer=st.integers(0, 60))
def test_quarters_cover_the_plan_and_waste_less_than_one_on_each_side(start: int, length: int, buffer: int) -> None:
    first, last = NINE + start * MINUTE, NINE + (start + length) * MINUTE
    taken = quarters(first, last, buffer)
    low, high = first.timestamp() - buffer * 60, last.timestamp() + buffer * 60
    assert taken.start * 900 <= low < (taken.start + 1) * 900
    assert (taken.stop - 1) * 900 < high <= taken.stop * 900


def test_two_plans_cannot_share_a_quarter_hour(inside: Any) -> None:
    occupy("person", 1, NINE, NINE + 50 * MINUTE, "visit", 10)
    inside.commit()
    with pytest.raises(Occupied, match="换一个时间"):
        occupy("person", 1, NINE + 55 * MINUTE, NINE + 90 * MINUTE, "visit", 11)
    occupy("person", 1, NINE + 60 * MINUTE, NINE + 90 * MINUTE, "visit", 12)
    occupy("person", 2, NINE, NINE + 90 * MINUTE, "visit", 13)
    occupy("room", 1, NINE, NINE + 90 * MINUTE, "visit", 14)
    inside.commit()
    assert rows(inside) == 4 + 2 + 6 + 6


def test_a_refused_plan_leaves_nothing_and_spares_the_callers_work(inside: Any) -> None:
    occupy("person", 1, NINE + 60 * MINUTE, NINE + 75 * MINUTE, "visit", 10)
    with pytest.raises(Occupied):
        occupy("person", 1, NINE, NINE + 90 * MINUTE, "visit", 11)
    inside.commit()
    assert rows(inside) == 1


def test_a_released_plan_frees_its_time(inside: Any) -> None:
    occupy("person", 1, NINE, NINE + 60 * MINUTE, "visit", 10, buffer_minutes=15)
    assert not is_free("person", 1, NINE - 10 * MINUTE, NINE)
    assert release("visit", 10) == 6
    assert release("visit", 10) == 0
    assert is_free("person", 1, NINE - 10 * MINUTE, NINE)


def test_busy_names_those_who_are_taken_in_one_query(inside: Any, query_counter: Any) -> None:
    occupy("person", 1, NINE, NINE + 60 * MINUTE, "visit", 10)
    occupy("person", 3, NINE + 30 * MINUTE, NINE + 60 * MINUTE, "visit", 11)
    inside.commit()
    with query_counter() as statements:
        assert busy("person", range(1, 6), NINE, NINE + 30 * MINUTE) == {1}
        assert len(statements) == 1
    assert busy("person", range(1, 6), NINE, NINE + 31 * MINUTE) == {1, 3}


def test_another_community_has_its_own_time(app: Any, community: Any, other_community: Any) -> None:
    for each in (community, other_community):
        with app.app_context(), use(each.id) as session:
            occupy("person", 1, NINE, NINE + 60 * MINUTE, "visit", 10)
            session.commit()


@pytest.mark.parametrize("end", [NINE, NINE - MINUTE, NINE + timedelta(days=32)])
def test_a_plan_must_end_after_it_starts_and_within_a_month(end: datetime) -> None:
    with pytest.raises(ValueError, match="31 days"):
        quarters(NINE, end)


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        quarters(datetime(2024, 5, 1), NINE)


def test_a_whole_term_is_taken_in_one_statement_or_not_at_all(inside: Any, query_counter: Any) -> None:
    days = [Plan("person", 1, NINE + n * 1440 * MINUTE, NINE + (n * 1440 + 60) * MINUTE, "day", n) for n in range(60)]
    with query_counter() as statements:
        occupy_all(days)
    assert (rows(inside), len([s for s in statements if s.startswith("INSERT")])) == (240, 1)
    with pytest.raises(Occupied):
        occupy_all([Plan("person", 1, NINE - 60 * MINUTE, NINE, "other", 1), days[59]._replace(owner_kind="other")])
    assert rows(inside) == 240
    assert release_all("day", range(1, 60)) == 236
    assert (release_all("day", []), busy("person", [1], NINE, NINE + MINUTE)) == (0, {1})
    occupy_all([])
