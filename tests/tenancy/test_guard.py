"""SQLite's guard rewrites the target of a write and nothing else, and costs no Python call for each row it reads."""
from __future__ import annotations

import pytest
from sqlalchemy import insert, text

from core.tenancy import guard
from core.tenancy.current import OtherCommunity
from core.tenancy.engines import app_engine
from core.tenancy.guard import qualify
from core.tenancy.session import use
from tests.tenancy.models import Grid

TENANT = frozenset({"wish", "order"})

REWRITTEN = {
    "INSERT INTO wish (a) VALUES (1)": "INSERT INTO main.wish (a) VALUES (1)",
    "insert or ignore into wish(a) values (1)": "insert or ignore into main.wish(a) values (1)",
    "REPLACE INTO wish VALUES (1)": "REPLACE INTO main.wish VALUES (1)",
    "UPDATE wish SET a = (SELECT max(a) FROM wish)": "UPDATE main.wish SET a = (SELECT max(a) FROM wish)",
    "UPDATE OR ROLLBACK wish SET a = 1": "UPDATE OR ROLLBACK main.wish SET a = 1",
    'DELETE FROM "order" WHERE id IN (SELECT id FROM wish)': (
        'DELETE FROM main."order" WHERE id IN (SELECT id FROM wish)'
    ),
    "-- note\n/* UPDATE x */ UPDATE wish SET a = 'DELETE FROM wish'": (
        "-- note\n/* UPDATE x */ UPDATE main.wish SET a = 'DELETE FROM wish'"
    ),
    "WITH x AS (SELECT 1 FROM wish) INSERT INTO wish SELECT * FROM x": (
        "WITH x AS (SELECT 1 FROM wish) INSERT INTO main.wish SELECT * FROM x"
    ),
    "WITH x AS (SELECT 1) DELETE FROM wish WHERE a IN (SELECT * FROM x)": (
        "WITH x AS (SELECT 1) DELETE FROM main.wish WHERE a IN (SELECT * FROM x)"
    ),
}
LEFT_ALONE = [
    "SELECT * FROM wish",
    "WITH x AS (SELECT 1) SELECT * FROM x, wish",
    "UPDATE community SET name = 'wish'",
    "PRAGMA table_info(wish)",
    "SELECT 'UPDATE wish SET a = 1'",
]


@pytest.mark.parametrize("statement", REWRITTEN)
def test_the_target_of_a_write_is_qualified(statement):
    assert qualify(statement, TENANT) == (REWRITTEN[statement], True)


@pytest.mark.parametrize("statement", LEFT_ALONE)
def test_everything_else_stays_as_it_was_written(statement):
    assert qualify(statement, TENANT) == (statement, False)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE wish SET a = (SELECT max(a) FROM main.wish)",
        'DELETE FROM wish WHERE a IN (SELECT a FROM "main" . wish)',
        "WITH x AS (SELECT * FROM MAIN.wish) INSERT INTO wish SELECT * FROM x",
    ],
)
def test_a_write_that_names_the_schema_itself_is_refused(statement):
    with pytest.raises(OtherCommunity):
        qualify(statement, TENANT)


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_reading_a_thousand_rows_asks_for_the_community_once(app, community, monkeypatch):
    calls = []
    monkeypatch.setattr(guard, "current_id_or_none", lambda: calls.append(1) or community.id)
    app_engine(app).dispose()
    with app.app_context(), use(community.id) as session:
        session.execute(insert(Grid), [{"name": str(i)} for i in range(1000)])
        calls.clear()
        assert session.scalar(text("SELECT count(*) FROM probe_grid WHERE name <> ''")) == 1000
        assert len(calls) <= 2
    app_engine(app).dispose()


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_the_index_that_starts_with_the_community_is_used(app, community):
    with app.app_context(), use(community.id) as session:
        plan = session.execute(text("EXPLAIN QUERY PLAN SELECT * FROM probe_building WHERE grid_id = 1")).all()
    assert "USING INDEX ix_probe_building_community_id_grid_id (community_id=? AND grid_id=?)" in str(plan)
