"""Two communities whose rows carry the same ids, so that only the community tells them apart."""
from __future__ import annotations

from typing import NamedTuple

import pytest

from core.tenancy.session import use
from tests.tenancy.models import Building, Grid, Household


class Two(NamedTuple):
    """Ids of the two communities; names of rows in the second one start with "theirs"."""

    ours: int
    theirs: int


@pytest.fixture
def two(app, community, other_community) -> Two:
    for community_id, whose in ((community.id, "ours"), (other_community.id, "theirs")):
        with app.app_context(), use(community_id) as session:
            session.add(Grid(id=10, name=f"{whose} grid"))
            session.flush()
            session.add_all(Building(id=20 + i, name=f"{whose} building {i}", grid_id=10) for i in range(3))
            session.flush()
            session.add_all(Household(id=30 + i, name=f"{whose} household {i}", building_id=20 + i) for i in range(3))
            session.commit()
    return Two(community.id, other_community.id)


@pytest.fixture
def session(app, two):
    """A session of our community."""
    with app.app_context(), use(two.ours) as opened:
        yield opened
