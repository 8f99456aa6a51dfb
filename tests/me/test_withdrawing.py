"""Taking a consent back on one's own page ends what the consent allowed."""
from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.accounts.models import RoleGrant
from core.accounts.roles import in_force
from core.clock import now
from core.kernel.actor import SYSTEM
from core.people.models import Person
from core.tenancy.session import db, use
from core.testing_accounts import csrf_of, make_account, make_person, sign_in
from core.volunteers.need import Need
from core.volunteers.services import apply_as_volunteer, suggest, volunteer_of, volunteer_workflow

ALWAYS = [(day, 0, 1440) for day in range(7)]


@pytest.fixture
def person(app, community, client):
    """Somebody who applied as a volunteer, signed in; the person's id."""
    with app.app_context(), use(community.id):
        made = make_person("韦向阳")
        apply_as_volunteer(made, SYSTEM, windows=ALWAYS)
        person_id, phone = made.id, make_account(made)
    sign_in(client, phone)
    return person_id


def step(app, community, person_id, name):
    with app.app_context(), use(community.id):
        volunteer_workflow.fire(volunteer_of(person_id), name, SYSTEM)
        db.session.commit()


def standing(app, community, person_id):
    """The volunteer's state, how many roles are held, and whom matching would send."""
    with app.app_context(), use(community.id):
        roles = list(db.session.scalars(select(RoleGrant.id).where(RoleGrant.person_id == person_id, in_force())))
        soon = now() + timedelta(hours=2)
        sent = [found.name for found in suggest(Need(None, soon, soon + timedelta(hours=1)))]
        return volunteer_of(person_id).state, len(roles), sent


def withdraw(client, name="volunteering"):
    return client.post(f"/me/consents/{name}/withdraw", data={"csrf_token": csrf_of(client, "/password")})


def test_a_volunteer_who_takes_the_consent_back_is_not_sent_to_anybody(app, community, client, person):
    step(app, community, person, "approve")
    assert standing(app, community, person) == ("active", 1, ["韦向阳"])
    assert withdraw(client).status_code == 302
    assert standing(app, community, person) == ("left", 0, [])


def test_an_application_whose_consent_is_taken_back_waits_no_longer(app, community, client, person):
    withdraw(client)
    assert standing(app, community, person) == ("refused", 0, [])
    with app.app_context(), use(community.id):
        last = volunteer_workflow.history(volunteer_of(person))[-1]
        assert (last.actor_name, last.reason) == (SYSTEM.name, "本人撤回了同意")


def test_who_took_the_consent_back_may_apply_anew(app, community, client, person):
    step(app, community, person, "approve")
    withdraw(client)
    page = client.get("/volunteer/apply")
    assert (page.status_code, 'name="consent"' in page.text) == (200, True)
    with app.app_context(), use(community.id):
        assert apply_as_volunteer(db.session.get_one(Person, person), SYSTEM).state == "applied"


@pytest.mark.parametrize("name", ["photos", "no-such-word"])
def test_a_consent_that_was_not_given_cannot_be_taken_back(app, community, client, person, name):
    assert withdraw(client, name).status_code == 404
    assert standing(app, community, person)[0] == "applied"
