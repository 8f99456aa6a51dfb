"""Four people of each community can sign in, and nobody else."""
import re

import pytest
from sqlalchemy import or_, select

from core.accounts.actor import actor_for
from core.accounts.models import Account
from core.accounts.passwords import password_matches
from core.communities.instance.apply import create
from core.config import settings_of
from core.demo.cli import demo
from core.demo.loader import load_demo
from core.demo.numbers import SIGN_INS
from core.demo.signins import demo_password, renew_password
from core.errors import Refused
from core.people.models import Person
from core.platform.models import Operator
from core.tenancy.session import db, use
from core.volunteers.models import Volunteer

ROLES = (
    {"community_admin", "volunteer", "resident"},
    {"grid_worker", "volunteer", "resident"},
    {"volunteer", "resident"},
    {"resident"},
)


@pytest.mark.parametrize("slug", ["xinzhu", "guangzhou-street"])
def test_the_four_are_residents_with_their_roles_and_only_they_have_passwords(town, slug):
    app, ids, _took = town
    with app.app_context(), use(ids[slug]) as session:
        assert len(session.scalars(select(Account)).all()) == 4
        for phone, roles in zip(SIGN_INS, ROLES, strict=True):
            person = session.scalars(
                select(Person).join(Account, Account.person_id == Person.id).where(Account.phone.matches(phone))
            ).one()
            assert person.household_id is not None
            assert actor_for(person).roles >= roles
            assert session.scalars(select(Person.id).where(Person.phone.matches(phone))).all() == [person.id]


def test_the_volunteer_lives_in_the_residents_building_in_the_workers_grid(town):
    app, ids, _took = town
    with app.app_context(), use(ids["xinzhu"]) as session:
        people = {}
        for phone in SIGN_INS:
            people[phone] = session.scalars(select(Person).where(Person.phone.matches(phone))).one()
        worker, volunteer, resident = (people[phone] for phone in SIGN_INS[1:])
        assert volunteer.building_id == resident.building_id
        assert actor_for(worker).can("people.view", resident)
        assert not actor_for(worker).can("people.view", people[SIGN_INS[0]])
        assert session.scalars(select(Volunteer.state).where(Volunteer.person_id == volunteer.id)).one() == "active"


@pytest.mark.parametrize(("phone", "page"), list(zip(SIGN_INS, ("/console/", "/desk/", "/me/", "/me/"), strict=True)))
def test_each_signs_in_with_the_demo_password(town, browse, phone, page):
    browser = browse("yinkai")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get("/login").text).group(1)
    sent = {"phone": phone, "password": "linli-demo-2024", "csrf_token": token}
    answer = browser.post("/login", data=sent)
    assert answer.status_code == 302
    assert browser.get(page).status_code == 200


def test_there_is_one_operator(town):
    with town[0].app_context():
        assert db.session.scalars(select(Operator.login)).all() == ["operator"]


def test_the_demo_never_loads_outside_the_demo(town, monkeypatch):
    monkeypatch.setattr(settings_of(town[0]), "testing", False)
    told = town[0].test_cli_runner().invoke(demo, ["xinzhu"])
    assert told.exit_code == 1 and "LINLI_DEMO=1" in told.output


def test_a_community_that_was_not_applied_is_refused(town, tmp_path, monkeypatch):
    app = town[0]
    folder = tmp_path / "bare"
    folder.mkdir()
    (folder / "community.toml").write_text(
        'name = "空"\n[demo]\nseed = 1\nhouseholds = 10\nresidents = 30\nvolunteers = 8\n'
        "resident_volunteers = 5\nunits = 0\nteams = 0\n",
        "utf-8",
    )
    monkeypatch.setattr(settings_of(app), "instances_dir", tmp_path)
    with app.app_context():
        with pytest.raises(Refused, match="请先运行 flask community apply bare"):
            load_demo("bare")
        create("bare", "空")
        with pytest.raises(Refused, match="demo.households：楼里住不下。允许：最多 0 户"):
            load_demo("bare")


def test_another_password_in_the_environment_replaces_the_old_one(town, monkeypatch):
    app, ids, _took = town
    with app.app_context():
        old = demo_password()
        assert renew_password() is False
        monkeypatch.setattr(settings_of(app), "demo_password", "秋水共长天一色")
        assert renew_password() is True and demo_password() == "秋水共长天一色"
    with app.app_context(), use(ids["yinkai"]) as session:
        hashes = session.scalars(select(Account.password_hash).where(or_(*map(Account.phone.matches, SIGN_INS)))).all()
        assert len(hashes) == 4 and all(password_matches(h, "秋水共长天一色") for h in hashes)
    with app.app_context():
        monkeypatch.setattr(settings_of(app), "demo_password", old)
        assert renew_password() is True
