"""The demo counts exactly what the communities published."""
import json
from collections import Counter

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from core.communities.figures import figures
from core.communities.instance.reader import read_instance
from core.demo.loader import load_demo
from core.grids.models import Building
from core.people.ages import born_by
from core.people.children_models import ChildApproval, Guardianship
from core.people.models import Consent, Household, Person, Residence
from core.tenancy.session import use
from core.volunteers.models import Availability, Team, TeamMember, Volunteer, VolunteerSkill

SLUGS = ("changcheng-garden", "guangzhou-street", "xinzhu", "yinkai")


@pytest.fixture
def xinzhu(town):
    app, ids, _took = town
    with app.app_context(), use(ids["xinzhu"]) as session:
        yield session


def count(session, model, *conditions):
    return session.scalar(select(func.count()).select_from(model).where(*conditions))


def test_xinzhu_counts_what_it_published(xinzhu):
    found = figures()
    found.pop("plugins")
    assert found == {
        "buildings": 101, "grids": 10, "households": 3712, "residents": 12696, "units": 36, "teams": 12,
        "volunteers": 1283, "resident_volunteers": 742,
        "aid": {"low_income": 17, "disabled": 39, "empty_nest": 37, "aged": 140},
    }  # fmt: skip


@pytest.mark.parametrize("slug", SLUGS)
def test_every_community_counts_what_its_file_says(town, slug):
    app, ids, _took = town
    with app.app_context(), use(ids[slug]):
        found, wanted = figures(), read_instance(slug).file.demo
        for name in ("households", "residents", "volunteers", "resident_volunteers", "units", "teams"):
            assert found[name] == getattr(wanted, name), name
        assert found["aid"] == wanted.aid.model_dump()


def test_all_four_load_in_under_a_minute(town):
    assert town[2] < 60


def test_every_child_of_a_couple_has_its_parents_as_guardians_and_their_consent(xinzhu):
    with_parents = {child for child, in xinzhu.execute(select(Guardianship.child_id).distinct())}
    children = select(Person.id).join(Residence, Residence.person_id == Person.id).where(
        Residence.relation == "child", Residence.kind == "lives", Person.birth_date > born_by(14)
    )
    assert with_parents == set(xinzhu.scalars(children)) and len(with_parents) > 1000
    consented = xinzhu.scalars(select(Consent.person_id).where(Consent.purpose == "child_data")).all()
    assert set(consented) == with_parents and len(consented) == len(with_parents)
    parent = aliased(Person)
    strange = select(func.count()).select_from(Guardianship).join(Person, Person.id == Guardianship.child_id).join(
        parent, parent.id == Guardianship.guardian_id
    ).where((parent.household_id != Person.household_id) | (parent.birth_date > born_by(18)))
    # A grandparent elsewhere comes with the classes.
    assert xinzhu.scalar(strange.where(Guardianship.relation != "grandparent")) == 0
    assert sorted(xinzhu.scalars(select(ChildApproval.state).where(ChildApproval.matter == ""))) == ["approved", "asked"]


def test_a_team_has_ten_to_fifty_members(xinzhu):
    sizes = xinzhu.execute(
        select(Team.name, func.count()).join(TeamMember, TeamMember.team_id == Team.id)
        .where(Team.kind == "love").group_by(Team.name)
    ).all()  # fmt: skip
    assert len(sizes) == 12 and all(10 <= n <= 50 for _name, n in sizes)


def test_every_building_has_a_head_who_leads_its_mutual_help_group(xinzhu):
    groups = xinzhu.execute(
        select(Team.building_id, Person.building_id).join(Person, Person.id == Team.leader_id)
        .where(Team.kind == "building")
    ).all()  # fmt: skip
    assert len(groups) == count(xinzhu, Building) == 101
    assert all(here == lives for here, lives in groups)


def test_everybody_lives_in_a_household_with_one_head(xinzhu):
    heads = xinzhu.execute(select(Household.head_id, Person.household_id, Household.id).join(
        Person, Person.id == Household.head_id)).all()
    assert len(heads) == 3712 and all(lives == own for _head, lives, own in heads)
    homes = count(xinzhu, Residence, Residence.kind == "lives", Residence.moved_out_on.is_(None))
    assert homes == 12696


def test_some_lived_here_once_and_are_not_counted(xinzhu):
    gone = count(xinzhu, Residence, Residence.kind == "lives", Residence.moved_out_on.is_not(None))
    assert gone == 3712 // 30
    assert count(xinzhu, Person, Person.deceased_on.is_not(None)) > 0


def test_every_volunteer_has_skills_and_hours(xinzhu):
    volunteers = set(xinzhu.scalars(select(Volunteer.id)))
    assert set(xinzhu.scalars(select(VolunteerSkill.volunteer_id))) == volunteers
    assert set(xinzhu.scalars(select(Availability.volunteer_id))) == volunteers
    states = Counter(xinzhu.scalars(select(Volunteer.state)))
    assert states["active"] + states["paused"] == 1283
    assert states["active"] > 1200 and states["applied"] == 5 and states["left"] == 4


def test_a_year_counts_who_lived_here_at_its_end(xinzhu):
    then = figures(2015)
    assert 5000 < then["residents"] < 12696 and 2000 < then["households"] < 3712
    assert 0 < then["volunteers"] < 1283 and then["buildings"] == 101


def test_this_years_figures_are_todays(xinzhu):
    from core.communities.services import community_today

    now, year = figures(), figures(community_today().year)
    for name in ("residents", "households", "volunteers", "aid"):
        assert year[name] == now[name]


def test_a_second_load_does_nothing(town):
    app, ids, _took = town
    with app.app_context():
        assert load_demo("yinkai") is False
    with app.app_context(), use(ids["yinkai"]) as session:
        assert count(session, Person, Person.household_id.is_not(None)) == 2087


def test_the_facts_command_prints_them(town):
    told = town[0].test_cli_runner().invoke(args=["community", "facts", "xinzhu", "--json"])
    assert json.loads(told.output)["residents"] == 12696


def test_a_plugin_that_is_on_has_its_figures(xinzhu):
    assert set(figures()["plugins"]["love_savings"]) >= {"cards", "minutes_in", "minutes_out", "requests", "confirmed"}
