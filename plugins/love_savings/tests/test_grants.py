"""Key elders are granted minutes once a month, from what was donated first, and the unused ones go back."""
from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from core.communities.services import community_today
from core.errors import Missing
from core.kernel.audit import AuditEntry
from core.kernel.ledger import LedgerAccount, balance
from core.people.models import HouseholdAid, Person
from core.tenancy.session import db
from core.testing_accounts import make_building, make_person
from plugins.love_savings.book_models import Grant
from plugins.love_savings.errors import CannotGrant
from plugins.love_savings.services import cards, gifts, grant_lists, grants, serving
from plugins.love_savings.services.pools import common_account, pool_account

from .conftest import Station, make_aged, next_month
from .test_straight_path import accepted, served
from .test_straight_path import give as put


def minutes_of(person_id: int) -> int:
    return balance(cards.card_for(person_id).account_id)


@pytest.fixture
def elder(station: Station) -> int:
    """The resident, eighty and more."""
    make_aged(station.resident_id)
    return station.resident_id


def donated(station: Station, minutes: int) -> None:
    put(station.helper_ids[0], minutes)
    gifts.donate(station.helper(), minutes, "", "d1")
    db.session.commit()


def test_a_grant_comes_once_a_month_however_often_it_is_asked(station: Station, elder: int) -> None:
    assert [grants.grant(elder, station.worker) for _time in range(3)] == [True, False, False]
    assert minutes_of(elder) == 120
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "love_savings.grant")).one()
    assert (entry.actor_name, entry.after["minutes"]) == ("吴安平", 120)


def test_what_was_donated_is_granted_first_and_the_station_adds_the_rest(station: Station, elder: int) -> None:
    donated(station, 50)
    grants.grant(elder, station.worker)
    assert db.session.scalars(select(Grant.from_common)).one() == 50
    assert (balance(common_account()), balance(pool_account())) == (0, -120)


def test_where_the_station_does_not_add_a_short_pool_grants_nothing(station: Station, elder: int) -> None:
    station.configure(grant_topped_up=False)
    donated(station, 119)
    with pytest.raises(CannotGrant, match="公共池里的时长不够发"):
        grants.grant(elder, station.worker)
    db.session.rollback()
    put(station.helper_ids[1], 1)
    gifts.donate(station.helper(1), 1, "", "d2")
    assert grants.grant(elder, station.worker)
    assert balance(common_account()) == 0


def test_only_residents_of_eighty_or_in_aid_are_granted_minutes(station: Station) -> None:
    person = db.session.get_one(Person, station.resident_id)
    person.birth_date = community_today().replace(year=community_today().year - 80, day=1) + timedelta(days=40)
    db.session.commit()
    with pytest.raises(CannotGrant, match="张小梅满 80 岁或享受帮扶"):
        grants.grant(station.resident_id, station.worker)
    aid = HouseholdAid(household_id=person.household_id, since=community_today())
    aid.category = "low_income"
    db.session.add(aid)
    db.session.commit()
    assert grants.grant(station.resident_id, station.worker)


def test_nobody_grants_to_themselves_to_another_grid_or_where_grants_are_off(station: Station, elder: int) -> None:
    far = make_person("远处老人", make_building(9), birth_date=date(1940, 1, 1))
    make_aged(station.worker_id)
    with pytest.raises(CannotGrant, match="不能给自己办"):
        grants.grant(station.worker_id, station.worker)
    with pytest.raises(Missing):
        grants.grant(far.id, station.worker)
    with pytest.raises(Missing):
        grants.grant(elder, station.helper())
    station.configure(grant_minutes=0)
    with pytest.raises(CannotGrant, match="没有开放每月发放"):
        grants.grant(elder, station.worker)


def test_unused_minutes_go_back_where_they_came_from_and_own_minutes_stay(station: Station, elder: int, clock_at: Any) -> None:
    put(elder, 30)
    donated(station, 50)
    grants.grant(elder, station.worker)
    db.session.commit()
    grants.settle_past()
    assert minutes_of(elder) == 150
    clock_at(next_month())
    grants.settle_past()
    grants.settle_past()
    assert (minutes_of(elder), balance(common_account())) == (30, 50)
    assert db.session.scalars(select(Grant.returned_minutes)).one() == 120
    assert sum(db.session.scalars(select(LedgerAccount.balance))) == 0


def test_services_of_the_month_use_the_grant_before_own_minutes(
    station: Station, elder: int, asked: Any, clock_at: Any
) -> None:
    clock_at(next_month())
    put(elder, 30)
    grants.grant(elder, station.worker)
    request_id = asked()
    accepted(station, request_id)
    served(station, request_id, clock_at)
    serving.confirm(request_id, station.resident)
    station.work()
    assert minutes_of(elder) == 90
    with pytest.raises(gifts.CannotGive, match="能送出的时长是 30 分钟"):
        gifts.donate(station.resident, 31, "", "d1")
    clock_at(next_month(2))
    grants.settle_past()
    assert minutes_of(elder) == 30


def test_hours_set_aside_count_as_used(station: Station, elder: int, asked: Any, clock_at: Any) -> None:
    grants.grant(elder, station.worker)
    accepted(station, asked())
    assert minutes_of(elder) == 60
    clock_at(next_month())
    grants.settle_past()
    assert (minutes_of(elder), db.session.scalars(select(Grant.returned_minutes)).one()) == (0, 60)


def test_grants_of_several_months_and_people_go_back_together(station: Station, elder: int, clock_at: Any) -> None:
    other = station.helper_ids[0]
    make_aged(other)
    put(elder, 30)
    for month in (1, 2):
        clock_at(next_month(month))
        for person_id in (elder, other):
            assert grants.grant(person_id, station.worker)
        db.session.commit()
    clock_at(next_month(3))
    grants.settle_past()
    assert (minutes_of(elder), minutes_of(other)) == (30, 0)
    assert list(db.session.scalars(select(Grant.returned_minutes))) == [120] * 4
    assert sum(db.session.scalars(select(LedgerAccount.balance))) == 0


def test_where_they_stay_nothing_goes_back_later_either(station: Station, elder: int, clock_at: Any) -> None:
    station.configure(grant_goes_back=False)
    grants.grant(elder, station.worker)
    db.session.commit()
    clock_at(next_month())
    grants.settle_past()
    station.configure(grant_goes_back=True)
    grants.settle_past()
    assert minutes_of(elder) == 120
    assert grants.grant(elder, station.worker)


def test_the_list_offers_elders_of_the_workers_grid_not_granted_yet(station: Station, elder: int, clock_at: Any) -> None:
    here = db.session.get_one(Person, elder).building
    make_person("长寿公", here, birth_date=date(1935, 1, 1))
    make_person("年轻人", here, birth_date=date(1990, 1, 1))
    make_person("已故者", here, birth_date=date(1930, 1, 1), deceased_on=date(2020, 1, 1))
    make_person("远处老人", make_building(9), birth_date=date(1940, 1, 1))

    def names(which: str) -> set[str]:
        return {row.name for row in grant_lists.waiting(station.worker, which, 1).rows}

    assert names("aged") == {"张小梅", "长寿公"}
    grants.grant(elder, station.worker)
    assert (names("aged"), names("before")) == ({"长寿公"}, set())
    month = db.session.scalars(select(Grant.month)).one()
    assert [row.name for row in grant_lists.granted(station.worker, month)] == ["张小梅"]
    db.session.commit()
    clock_at(next_month())
    assert (names("aged"), names("before")) == ({"张小梅", "长寿公"}, {"张小梅"})
    assert db.session.scalar(select(func.count(Grant.id))) == 1
