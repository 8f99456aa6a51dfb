"""Wave after wave: how many are asked, when nobody is disturbed, and when it comes back to the worker."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.clock import now
from core.kernel.actor import SYSTEM
from core.kernel.workflow import run_clocks
from core.tenancy.session import db
from core.volunteers.models import Skill, Volunteer, VolunteerSkill
from core.volunteers.records import record_service
from plugins.love_savings.models import Offer, Request
from plugins.love_savings.rules import Rules
from plugins.love_savings.services import answering, details, dispatching

from .conftest import QUIET_NEVER, Station, tomorrow_at
from .test_pages import text_of
from .test_refusals import offered, state
from .test_straight_path import offers

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
NIGHT = {"quiet_from": 21, "quiet_until": 8, "urgent_hours": 0}


def asked_persons(request_id: int) -> dict[int, list[int]]:
    """Wave -> who was asked."""
    found: dict[int, list[int]] = {}
    for wave, person in db.session.execute(select(Offer.wave, Offer.person_id).where(Offer.request_id == request_id).order_by(Offer.id)):
        found.setdefault(wave, []).append(person)
    return found


def let_expire(station: Station, clock_at: Any, times: int = 1) -> None:
    for _time in range(times):
        clock_at(now() + timedelta(minutes=31))
        run_clocks(station.community_id)
        station.work()


def test_the_second_wave_asks_more_and_after_the_last_it_is_the_workers_turn(
    station: Station, asked: Any, clock_at: Any, browser: Any
) -> None:
    station.configure(offer_size=1, later_offer_size=2, most_waves=2)
    request_id = asked(hour=20, days=2)
    offered(station, request_id)
    let_expire(station, clock_at, times=2)
    one, two, three, _four = station.helper_ids
    assert asked_persons(request_id) == {1: [one], 2: [two, three]}
    assert state(request_id) == "verified"
    page = text_of(browser(station.worker_id).get(f"/love-savings/requests/{request_id}"))
    assert "已经问了 2 批，没有人答应" in page


def test_a_new_search_after_giving_up_has_its_own_waves(station: Station, asked: Any) -> None:
    station.configure(offer_size=1, later_offer_size=1, most_waves=1)
    request_id = asked()
    first = offered(station, request_id)[0]
    answering.accept(first.id, station.helper())
    answering.give_up(request_id, station.helper(), "孩子发烧")
    assert asked_persons(request_id)[2] == [station.helper_ids[1]]
    answering.accept(offers(request_id)[0].id, station.helper(1))
    answering.give_up(request_id, station.worker, "居民要换人", by_station=True)
    assert asked_persons(request_id)[3] == [station.helper_ids[2]]


@pytest.mark.parametrize(
    ("hour", "hours_ahead", "minutes"), [(20, 40, None), (21, 40, 660), (23, 40, 540), (7, 40, 60), (8, 40, None), (23, 10, None)]
)
def test_who_may_be_disturbed_when(station: Station, hour: int, hours_ahead: int, minutes: int | None) -> None:
    moment = tomorrow_at(hour)
    assert Rules(urgent_hours=12).quiet_left(moment, moment + timedelta(hours=hours_ahead)) == minutes


def test_the_same_hour_twice_means_that_nobody_rests(station: Station) -> None:
    assert Rules(**QUIET_NEVER).quiet_left(tomorrow_at(3), tomorrow_at(9, days=5)) is None


def test_a_search_rests_by_night_and_goes_on_in_the_morning(station: Station, asked: Any, clock_at: Any, browser: Any) -> None:
    station.configure(**NIGHT)
    clock_at(tomorrow_at(20))
    request_id = asked(hour=15, days=3)
    clock_at(tomorrow_at(20) - timedelta(days=1) + timedelta(minutes=50))
    offered(station, request_id)
    let_expire(station, clock_at)
    assert (state(request_id), offers(request_id)) == ("verified", [])
    assert "现在是安静时间" in text_of(browser(station.worker_id).get(f"/love-savings/requests/{request_id}"))
    clock_at(db.session.get_one(Request, request_id).due_at)
    run_clocks(station.community_id)
    station.work()
    assert asked_persons(request_id)[2] == [station.helper_ids[3]]
    assert now().astimezone(tomorrow_at(8).tzinfo).hour == 8


def test_something_due_soon_is_asked_by_night_too(station: Station, asked: Any, clock_at: Any) -> None:
    station.configure(**NIGHT | {"urgent_hours": 12})
    clock_at(tomorrow_at(21))
    request_id = asked(hour=7, days=1)
    offered(station, request_id)
    let_expire(station, clock_at)
    assert asked_persons(request_id)[2] == [station.helper_ids[3]]


def test_the_first_wave_stays_near_where_somebody_is_near(station: Station, asked: Any) -> None:
    station.configure(first_metres=25)
    request_id = asked()
    metres = [pick.metres for pick in dispatching.candidates(db.session.get_one(Request, request_id))]
    near = sum(m <= 25 for m in metres)
    assert 0 < near < 3
    assert len(offered(station, request_id)) == near
    station.configure(first_metres=1)
    assert len(offered(station, asked(hour=14))) == 3


def test_the_first_wave_finds_the_near_ones_also_behind_many_who_are_better(station: Station, asked: Any) -> None:
    station.configure(first_metres=25, offer_size=2, load_metres=0, rest_metres=200)
    busy = station.helper_ids[:2]
    for number, helper in enumerate(busy):
        record_service(
            helper_id=helper, source="after_school", source_key=f"after_school:{number}", minutes=10,
            started_at=now() - timedelta(minutes=30), ended_at=now() - timedelta(minutes=20), actor=SYSTEM,
        )
    request_id = asked()
    ranked = dispatching.candidates(db.session.get_one(Request, request_id), 3)
    assert sum(pick.metres <= 25 for pick in ranked) == 1  # a list of this length, sifted, would be too short
    assert {offer.person_id for offer in offered(station, request_id)} == set(busy)


def test_without_a_limit_one_who_lives_in_the_house_is_not_asked_alone(station: Station, asked: Any) -> None:
    one = db.session.scalars(select(Volunteer).order_by(Volunteer.id)).first()
    one.base_x = 0
    db.session.commit()
    request_id = asked()
    metres = [pick.metres for pick in dispatching.candidates(db.session.get_one(Request, request_id))]
    assert metres == [0, 20, 30, 40]
    offered(station, request_id)
    assert asked_persons(request_id) == {1: station.helper_ids[:3]}


def test_later_waves_ask_without_the_skill_unless_it_needs_a_certificate(station: Station, asked: Any, clock_at: Any) -> None:
    station.configure(later_any_skill=True, offer_size=1)
    held = db.session.scalars(select(VolunteerSkill).order_by(VolunteerSkill.id)).all()
    for row in held[1:]:
        db.session.delete(row)
    one, two = asked(9), asked(14)
    offered(station, one)
    let_expire(station, clock_at)
    assert asked_persons(one) == {1: [station.helper_ids[0]], 2: station.helper_ids[1:]}
    assert "没有登记这项技能" in [str(reason) for reason in offers(one)[0].why]
    db.session.get_one(Skill, station.skill_id).needs_certificate = True
    held[0].valid_until = tomorrow_at(9, days=30).date()
    offered(station, two)
    let_expire(station, clock_at)
    assert asked_persons(two) == {1: [station.helper_ids[0]]}


def test_the_page_says_who_was_asked_when_and_how_each_answered(station: Station, asked: Any, browser: Any) -> None:
    request_id = asked()
    first, second, _third = offered(station, request_id)
    answering.decline(first.id, station.helper(), "那天不在家")
    answering.decline(second.id, station.worker, "电话里说没空")
    db.session.commit()
    (wave, _at, rows), *_none = details.waves_of(request_id)
    assert (wave, [(o.state, o.answered_by_station, o.answer) for o, _name in rows]) == (
        1, [("declined", False, "那天不在家"), ("declined", True, "电话里说没空"), ("offered", False, "")],
    )
    page = text_of(browser(station.worker_id).get(f"/love-savings/requests/{request_id}"))
    for words in ("第 1 批", "站内消息", "那天不在家", "（电话，工作站代记）", "同一栋楼"):
        assert words in page


def test_who_often_gave_up_late_is_not_asked_unasked_but_may_be_chosen(station: Station, asked: Any, clock_at: Any) -> None:
    station.configure(late_limit=1, late_hours=2)
    request_id = asked()
    first = offered(station, request_id)[0]
    request = answering.accept(first.id, station.helper())
    clock_at(request.starts_at - timedelta(minutes=90))
    answering.give_up(request_id, station.helper(), "起晚了")
    db.session.commit()
    assert db.session.get_one(Offer, first.id).late is True
    other = asked(hour=15, days=2)
    assert station.helper_ids[0] not in [offer.person_id for offer in offered(station, other)]
    third = db.session.get_one(Request, asked(hour=18, days=2))
    ranked = dispatching.candidates(third)
    assert dispatching.remarks_on(third, ranked)[station.helper_ids[0]] == "最近 90 天临时退单 1 次"


def test_giving_up_in_good_time_is_not_late(station: Station, asked: Any) -> None:
    request_id = asked(days=2)
    first = offered(station, request_id)[0]
    answering.accept(first.id, station.helper())
    answering.give_up(request_id, station.helper(), "孩子发烧")
    assert db.session.get_one(Offer, first.id).late is False
