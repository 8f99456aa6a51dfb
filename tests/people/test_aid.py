"""Lists of one kind of aid: counted by token, opened by permission with a reason, and noted."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.accounts.actor import actor_for
from core.communities.services import community_today
from core.errors import BadEntry
from core.kernel.actor import SYSTEM
from core.kernel.audit import AuditEntry
from core.people.aid import aid_categories, gets_aid, open_aid_list
from core.people.errors import MayNotOpen
from core.people.households import end_aid, grant_aid
from core.people.models import Household, HouseholdAid, Person
from core.people.sensitive import Sensitive
from core.tenancy.session import db
from core.testing_accounts import make_account, make_building, make_person


def home(name: str, category: str = "", days_ago: int = 30) -> Household:
    person = make_person(name, make_building(person_number()))
    household = db.session.get_one(Household, person.household_id)
    if category:
        grant_aid(household, category, SYSTEM, since=community_today() - timedelta(days=days_ago))
    return household


_numbers = iter(range(1, 999))


def person_number() -> int:
    return next(_numbers)


def found(category: str) -> set[int]:
    return set(db.session.scalars(select(Household.id).where(gets_aid(Household.id, category))))


def test_households_are_found_by_kind_while_the_aid_stands(inside: Any) -> None:
    low, aged, _none = home("甲", "low_income"), home("乙", "aged"), home("丙")
    later = home("丁")
    grant_aid(later, "low_income", SYSTEM, since=community_today() + timedelta(days=1))
    assert {key: found(key) for key in aid_categories()} == {
        "low_income": {low.id}, "disabled": set(), "empty_nest": set(), "aged": {aged.id},
    }
    aid = db.session.scalars(select(HouseholdAid).where(HouseholdAid.household_id == low.id)).one()
    end_aid(aid, SYSTEM, on=community_today(), reason="不再需要")
    assert found("low_income") == set()


def test_counting_decrypts_nothing(inside: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    home("甲", "disabled")
    monkeypatch.setattr(Sensitive, "clear", lambda *_rest: pytest.fail("decrypted"))
    assert len(found("disabled")) == 1


def test_an_unknown_kind_is_refused(inside: Any) -> None:
    with pytest.raises(BadEntry, match="请选择帮扶类别"):
        gets_aid(Household.id, "rich")


def test_a_list_is_opened_with_permission_and_reason_and_noted(inside: Any) -> None:
    place = make_building(person_number())
    worker, neighbour = make_person("吴安平", place), make_person("路人", place)
    make_account(worker, ("grid_worker", "grids", [place.grid_id]))
    with pytest.raises(MayNotOpen, match="没有查看这项明文的权限"):
        open_aid_list("aged", actor_for(neighbour), "看看")
    reader = actor_for(db.session.get_one(Person, worker.id))
    with pytest.raises(MayNotOpen, match="要写明事由"):
        open_aid_list("aged", reader, " ")
    open_aid_list("aged", reader, "办理结对帮扶")
    noted = select(AuditEntry.actor_person_id, AuditEntry.text, AuditEntry.reason).where(AuditEntry.action == "people.open_aid_list")
    assert db.session.execute(noted).all() == [(worker.id, "查看了一类帮扶的名单：高龄", "办理结对帮扶")]
