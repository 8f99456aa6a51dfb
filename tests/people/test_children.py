"""A child is written down by a guardian's consent only, and everything about it hangs on that consent."""
from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from core.communities.services import community_today
from core.errors import BadEntry, Missing, Refused
from core.kernel.actor import SYSTEM
from core.kernel.audit import AuditEntry
from core.kernel.jobs.models import Job
from core.people.children import consent_again, correct_child, withdraw_child
from core.people.children_models import GuardianInvitation, Guardianship
from core.people.errors import AlreadyKnown, NeedsConsent, NoSuchChild
from core.people.guardians import (
    answer_invitation,
    end_guardianship,
    guarded_child,
    invitations_for,
    invite_guardian,
)
from core.people.models import Consent, Person, Residence
from core.people.services import (
    CHILD_DATA,
    children_of,
    correct_person,
    guardians_of,
    has_consent,
    is_child,
    is_guardian,
    register_child,
    register_person,
)
from core.privacy.registered import registered
from core.tenancy.session import db
from tests.people.families import GROWN, child_of, family, self_of, years_ago
from tests.people.households import household_in, resident, worker


@pytest.fixture
def home(inside: Any) -> Any:
    return family()


def rows(*models: Any) -> list[int]:
    return [db.session.scalar(select(func.count()).select_from(model)) for model in models]


def named(home: Any, **changed: Any) -> int | None:
    values = {"name": "韦大山", "phone": "139 0000 2222", "relation": "father", "may_decide": True, **changed}
    return invite_guardian(home.child, self_of(home.mother), **values)


def test_without_consent_nothing_is_stored(home: Any) -> None:
    before = rows(Person, Guardianship, Consent, AuditEntry, Residence)
    with pytest.raises(NeedsConsent):
        child_of(home.mother, "韦二宝", consented=False)
    assert rows(Person, Guardianship, Consent, AuditEntry, Residence) == before


def test_a_child_gets_home_guardian_and_consent_at_once(home: Any) -> None:
    assert home.child.household_id == home.mother.household_id
    assert [(row.relation, row.priority, row.may_decide, who.name) for row, who in guardians_of(home.child.id)] == [
        ("mother", 1, True, "韦春兰")
    ]
    consent = db.session.scalars(select(Consent)).one()
    assert (consent.person_id, consent.given_by_id, consent.purpose) == (home.child.id, home.mother.id, "child_data")
    stay = db.session.scalars(select(Residence).where(Residence.person_id == home.child.id)).one()
    assert stay.relation == "child"
    assert [child.name for child in children_of(home.mother.id)] == ["韦小宝"]
    assert is_guardian(home.mother.id, home.child.id) and not is_guardian(home.father.id, home.child.id)


def test_a_child_may_live_elsewhere(home: Any) -> None:
    assert child_of(home.mother, "韦二宝", same_household=False).household_id is None


@pytest.mark.parametrize("years", [14, 30])
def test_who_is_fourteen_is_not_registered_as_a_child(home: Any, years: int) -> None:
    with pytest.raises(BadEntry, match="未满 14 岁"):
        child_of(home.mother, "韦二宝", birth_date=years_ago(years))


def test_the_day_of_the_fourteenth_birthday_ends_childhood(inside: Any) -> None:
    person = Person(name="韦小宝", birth_date=date(2010, 5, 6))
    assert [is_child(person, date(2024, 5, day)) for day in (5, 6)] == [True, False]
    assert not is_child(Person(name="韦小宝"))


@pytest.mark.parametrize("years", [None, 17])
def test_only_who_is_known_to_be_grown_up_is_a_guardian(home: Any, years: int | None) -> None:
    teller = register_person(name="韦姐", birth_date=years_ago(years) if years else None, actor=SYSTEM)
    with pytest.raises(Refused):
        child_of(teller, "韦二宝")
    assert rows(Guardianship) == [1]


def test_the_same_child_twice_is_refused(home: Any) -> None:
    with pytest.raises(AlreadyKnown, match="已经登记过"):
        child_of(home.mother)


def test_a_housemate_cannot_claim_the_familys_child_but_staff_may_tie_them(home: Any) -> None:
    with pytest.raises(AlreadyKnown, match="由工作人员确认"):
        child_of(home.father)
    staff = worker("people.edit")
    tied = register_child(home.father, "韦小宝", "m", years_ago(8), "father", staff, consented=True)
    assert tied.id == home.child.id
    assert [who.name for _row, who in guardians_of(tied.id)] == ["韦春兰", "韦大山"]


def test_nobody_else_writes_a_child_into_the_register(home: Any) -> None:
    with pytest.raises(NeedsConsent):
        register_person(name="韦二宝", birth_date=years_ago(5), actor=SYSTEM)
    unknown = register_person(name="韦三宝", actor=SYSTEM)
    with pytest.raises(NeedsConsent):
        correct_person(unknown, SYSTEM, birth_date=years_ago(5))
    assert db.session.scalar(select(Person.birth_date).where(Person.id == unknown.id)) is None


