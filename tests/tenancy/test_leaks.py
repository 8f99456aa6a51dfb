"""Routes around the ORM's filter, each of which leaked before the database itself kept communities apart."""
from __future__ import annotations

import pytest
from sqlalchemy import column, func, literal_column, select, table, text, update
from sqlalchemy.orm import Session

from core.tenancy.session import db, use
from tests.tenancy.models import Building, Grid, Household

T, H = Building.__table__, Household.__table__


def raw(session, sql):
    return session.connection().exec_driver_sql(sql).all()


def on_engine(statement):
    with db.engine.connect() as connection:
        return connection.execute(statement).all()


def on_plain_session(statement):
    with Session(db.engine) as plain:
        return plain.execute(statement).all()


def joined_alias(session):
    other = T.alias()
    return session.execute(select(Building.id, other.c.name).join(other, other.c.id == Building.id)).all()


def peek(session):
    raw_cursor = session.connection().connection.dbapi_connection
    return raw_cursor.execute("SELECT name FROM main.probe_building").fetchall()


def after(session, first, then):
    session.connection().exec_driver_sql(first)
    return raw(session, then)


READS = {
    "core column of a table that is also an entity": lambda s: s.execute(
        select(Building.id, select(func.max(T.c.name)).scalar_subquery())
    ).all(),
    "alias of the table joined to the entity": joined_alias,
    "lightweight table and column": lambda s: s.execute(
        select(column("name")).select_from(table("probe_building"))
    ).all(),
    "literal column subselect": lambda s: s.execute(
        select(Grid.id, literal_column("(SELECT max(name) FROM probe_building)"))
    ).all(),
    "text": lambda s: s.execute(text("SELECT name FROM probe_building")).all(),
    "text with the schema": lambda s: s.execute(text("SELECT name FROM main.probe_building")).all(),
    "connection, ORM select": lambda s: s.connection().execute(select(Building.name)).all(),
    "connection, core select": lambda s: s.connection().execute(select(T.c.name)).all(),
    "connection, raw": lambda s: raw(s, "SELECT name FROM probe_building"),
    "engine, core select": lambda s: on_engine(select(T.c.name)),
    "plain session on the engine": lambda s: on_plain_session(select(Building.name)),
    "cte around the schema": lambda s: raw(s, "WITH x AS (SELECT name FROM main.probe_building) SELECT * FROM x"),
    "write with a subselect on the schema": lambda s: raw(
        s, "UPDATE probe_building SET name = (SELECT max(name) FROM main.probe_building) RETURNING name"
    ),
    "write with a subselect": lambda s: raw(
        s, "UPDATE probe_building SET name = (SELECT max(name) FROM probe_building) RETURNING name"
    ),
    "write from another table": lambda s: raw(
        s, "UPDATE probe_household SET name = b.name FROM probe_building b WHERE b.id > 0 RETURNING probe_household.name"
    ),
    "insert from select": lambda s: raw(
        s, "INSERT INTO probe_grid SELECT community_id, id, name FROM probe_building RETURNING name"
    ),
    "with before insert": lambda s: raw(
        s,
        "WITH x AS (SELECT community_id, id, name FROM probe_building)"
        " INSERT INTO probe_grid SELECT community_id, id, name FROM x RETURNING name",
    ),
    "own temp view over the schema": lambda s: after(
        s, "CREATE TEMP VIEW peek AS SELECT name FROM main.probe_building", "SELECT * FROM peek"
    ),
    "drop the guarding view": lambda s: after(s, "DROP VIEW temp.probe_building", "SELECT name FROM probe_building"),
    "drop a guarding trigger": lambda s: after(
        s, 'DROP TRIGGER temp."guard probe_building update"', "SELECT name FROM probe_building"
    ),
    "attach the file again": lambda s: after(s, "ATTACH 'linli.db' AS again", "SELECT name FROM again.probe_building"),
    "raw driver cursor with the schema": peek,
}


@pytest.mark.parametrize("route", READS)
def test_no_read_route_shows_rows_of_another_community(session, route):
    try:
        found = READS[route](session)
    except Exception as refused:
        found = str(refused.__cause__)
    assert "theirs building" not in str(found)


def test_counting_with_the_schema_counts_no_other_rows(session):
    try:
        count = session.scalar(text("SELECT count(*) FROM main.probe_building"))
    except Exception:
        count = 0
    assert count in (0, 3)


WRITES = {
    "core update of everything": lambda s, other: s.connection().execute(T.update().values(name="hacked")),
    "core delete of everything": lambda s, other: s.connection().execute(H.delete()),
    "core insert for the other": lambda s, other: s.connection().execute(
        H.insert().values(community_id=other, id=99, name="hacked", building_id=20)
    ),
    "plain session update": lambda s, other: on_plain_session_write(update(Building).values(name="hacked")),
    "raw update": lambda s, other: s.connection().exec_driver_sql("UPDATE probe_building SET name = 'hacked'"),
    "raw update with the schema": lambda s, other: s.connection().exec_driver_sql(
        "UPDATE main.probe_building SET name = 'hacked'"
    ),
    "raw update after a comment": lambda s, other: s.connection().exec_driver_sql(
        "/* x */ UPDATE probe_building SET name = 'hacked'"
    ),
    "replace": lambda s, other: s.connection().exec_driver_sql(
        f"INSERT OR REPLACE INTO probe_grid (community_id, id, name) VALUES ({other}, 10, 'hacked')"
    ),
    "raw insert behind with": lambda s, other: s.connection().exec_driver_sql(
        f"WITH x AS (SELECT 1) INSERT INTO probe_household (community_id, id, name) SELECT {other}, 99, 'hacked' FROM x"
    ),
    "raw driver cursor": lambda s, other: s.connection().connection.dbapi_connection.execute(
        "UPDATE main.probe_building SET name = 'hacked'"
    ),
    "writing by engine": lambda s, other: on_engine_write(T.update().values(name="hacked")),
}


def on_plain_session_write(statement):
    with Session(db.engine) as plain:
        plain.execute(statement)
        plain.commit()


def on_engine_write(statement):
    with db.engine.begin() as connection:
        connection.execute(statement)


@pytest.mark.parametrize("route", WRITES)
def test_no_write_route_reaches_another_community(app, two, route):
    with app.app_context():
        with use(two.ours) as session:
            try:
                WRITES[route](session, two.theirs)
                session.commit()
            except Exception:
                session.rollback()
        with use(two.theirs) as session:
            assert [b.name for b in session.scalars(select(Building).order_by(Building.id))] == [
                f"theirs building {i}" for i in range(3)
            ]
            assert session.get(Grid, 10).name == "theirs grid"
            assert session.get(Household, 99) is None
            assert session.scalar(select(func.count(Household.id))) == 3


def test_a_raw_update_changes_our_rows_on_both_databases(session):
    changed = session.connection().exec_driver_sql("UPDATE probe_building SET name = 'renamed'")
    assert changed.rowcount == 3


def test_a_raw_connection_without_a_community_sees_and_changes_nothing(app, two):
    with app.app_context(), db.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM probe_building").scalar() == 0
        assert connection.exec_driver_sql("UPDATE probe_building SET name = 'x'").rowcount == 0
        assert connection.exec_driver_sql("DELETE FROM probe_household").rowcount == 0
        with pytest.raises(Exception, match="another community|row-level security"):
            connection.exec_driver_sql(f"INSERT INTO probe_grid VALUES ({two.ours}, 777, 'x')")
