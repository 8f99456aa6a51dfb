"""When a consent is taken back, the child leaves, its sheets are empty, and nobody fetches it by our list any more."""
from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from core.api import give_consent, withdraw_consent
from core.communities.services import current_community
from core.people.children import withdraw_child
from core.people.guardians import guarded_child
from core.people.models import Person
from core.pluginsystem import dispatch
from core.tenancy.session import db
from plugins.after_school import HEALTH
from plugins.after_school.child_models import HealthSheet, PickupPerson
from plugins.after_school.models import Enrolment, Seat
from plugins.after_school.services import finding, health, pickups

from .conftest import SIGNATURE, School, photo, staffed, wish
from .test_hand_over import AUNT

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


@pytest.fixture
def enrolled(school: School) -> Person:
    """A child with a place, a sheet and an adult who fetches it; another child waits."""
    staffed(school)
    wish(school, {0: [school.course_id], 1: [school.course_id]})
    wish(school, {2: [school.course_id]}, 1)
    values = dict.fromkeys(health.FIELDS, "") | {"allergies": "花生", "emergency_name": "外婆", "emergency_phone": "13900005555"}
    health.save(finding.get_term(school.term_id), school.children[0], school.guardian(), values, SIGNATURE, consented=True)
    pickups.name_adult(school.children[0], school.guardian(), AUNT, photo())
    db.session.commit()
    return db.session.get_one(Person, school.children[0])


def ended(child_id: int) -> None:
    """Nothing goes on with the child's data."""
    db.session.expire_all()
    assert db.session.scalars(select(Enrolment.state).where(Enrolment.child_id == child_id)).one() == "left"
    assert db.session.scalar(select(func.count()).select_from(Seat).where(Seat.child_id == child_id)) == 0
    sheet = db.session.scalars(select(HealthSheet)).one()
    assert (sheet.allergies, sheet.emergency_phone, sheet.alert) == (None, None, False)
    assert db.session.scalars(select(PickupPerson.revoked_at)).one() is not None


def test_without_the_consent_to_the_childs_data_everything_ends_and_the_list_moves(school: School, enrolled: Person) -> None:
    child, own = guarded_child(school.guardian(), enrolled.id)
    withdraw_child(child, own, school.guardian())
    school.work()
    ended(enrolled.id)
    assert db.session.scalars(select(Enrolment.state).where(Enrolment.child_id == school.children[2])).one() == "accepted"


def test_without_the_consent_to_the_health_sheet_it_ends_too(school: School, enrolled: Person) -> None:
    withdraw_consent(enrolled, HEALTH, school.guardian())
    school.work()
    ended(enrolled.id)


def test_what_was_withdrawn_while_the_service_was_off_ends_when_it_is_on_again(
    school: School, enrolled: Person, off_for_a_while: Any
) -> None:
    with off_for_a_while("after_school"):
        child, own = guarded_child(school.guardian(), enrolled.id)
        withdraw_child(child, own, school.guardian())
    ended(enrolled.id)
    assert db.session.scalars(select(Enrolment.state).where(Enrolment.child_id == school.children[2])).one() == "accepted"


def test_a_yes_that_was_given_anew_in_between_does_not_bring_back_what_rested_on_the_first(
    school: School, enrolled: Person, off_for_a_while: Any
) -> None:
    with off_for_a_while("after_school"):
        withdraw_consent(enrolled, HEALTH, school.guardian())
        give_consent(enrolled, HEALTH, school.guardian(), given_by=db.session.get_one(Person, school.guardians[0]))
    ended(enrolled.id)


def test_while_the_service_was_off_and_nothing_was_withdrawn_nothing_ends(
    school: School, enrolled: Person, off_for_a_while: Any
) -> None:
    with off_for_a_while("after_school"):
        pass
    assert db.session.scalars(select(Enrolment.state).where(Enrolment.child_id == enrolled.id)).one() == "accepted"


def test_nobody_moves_away_from_a_course_or_a_roster(school: School, enrolled: Person) -> None:
    from core.errors import Refused

    for person_id, said in ((enrolled.id, "还有 1 门课没有退"), (school.teachers[0], "还有 12 次课要上")):
        with pytest.raises(Refused, match=said):
            dispatch.veto("may_leave", current_community(), person=db.session.get_one(Person, person_id))


def test_a_door_shows_the_missing_sheet_to_who_has_the_approval(school: School, enrolled: Any) -> None:
    from core.people.models import Household
    from plugins.after_school.services import boards

    from .conftest import approved

    second = db.session.get_one(Person, school.children[1])
    household = db.session.get_one(Household, db.session.get_one(Person, school.guardians[0]).household_id)
    second.household_id = household.id
    db.session.commit()
    with school.app.test_request_context():
        assert boards.household_tasks(household, school.admin) == []
        approved(school, school.admin_id)
        assert [str(task.title) for task in boards.household_tasks(household, school.admin)] == ["韦小贝还没有健康安全表"]
