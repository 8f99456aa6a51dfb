"""Days, months and years are those of the community's own clock."""
from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from core.communities import calendar
from core.tenancy.current import NoCommunity

one_site = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


@one_site
@pytest.mark.usefixtures("inside")
def test_a_day_begins_at_the_communitys_midnight():
    assert calendar.local_day(datetime(2026, 11, 25, 15, 59, tzinfo=UTC)) == date(2026, 11, 25)
    assert calendar.local_day(datetime(2026, 11, 25, 16, 0, tzinfo=UTC)) == date(2026, 11, 26)
    assert calendar.moment_at(date(2026, 11, 26), 0) == datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
    assert calendar.moment_at(date(2026, 11, 26), 1440) == calendar.moment_at(date(2026, 11, 27), 0)
    assert calendar.moment_at(date(2026, 11, 26), 545) == datetime(2026, 11, 26, 1, 5, tzinfo=UTC)


@one_site
@pytest.mark.usefixtures("inside")
def test_a_year_is_the_communitys_own():
    first, last = calendar.year_bounds(2015)
    assert (first, last) == (datetime(2014, 12, 31, 16, tzinfo=UTC), datetime(2015, 12, 31, 16, tzinfo=UTC))


def test_months_are_numbers_that_go_over_the_year():
    assert calendar.month_of(date(2026, 11, 25)) == 202611
    assert [calendar.month_after(202612, count) for count in (1, 0, -12, 13)] == [202701, 202612, 202512, 202801]
    assert calendar.months_back(202602, 4) == [202511, 202512, 202601, 202602]


@one_site
def test_nobody_has_a_clock_outside_a_community(app):
    with app.app_context(), pytest.raises(NoCommunity):
        calendar.community_zone()
