"""Every form of query that the ORM knows sees the rows of the session's community, all of them and no others."""
from __future__ import annotations

import pytest
from sqlalchemy import delete, exists, func, insert, select, text, union_all, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import aliased, joinedload, selectinload, subqueryload

from core.tenancy.current import NoCommunity, OtherCommunity
from core.tenancy.engines import owner_engine
from core.tenancy.session import db, use
from tests.tenancy.models import Building, Grid, Household

OURS = [f"ours building {i}" for i in range(3)]
HOUSEHOLDS = [f"ours household {i}" for i in range(3)]


def names(session, statement):
    return sorted(session.scalars(statement).unique())


def entity_names(session, statement):
    return sorted(row.name for row in session.scalars(statement).unique())


FORMS = {
    "entity": (lambda s: entity_names(s, select(Building)), OURS),
    "get by plain id": (lambda s: s.get(Building, 20).name, OURS[0]),
    "get a missing id": (lambda s: s.get(Building, 99), None),
    "columns of an entity": (lambda s: names(s, select(Building.name)), OURS),
    "count with select_from": (lambda s: s.scalar(select(func.count()).select_from(Building)), 3),
    "count of a column": (lambda s: s.scalar(select(func.count(Building.id))), 3),
    "core table": (lambda s: names(s, select(Building.__table__.c.name)), OURS),
    "text": (lambda s: names(s, text("SELECT name FROM probe_building")), OURS),
    "union": (lambda s: names(s, union_all(select(Building.name), select(Household.name))), OURS + HOUSEHOLDS),
    "subquery": (lambda s: names(s, select(select(Building.name).subquery())), OURS),
    "in subquery": (lambda s: names(s, select(Building.name).where(Building.id.in_(select(Building.id)))), OURS),
    "exists": (lambda s: names(s, select(Building.name).where(exists().where(Building.grid_id == Grid.id))), OURS),
    "cte": (lambda s: names(s, select(select(Building.name).cte("c"))), OURS),
    "aliased": (lambda s: names(s, select(aliased(Building).name)), OURS),
    "join that forgot the community": (
        lambda s: names(s, select(Household.name).join(Building, Building.id == Household.building_id)),
        HOUSEHOLDS,
    ),
    "lazy relation": (lambda s: s.get(Household, 30).building.grid.name, "ours grid"),
    "joinedload": (
        lambda s: s.scalars(select(Household).options(joinedload(Household.building))).first().building.community_id,
        "ours",
    ),
    "selectinload": (
        lambda s: s.scalars(select(Household).options(selectinload(Household.building))).first().building.community_id,
        "ours",
    ),
    "subqueryload": (
        lambda s: s.scalars(select(Household).options(subqueryload(Household.building))).first().building.community_id,
        "ours",
    ),
    "bulk update": (lambda s: s.execute(update(Building).values(name="new")).rowcount, 3),
    "bulk delete": (lambda s: s.execute(delete(Household)).rowcount, 3),
    "update of the core table": (lambda s: s.execute(update(Building.__table__).values(name="new")).rowcount, 3),
    "scalar subquery": (lambda s: s.scalar(select(select(func.count(Building.id)).scalar_subquery())), 3),
    "legacy query": (lambda s: s.query(Building).count(), 3),
    "from_statement": (
        lambda s: entity_names(s, select(Building).from_statement(text("SELECT * FROM probe_building"))),
        OURS,
    ),
    "refresh": (lambda s: (row := s.get(Building, 20), s.refresh(row), row.name)[2], OURS[0]),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_query_sees_its_community_and_nothing_else(session, two, form):
    query, expected = FORMS[form]
    assert query(session) == (two.ours if expected == "ours" else expected)


QUERIES = {
    "entity": (select(Building.name), OURS),
    "count": (select(func.count()).select_from(Building), [3]),
    "aliased": (select(aliased(Building).name), OURS),
    "join that forgot the community": (
        select(Household.name).join(Building, Building.id == Household.building_id),
        HOUSEHOLDS,
    ),
    "bulk update": (update(Building).values(name="new").returning(Building.id), [20, 21, 22]),
    "bulk delete": (delete(Household).returning(Household.id), [30, 31, 32]),
}


@pytest.mark.parametrize("form", QUERIES)
def test_the_orm_keeps_to_its_community_also_where_the_database_would_show_everything(app, session, form):
    query, expected = QUERIES[form]
    unguarded = {"bind": owner_engine(app)}
    options = {"synchronize_session": False}
    assert sorted(session.scalars(query, bind_arguments=unguarded, execution_options=options)) == expected


def test_get_does_not_find_a_row_that_another_session_loaded(app, two):
    with app.app_context():
        with use(two.theirs) as theirs:
            assert theirs.get(Building, 20).name == "theirs building 0"
        with use(two.ours) as ours:
            assert ours.get(Building, 20).name == "ours building 0"


def test_get_by_the_key_of_another_community_is_refused(session, two):
    with pytest.raises(OtherCommunity):
        session.get(Building, (two.theirs, 20))


REFUSED = {
    "a new row for another community": lambda s, other: (
        s.add(Grid(community_id=other, name="x")),
        s.flush(),
    ),
    "insert values for another community": lambda s, other: s.execute(
        insert(Grid).values(community_id=other, id=77, name="x")
    ),
    "many rows for another community": lambda s, other: s.execute(
        insert(Grid), [{"community_id": other, "id": 77, "name": "x"}]
    ),
    "core insert for another community": lambda s, other: s.execute(
        insert(Grid.__table__).values(community_id=other, id=77, name="x")
    ),
    "moving a row": lambda s, other: (
        setattr(s.get(Building, 20), "community_id", other),
        s.flush(),
    ),
    "moving rows in bulk": lambda s, other: s.execute(update(Household).values(community_id=other)),
    "legacy bulk insert": lambda s, other: s.bulk_insert_mappings(Grid, [{"community_id": other, "id": 77, "name": "x"}]),
}


@pytest.mark.parametrize("way", REFUSED)
def test_no_row_gets_into_another_community(session, two, way):
    with pytest.raises((OtherCommunity, DBAPIError)):
        REFUSED[way](session, two.theirs)


def test_bulk_update_by_key_does_not_reach_another_community(app, two):
    with app.app_context():
        with use(two.ours) as session, pytest.raises(Exception):  # noqa: B017  # which error depends on the engine
            session.execute(update(Building), [{"community_id": two.theirs, "id": 20, "name": "stolen"}])
            session.commit()
        with use(two.theirs) as session:
            assert session.get(Building, 20).name == "theirs building 0"


def test_the_database_refuses_a_reference_into_another_community(app, two):
    with app.app_context():
        with use(two.theirs) as session:
            session.add(Grid(id=999, name="only theirs"))
            session.commit()
        with use(two.ours) as session:
            session.add(Building(name="x", grid_id=999))
            with pytest.raises(DBAPIError, match="(?i)foreign key"):
                session.flush()


def test_the_same_name_may_exist_in_two_communities_but_not_in_one(app, two):
    with app.app_context(), use(two.ours) as session:
        session.add(Grid(name="theirs grid"))
        session.flush()
        session.add(Grid(name="ours grid"))
        with pytest.raises(DBAPIError, match="(?i)unique"):
            session.flush()


OUTSIDE = {
    "select": lambda: db.session.scalars(select(Building)).all(),
    "get": lambda: db.session.get(Building, 20),
    "core": lambda: db.session.execute(select(Building.__table__)).all(),
    "text": lambda: db.session.execute(text("SELECT * FROM probe_building")).all(),
    "insert": lambda: db.session.execute(insert(Grid), [{"name": "x"}]),
    "construct": lambda: Grid(name="x"),
}


@pytest.mark.parametrize("way", OUTSIDE)
def test_without_a_community_nothing_works(app, two, way):
    with app.app_context(), pytest.raises(NoCommunity):
        OUTSIDE[way]()


def test_one_community_cannot_be_entered_inside_another(app, two):
    with app.app_context(), use(two.ours), pytest.raises(OtherCommunity), use(two.theirs):
        pass


def test_a_reference_costs_no_statement_when_its_row_is_loaded(session, query_counter):
    household, building = session.get(Household, 30), session.get(Building, 20)
    with query_counter() as statements:
        assert household.building is building
    assert statements == []