def test_a_child_of_others_looks_like_a_missing_one(home: Any) -> None:
    said = set()
    for child_id in (home.child.id, 77):
        with pytest.raises(NoSuchChild) as refusal:
            guarded_child(self_of(home.father), child_id)
        said.add(str(refusal.value))
    assert len(said) == 1


def test_a_named_guardian_answers_before_anything_holds(home: Any) -> None:
    assert named(home) == home.father.id
    assert not is_guardian(home.father.id, home.child.id)
    waiting = invitations_for(home.father.id)
    answer_invitation(waiting[0].id, self_of(home.father), True)
    assert [row.priority for row, _who in guardians_of(home.child.id)] == [1, 2]
    with pytest.raises(Missing):
        answer_invitation(waiting[0].id, self_of(home.father), True)


def test_who_says_no_is_no_guardian(home: Any) -> None:
    named(home)
    answer_invitation(invitations_for(home.father.id)[0].id, self_of(home.father), False)
    assert not is_guardian(home.father.id, home.child.id) and invitations_for(home.father.id) == []


def test_an_invitation_is_answered_by_who_was_named(home: Any) -> None:
    named(home)
    with pytest.raises(Missing):
        answer_invitation(invitations_for(home.father.id)[0].id, self_of(home.mother), True)


@pytest.mark.parametrize("wrong", [{"name": "韦小山"}, {"phone": "13900009999"}, {"name": "韦春兰", "phone": "13900001111"}])
def test_a_name_and_phone_that_fit_nobody_invite_nobody(home: Any, wrong: dict[str, str]) -> None:
    assert named(home, **wrong) is None
    assert rows(GuardianInvitation) == [0]


def test_naming_twice_is_one_invitation_and_five_tries_a_day_are_all(home: Any) -> None:
    assert [named(home) for _try in range(5)] == [home.father.id, None, None, None, None]
    with pytest.raises(Refused, match="明天"):
        named(home)


def test_an_invitation_of_who_answers_no_longer_is_void(home: Any) -> None:
    named(home)
    end_guardianship(guarded_child(self_of(home.mother), home.child.id)[1], SYSTEM)
    assert invitations_for(home.father.id) == []


def test_who_may_not_decide_looks_and_corrects_only(home: Any) -> None:
    named(home, may_decide=False)
    actor = self_of(home.father)
    answer_invitation(invitations_for(home.father.id)[0].id, actor, True)
    child, _own = guarded_child(actor, home.child.id)
    assert correct_child(child, actor, name="韦小虎").name == "韦小虎"
    with pytest.raises(Refused, match="能为孩子做决定"):
        guarded_child(actor, home.child.id, deciding=True)


def test_withdrawing_ends_the_registration_and_erases_what_rested_on_it(home: Any) -> None:
    actor = self_of(home.mother)
    child, own = guarded_child(actor, home.child.id, deciding=True)
    withdraw_child(child, own, actor)
    assert (child.phone, child.id_number, child.note) == (None, None, "")
    assert (child.name, child.household_id) == ("韦小宝", home.home.id)  # the register of residents keeps them
    assert not has_consent(child.id, CHILD_DATA) and children_of(home.mother.id) == []
    told = [job.payload["event"] for job in db.session.scalars(select(Job).where(Job.kind == "event"))]
    assert "core.people.children.ChildConsentWithdrawn" in told


def test_another_guardian_may_consent_anew(home: Any) -> None:
    named(home)
    father = self_of(home.father)
    answer_invitation(invitations_for(home.father.id)[0].id, father, True)
    withdraw_child(*guarded_child(self_of(home.mother), home.child.id), self_of(home.mother))
    with pytest.raises(NeedsConsent):
        correct_child(home.child, father, name="韦小虎")
    consent_again(home.child, home.father, father)
    assert has_consent(home.child.id, CHILD_DATA)


def test_the_copy_tells_everything_of_this_child(home: Any) -> None:
    told = registered(home.child)
    basics, day = told["基本资料"], community_today().isoformat()
    assert (basics["姓名"], basics["电话"], told["住址和户籍"][0]["户编号"]) == ("韦小宝", "13700003333", "3-1-201")
    assert told["监护关系"] == [{"监护人": "韦春兰", "关系": "母亲", "从": day, "到": None}]


def test_who_is_eighteen_is_nobodys_child(home: Any) -> None:
    home.child.birth_date = years_ago(18) - timedelta(days=1)
    assert children_of(home.mother.id) == []
    with pytest.raises(NoSuchChild):
        guarded_child(self_of(home.mother), home.child.id)


def test_a_child_of_a_grandparent_who_leads_is_a_grandchild(home: Any) -> None:
    granny = resident("韦奶奶", household_in(home.house, "301"), birth_date=GROWN)
    child = register_child(
        granny, "韦三宝", "f", years_ago(4), "grandparent", self_of(granny), consented=True, same_household=True
    )
    stay = db.session.scalars(select(Residence).where(Residence.person_id == child.id)).one()
    assert stay.relation == "grandchild"
