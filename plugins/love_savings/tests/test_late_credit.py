"""Services recorded before the station was switched on: offered, credited once, whatever happens twice."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from core.communities.calendar import moment_at
from core.communities.services import community_today, current_community
from core.errors import Forbidden, Missing
from core.kernel.actor import SYSTEM
from core.kernel.ledger import LedgerAccount, LedgerTransfer
from core.people.models import Person
from core.pluginsystem import lifecycle
from core.tenancy.session import db
from core.testing_accounts import make_account, make_person
from core.volunteers.records import record_service
from plugins.love_savings.batch_models import LateCredit
from plugins.love_savings.batch_workflow import late_flow
from plugins.love_savings.errors import AlreadyRunning
from plugins.love_savings.models import Movement
from plugins.love_savings.services import cards, late_credit

from .conftest import Station
from .test_pages import post, text_of
from .test_races import by_threads

PAGE = "/love-savings/late-credit"


def record(station: Station, helper: int, key: str, minutes: int = 90, days_ago: int = 1, source: str = "after_school") -> int:
    end = moment_at(community_today() - timedelta(days=days_ago), 18 * 60)  # by day, so that two on one day share its cap
    made = record_service(
        helper_id=station.helper_ids[helper], source=source, source_key=f"{source}:{key}",
        started_at=end - timedelta(minutes=minutes), ended_at=end, actor=SYSTEM, note="书法课",
    )
    db.session.commit()
    return made.id


@pytest.fixture
def admin(station: Station) -> int:
    person = make_person("管理员")
    station.phones[person.id] = make_account(person, "community_admin")
    return person.id


@pytest.fixture
def late(station: Station, admin: int) -> Station:
    """The station off while three services are recorded, then on again, and the worker through."""
    lifecycle.disable(current_community(), "love_savings", SYSTEM)
    record(station, 0, "1", 90)
    record(station, 0, "2", 450)
    record(station, 1, "1", 60, days_ago=40, source="activities")
    station.work()
    lifecycle.enable(current_community(), "love_savings", SYSTEM)
    station.work()
    return station


def balances(station: Station) -> list[int]:
    return [(view.balance if view else 0) for view in map(cards.card_view, station.helper_ids[:2])]


def test_switched_on_late_the_station_offers_and_credits_nothing_unasked(late: Station) -> None:
    offer = late_credit.latest()
    assert offer is not None
    assert (offer.state, offer.records, offer.minutes) == ("offered", 3, 600)
    assert balances(late) == [0, 0]
    found = late_credit.uncredited(None)
    assert [(f.source, f.records, f.helpers, f.minutes) for f in found] == [("after_school", 2, 1, 540), ("activities", 1, 1, 60)]


def test_the_run_credits_once_up_to_the_daily_cap(late: Station, admin: int) -> None:
    run = late_credit.begin(late.actor(admin), None)
    late.work()
    run = db.session.get_one(LateCredit, run.id)
    assert (run.state, run.done, run.credited, run.made_by_id) == ("finished", 3, 540, admin)
    assert balances(late) == [480, 60]
    assert late_credit.uncredited(None) == []
    with pytest.raises(Missing):
        late_credit.begin(late.actor(admin), None)
    assert db.session.scalar(select(func.sum(LedgerAccount.balance))) == 0


def test_from_a_chosen_day_on_the_older_ones_stay(late: Station, admin: int) -> None:
    late_credit.begin(late.actor(admin), community_today() - timedelta(days=7))
    late.work()
    assert balances(late) == [480, 0]
    assert [f.source for f in late_credit.uncredited(None)] == ["activities"]


def test_a_run_that_is_under_way_is_not_started_again(late: Station, admin: int) -> None:
    late_credit.begin(late.actor(admin), None)
    with pytest.raises(AlreadyRunning):
        late_credit.begin(late.actor(admin), None)


def test_only_who_may_starts_or_declines(late: Station, admin: int) -> None:
    for step in (lambda: late_credit.begin(late.worker, None), lambda: late_credit.decline(late.worker)):
        with pytest.raises(Forbidden):
            step()
        db.session.rollback()
    late_credit.decline(late.actor(admin))
    assert late_credit.latest().state == "declined"
    assert late_credit.latest("offered") is None


def test_nothing_is_offered_where_nothing_was_missed(station: Station) -> None:
    station.work()
    lifecycle.disable(current_community(), "love_savings", SYSTEM)
    lifecycle.enable(current_community(), "love_savings", SYSTEM)
    station.work()
    assert late_credit.latest() is None


def test_services_of_the_deceased_are_left_alone(late: Station) -> None:
    db.session.get_one(Person, late.helper_ids[0]).deceased_on = community_today()
    db.session.flush()
    assert [f.source for f in late_credit.uncredited(None)] == ["activities"]


def test_two_runs_at_once_credit_once(late: Station, site: Any, admin: int) -> None:
    runs = []
    for _turn in range(2):
        run = LateCredit(records=3, minutes=600)
        late_flow.start(run, SYSTEM)
        db.session.flush()
        late_flow.fire(run, "start", late.actor(admin))
        runs.append((run.id,))
    db.session.commit()
    for _portion in range(4):
        assert by_threads(late, site, "late", runs) == ["won", "won"]
    db.session.expire_all()
    assert balances(late) == [480, 60]
    assert db.session.scalar(select(func.count()).select_from(Movement)) == 3
    keyed = select(func.count()).select_from(LedgerTransfer).where(LedgerTransfer.key.startswith("service_record:"))
    assert db.session.scalar(keyed) == 3


def test_the_admin_finds_it_among_the_tasks_and_starts_it(late: Station, admin: int, browser: Any) -> None:
    client = browser(admin)
    assert "有 3 条以前的服务还没有存进卡里" in text_of(client.get("/desk/tasks"))
    page = text_of(client.get(PAGE))
    assert ("有 3 条以前的服务没有存进卡里" in page, "5点半课堂" in page, "补记 3 条，共 10 小时" in page) == (True, True, True)
    day = (community_today() - timedelta(days=7)).isoformat()
    assert "补记 2 条，共 9 小时" in text_of(client.get(f"{PAGE}?since={day}"))
    page = text_of(post(client, PAGE, PAGE, since="乱写"))
    assert "value=\"乱写\"" in page
    page = text_of(post(client, PAGE, PAGE, since=""))
    assert ("开始补记了" in page, "every 3s" in page, "已补记 0 / 3 条" in page) == (True, True, True)
    late.work()
    page = text_of(client.get(PAGE))
    assert ("补记了 3 条，存入 9 小时" in page, "没有要补记的" in page) == (True, True)
    assert "以前的服务还没有存进卡里" not in text_of(client.get("/desk/tasks"))


def test_the_admin_can_say_no(late: Station, admin: int, browser: Any) -> None:
    client = browser(admin)
    assert "好的，以前的服务不补记" in text_of(post(client, f"{PAGE}/decline", PAGE))
    assert "以前的服务还没有存进卡里" not in text_of(client.get("/desk/tasks"))


@pytest.mark.parametrize("since", ["-1-01-01", "0000-01-01", "0001-01-01", "1989-12-31", "9999-12-31", "99999-01-01", "gestern"])
def test_an_odd_day_in_the_address_is_answered_with_a_sentence(late: Station, admin: int, browser: Any, since: str) -> None:
    for said in (browser(admin).get(f"{PAGE}?since={since}"), post(browser(admin), PAGE, PAGE, since=since)):
        page = text_of(said)
        assert "有 3 条以前的服务没有存进卡里" in page and 'is-invalid' in page
    assert db.session.scalar(select(func.count()).where(LateCredit.state == "running")) == 0


def test_a_day_after_all_of_them_says_so_and_offers_no_button_that_would_be_refused(
    late: Station, admin: int, browser: Any
) -> None:
    page = text_of(browser(admin).get(f"{PAGE}?since={community_today()}"))
    assert "起没有要补记的" in page and "换早一点的日子" in page and "补记 0 条" not in page
