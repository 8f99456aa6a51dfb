"""来了就做志愿者: anybody may apply, with consent; staff check before anything is arranged."""
from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from core.accounts.account_rows import create_account
from core.accounts.errors import TooSoon
from core.accounts.passwords import hash_password
from core.kernel.actor import SYSTEM
from core.people.models import Consent, Person
from core.people.services import register_person
from core.tenancy.session import use
from core.volunteers.application import apply_from_outside
from core.volunteers.models import Volunteer
from core.volunteers.services import availability_of, volunteer_workflow
from tests.people.households import add_building, add_grid
from tests.volunteers.helpers import add_skill

FILLED = {"name": "覃大山", "phone": "138 0013 8000", "building": "0", "times": ["5-am", "5-pm"], "note": "", "consent": "y"}


def token(client: Any) -> str:
    page = client.get("/volunteer/apply").get_data(as_text=True)
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found is not None
    return found[1]


def send(client: Any, **changes: Any) -> Any:
    filled = {key: value for key, value in (FILLED | changes).items() if value is not None}
    return client.post("/volunteer/apply", data={**filled, "csrf_token": token(client)})


def sign_in(app: Flask, client: Any, community: Any) -> None:
    with app.app_context(), use(community.id) as session:
        person = register_person(name="韦秀兰", actor=SYSTEM)
        create_account(person, "13900139000", hash_password("a-long-password-7"))
        session.commit()
    page = client.get("/login").get_data(as_text=True)
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found is not None
    filled = {"phone": "13900139000", "password": "a-long-password-7", "csrf_token": found[1]}
    assert client.post("/login", data=filled).status_code == 302


@pytest.fixture
def places(app: Flask, community: Any) -> Any:
    with app.app_context(), use(community.id) as session:
        building = add_building(3, add_grid("001"), x=70, y=80)
        skill = add_skill("repair", "家电维修")
        session.commit()
        return {"building": str(building.id), "skills": [str(skill.id)]}


def stored(app: Flask, community: Any) -> list[tuple[str, str]]:
    with app.app_context(), use(community.id) as session:
        rows = session.execute(select(Person.name, Volunteer.state).join(Person, Person.id == Volunteer.person_id))
        return [tuple(row) for row in rows]


def test_the_form_says_what_the_data_is_for_and_nothing_is_ticked(client: Any, places: Any) -> None:
    page = client.get("/volunteer/apply")
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "我可以随时撤回同意" in text
    assert "家电维修" in text
    assert "checked" not in re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)


def test_a_stranger_applies_and_waits_for_staff(app: Flask, client: Any, community: Any, places: Any) -> None:
    answer = send(client, **places)
    assert (answer.status_code, answer.location) == (302, f"/{community.slug}/volunteer/applied")
    with app.app_context(), use(community.id) as session:
        row = session.scalars(select(Volunteer)).one()
        assert (row.state, row.base_x, row.base_y) == ("applied", 70, 80)
        assert (row.person.name, str(row.person.phone), row.person.household_id) == ("覃大山", "138****8000", None)
        assert availability_of(row) == [(5, 480, 1080)]
        assert volunteer_workflow.history(row)[0].actor_name == "覃大山"
        consent = session.scalars(select(Consent)).one()
        assert (consent.purpose, consent.text_version, consent.person_id) == ("volunteering", "1", row.person_id)


def test_without_consent_nothing_is_stored(app: Flask, client: Any, community: Any) -> None:
    answer = send(client, consent=None)
    assert answer.status_code == 422
    assert "同意后才能报名" in answer.get_data(as_text=True)
    assert stored(app, community) == []


@pytest.mark.parametrize(("field", "value"), [("name", ""), ("phone", "123"), ("building", "12345"), ("times", ["9-am"])])
def test_a_wrong_entry_is_refused_and_nothing_is_stored(
    app: Flask, client: Any, community: Any, field: str, value: Any
) -> None:
    assert send(client, **{field: value}).status_code == 422
    assert stored(app, community) == []


def test_a_person_of_the_register_is_not_written_down_twice(app: Flask, client: Any, community: Any) -> None:
    with app.app_context(), use(community.id) as session:
        known = register_person(name="覃大山", phone="13800138000", actor=SYSTEM).id
        session.commit()
    send(client)
    with app.app_context(), use(community.id) as session:
        assert session.scalars(select(Person.id)).all() == [known]
        assert session.scalars(select(Volunteer.person_id)).all() == [known]


def test_applying_twice_answers_the_same_and_stores_once(app: Flask, client: Any, community: Any) -> None:
    answers = [send(client) for _n in range(2)]
    assert answers[0].location == answers[1].location
    assert stored(app, community) == [("覃大山", "applied")]


def test_one_address_cannot_flood_the_list(app: Flask, client: Any, community: Any, later: Any) -> None:
    answers = [send(client, name=f"覃大山{n}").status_code for n in range(63)]
    assert answers == [302] * 60 + [422] * 3
    assert len(stored(app, community)) == 60


def test_the_success_page_promises_no_more_than_a_call(client: Any) -> None:
    page = client.get("/volunteer/applied")
    assert page.status_code == 200
    assert "通过后才开始安排服务" in page.get_data(as_text=True)


def test_the_menu_leads_to_the_form(client: Any) -> None:
    assert "做志愿者" in client.get("/volunteer/applied").get_data(as_text=True)


def test_who_is_signed_in_is_not_asked_who_they_are(app: Flask, client: Any, community: Any) -> None:
    sign_in(app, client, community)
    page = client.get("/volunteer/apply").get_data(as_text=True)
    assert 'name="consent"' in page
    assert 'name="phone"' not in page
    assert send(client, name=None, phone=None, building=None).status_code == 302
    with app.app_context(), use(community.id) as session:
        row = session.scalars(select(Volunteer)).one()
        assert (row.person.name, row.state, session.scalars(select(Person.name)).all()) == ("韦秀兰", "applied", ["韦秀兰"])
    assert client.get("/volunteer/apply").location == f"/{community.slug}/volunteer/applied"


def test_a_crowd_behind_one_address_applies_and_a_flood_does_not(app: Flask, community: Any, later: Any) -> None:
    with app.app_context(), use(community.id):
        for number in range(60):
            apply_from_outside(name="来帮忙的人", phone=f"138001{number:05}", address="198.51.100.7")
        with pytest.raises(TooSoon):
            apply_from_outside(name="来帮忙的人", phone="13800299999", address="198.51.100.7")
        assert apply_from_outside(name="别处的人", phone="13800299999", address="198.51.100.8").state == "applied"
