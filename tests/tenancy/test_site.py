"""The test kit itself: each test meets a fresh database."""
from __future__ import annotations

import pytest
from sqlalchemy import text

from core.tenancy.engines import app_engine


@pytest.mark.parametrize("turn", range(3))
def test_each_test_meets_an_empty_database(app, turn):
    with app_engine(app).begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM community")) == 0
        connection.execute(text("INSERT INTO node_counter (id, value) VALUES (:turn, 1)"), {"turn": 100 + turn})
        assert connection.scalar(text("SELECT count(*) FROM node_counter WHERE id >= 100")) == 1


def test_the_two_communities_are_different(community, other_community):
    assert community.id != other_community.id


def test_a_session_inside_belongs_to_the_community(inside, community):
    assert inside.community_id == community.id
