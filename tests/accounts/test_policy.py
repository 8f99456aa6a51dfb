"""The policy: `can` and `scope_filter` never disagree, and reach exactly what was granted."""
from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import aliased

from core.accounts import policy
from core.accounts.account_rows import create_account
from core.accounts.actor import Anonymous, CurrentActor, Grant
from core.accounts.models import Account, Role
from core.grids.models import Building, Grid, Room
from core.kernel.actor import SYSTEM
from core.people.models import Person
from core.tenancy.ids import new_id
from core.tenancy.model import Base
from core.tenancy.session import db
from core.testing_accounts import make_building, make_person, next_phone
from core.volunteers.models import Team, TeamMember, Unit

MODELS = [Person, Building, Room, Account, Team, TeamMember, Unit, Grid, Role]
PERMISSIONS = ["a.view", "b.view", "c.view"]


@pytest.fixture
def rows(inside):
    """Rows of every shape: with and without a building, a team, an account."""
    grids = [Grid(name=f"网格{n}", code=f"G{n}") for n in range(3)]
    db.session.add_all(grids)
    db.session.flush()
    buildings = [make_building(n, grids[n % 2]) for n in range(1, 5)]
    people = [make_person(f"居民{n}", b) for n, b in enumerate([*buildings, *buildings])] + [make_person("外来人")]
    for person in people[::2]:
        create_account(person, next_phone(), None)
    units = [Unit(name=f"单位{n}") for n in range(2)]
    teams = [Team(name=f"小队{n}", building_id=b.id if b else None) for n, b in enumerate([buildings[0], None])]
    db.session.add_all([*units, *teams, Role(key="x", title="x")])
    db.session.flush()
    db.session.add_all([TeamMember(team_id=t.id, person_id=p.id) for t in teams for p in people[:3]])
    db.session.commit()
    return SimpleNamespace(
        grids=[g.id for g in grids] + [new_id()],
        buildings=[b.id for b in buildings] + [new_id()],
        unit=[u.id for u in units],
        team=[t.id for t in teams],
        people=[p.id for p in people],
    )


def drawn_grant(data, rows):
    scope = data.draw(st.sampled_from(["community", "grids", "buildings", "unit", "team", "own"]))
    target = 0 if scope in ("community", "own") else data.draw(st.sampled_from(getattr(rows, scope)))
    return Grant("role", frozenset(data.draw(st.sets(st.sampled_from(PERMISSIONS)))), scope, target)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_can_and_scope_filter_agree_on_every_row(rows, data):
    grants = tuple(drawn_grant(data, rows) for _ in range(data.draw(st.integers(0, 4))))
    actor = CurrentActor(data.draw(st.sampled_from(rows.people)), "某人", grants)
    permission, model = data.draw(st.sampled_from(PERMISSIONS)), data.draw(st.sampled_from(MODELS))
    seen = set(db.session.scalars(select(model.id).where(actor.scope(permission, model))))
    allowed = {row.id for row in db.session.scalars(select(model)) if actor.can(permission, row)}
    assert seen == allowed


def test_a_grid_grant_reaches_the_people_of_its_buildings_and_nobody_else(rows):
    actor = CurrentActor(rows.people[0], "网格员", (Grant("g", frozenset({"a.view"}), "grids", rows.grids[1]),))
    names = set(db.session.scalars(select(Person.name).where(actor.scope("a.view", Person))))
    assert names == {"居民0", "居民2", "居民4", "居民6"}
    assert actor.buildings_for("a.view") == {rows.buildings[0], rows.buildings[2]}


def test_a_grid_without_buildings_reaches_nobody(rows):
    actor = CurrentActor(rows.people[0], "网格员", (Grant("g", frozenset({"a.view"}), "grids", rows.grids[2]),))
    assert actor.can("a.view")
    assert list(db.session.scalars(select(Person.id).where(actor.scope("a.view", Person)))) == []


def test_a_model_that_declares_no_scope_is_for_the_whole_community_only(rows):
    role = db.session.scalars(select(Role)).one()
    small = CurrentActor(rows.people[0], "甲", (Grant("g", frozenset({"a.view"}), "buildings", rows.buildings[0]),))
    large = CurrentActor(rows.people[0], "乙", (Grant("g", frozenset({"a.view"}), "community"),))
    assert (small.can("a.view", role), large.can("a.view", role)) == (False, True)


def test_the_filter_also_serves_aliases(rows):
    other = aliased(Person)
    actor = CurrentActor(rows.people[3], "甲", (Grant("g", frozenset({"a.view"}), "own"),))
    assert list(db.session.scalars(select(other.id).where(actor.scope("a.view", other)))) == [rows.people[3]]


def test_the_buildings_of_grids_are_read_once(rows, query_counter):
    grants = tuple(Grant("g", frozenset({"a.view", "b.view"}), "grids", grid) for grid in rows.grids[:2])
    actor = CurrentActor(rows.people[0], "甲", grants)
    people = list(db.session.scalars(select(Person)))
    with query_counter() as statements:
        assert sum(actor.can(name, person) for person in people for name in ("a.view", "b.view")) == 16
    assert len(statements) == 1


def test_the_system_may_everything_and_nobody_may_nothing(rows):
    person = db.session.scalars(select(Person).limit(1)).one()
    assert policy.can(SYSTEM, "a.view", person)
    assert db.session.scalar(select(Person.id).where(policy.scope_filter(SYSTEM, "a.view", Person)).limit(1))
    assert not Anonymous().can("a.view", person)
    assert db.session.scalar(select(Person.id).where(Anonymous().scope("a.view", Person)).limit(1)) is None


def test_a_row_of_another_community_is_never_reached(rows, other_community):
    stranger = Person(name="别处的人", community_id=other_community.id)
    actor = CurrentActor(stranger.id, "甲", (Grant("g", frozenset({"a.view"}), "community"),))
    assert not actor.can("a.view", stranger)


def test_a_scope_that_no_grant_can_have_is_refused(monkeypatch):
    monkeypatch.setattr(Role, "__scope__", {"street": "id"}, raising=False)
    with pytest.raises(ValueError, match="not street"):
        policy.scope_of(Role)


def test_every_scope_that_core_declares_leads_to_a_column():
    for mapper in Base.registry.mappers:
        for paths in policy.scope_of(mapper.class_).values():
            for path in paths:
                target = mapper.class_
                for name in path.split(".")[:-1]:
                    target = getattr(target, name).property.mapper.class_
                assert hasattr(target, path.rpartition(".")[2]), f"{mapper.class_.__name__}: {path}"
