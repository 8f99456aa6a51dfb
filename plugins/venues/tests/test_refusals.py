"""What the rules of a place refuse, each with a sentence that says what to do next."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from core.accounts.models import SignInDelay
from core.api import community_today, local_day, month_after
from core.communities.services import current_community
from core.errors import Missing, Refused
from core.kernel.actor import SYSTEM
from core.kernel.workflow import WorkflowRefused
from core.people.models import Person
from core.places.models import Place
from core.places.services import free_place, use_place
from core.pluginsystem import dispatch
from core.tenancy.session import db
from core.testing_accounts import make_building, make_person
from core.volunteers.joining import apply_as_volunteer
from core.volunteers.workflow import volunteer_workflow
from plugins.venues.errors import CannotBook, NotEnoughEquipment, PlaceTaken, QuotaUsed, TooEarly, WrongCode
from plugins.venues.models import Equipment, VenueRules
from plugins.venues.services import arriving, asking, deciding, opening, upkeep, waiting
from plugins.venues.services.calendar import monday_of

from .conftest import WEEK, Centre, at, state

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def change(centre: Centre, place_id: int, hours: Any = WEEK, **values: Any) -> None:
    """Other rules for a place."""
    upkeep.save_rules(SYSTEM, opening.venue(place_id), hours, None, **values)
    db.session.commit()


def test_the_admin_is_told_while_no_place_can_be_booked(centre: Centre) -> None:
    def hints() -> list[str]:
        return [str(hint.text) for hint in dispatch.ask("hints", current_community())]

    assert hints() == []
    db.session.execute(delete(Equipment))
    db.session.execute(delete(VenueRules))
    assert hints() == ["还没有场地可以约：请给场地定开放时间。"]
    db.session.execute(update(Place).values(closed=True))
    assert hints() == ["还没有场地：请先添加。"]


@pytest.mark.parametrize(
    ("hour", "hours", "days", "said"),
    [
        (10, 1, -1, "已经过去了"), (10, 1, 31, "最多提前 30 天"), (10, 4, 1, "一次最多 180 分钟"), (7, 1, 1, "开放时间是 08:00–22:00"),
        (21, 2, 1, "开放时间是 08:00–22:00"), (10, 0, 1, "结束时间要晚于开始时间"), (10, 25, 1, "一次最多"),
    ],
)
def test_when(centre: Centre, book: Any, hour: int, hours: int, days: int, said: str) -> None:
    with pytest.raises(CannotBook, match=said):
        book(centre.room_id, hour, hours, days)


def test_only_full_quarter_hours(centre: Centre) -> None:
    start = at(10, minute=5)
    with pytest.raises(CannotBook, match="整点、一刻"):
        asking.ask(centre.resident, asking.Wish(centre.room_id, centre.resident_id, start, start + timedelta(hours=1), "meet"))


def test_a_weekday_off_and_a_closed_day(centre: Centre, book: Any) -> None:
    week = [list(span) for span in WEEK]
    week[(community_today() + timedelta(days=1)).weekday()] = []
    change(centre, centre.room_id, week)
    with pytest.raises(CannotBook, match="这一天休息"):
        book(centre.room_id, days=1)
    upkeep.close_day(SYSTEM, None, community_today() + timedelta(days=2), "春节放假")
    with pytest.raises(CannotBook, match="春节放假"):
        book(centre.room_id, days=2)
    assert state(book(centre.room_id, days=3)) == "approved"


def test_a_place_without_rules_or_closed_takes_no_bookings(centre: Centre, book: Any) -> None:
    bare = Place(name="杂物间", kind="room")
    db.session.add(bare)
    db.session.flush()
    with pytest.raises(CannotBook, match="现在不接受预约"):
        book(bare.id)
    db.session.get(Place, centre.room_id).closed = True
    with pytest.raises(CannotBook, match="现在不接受预约"):
        book(centre.room_id)


def test_who_may_book(centre: Centre, book: Any) -> None:
    change(centre, centre.room_id, who="staff")
    with pytest.raises(CannotBook, match="由工作人员安排"):
        book(centre.room_id)
    change(centre, centre.room_id, who="volunteers")
    with pytest.raises(CannotBook, match="只给志愿者"):
        book(centre.room_id)
    db.session.rollback()
    volunteer = apply_as_volunteer(db.session.get(Person, centre.resident_id), SYSTEM, skill_ids=[], windows=[])
    volunteer_workflow.fire(volunteer, "approve", SYSTEM)
    assert state(book(centre.room_id)) == "approved"


def test_only_the_leader_books_for_a_team(centre: Centre, book: Any) -> None:
    with pytest.raises(CannotBook, match="只给队伍和单位用"):
        book(centre.stage_id)
    with pytest.raises(CannotBook, match="只有组长"):
        book(centre.stage_id, team_id=centre.team_id)
    made = book(centre.stage_id, person_id=centre.leader_id, team_id=centre.team_id)
    assert state(made) == "approved"


def test_more_people_than_room_and_too_many_open_bookings(centre: Centre, book: Any) -> None:
    with pytest.raises(CannotBook, match="最多容纳 30 人"):
        book(centre.room_id, people=31)
    db.session.rollback()
    centre.configure(open_at_once=2)
    book(centre.room_id, 9)
    book(centre.room_id, 12)
    with pytest.raises(CannotBook, match="已经有 2 个预约还没用"):
        book(centre.room_id, 15)


def test_a_taken_time_says_what_is_free_and_offers_to_wait(centre: Centre, book: Any) -> None:
    book(centre.room_id, 10)
    with pytest.raises(PlaceTaken, match="当天还空着：08:00–10:00、11:00–22:00。请改一个时间，或勾选“排候补”"):
        book(centre.room_id, 10, person_id=centre.neighbour_id)


def test_the_quota_says_when_it_is_possible_again(centre: Centre, book: Any) -> None:
    centre.configure(quota_hours=3, days_ahead=120)
    day = community_today() + timedelta(days=1)
    ask = {"person_id": centre.leader_id, "team_id": centre.team_id, "days": 1}
    book(centre.stage_id, 9, 2, **ask)
    month = month_after(day.year * 100 + day.month)
    with pytest.raises(QuotaUsed, match=f"夕阳红歌队这个月的 3 小时已经约满。最早可以约 {month % 100} 月 1 日以后"):
        book(centre.stage_id, 14, 2, **ask)
    db.session.rollback()
    assert state(book(centre.stage_id, 14, 1, **ask)) == "approved"
    first = day.replace(year=month // 100, month=month % 100, day=1)
    assert state(book(centre.stage_id, 14, 2, **{**ask, "days": (first - community_today()).days})) == "approved"


def test_equipment_is_lent_once_at_a_time(centre: Centre, book: Any) -> None:
    one = {centre.projector_id: 1}
    book(centre.room_id, 10, wanted=one)
    with pytest.raises(NotEnoughEquipment, match="投影仪这段时间已经借完"):
        book(centre.stage_id, 10, person_id=centre.leader_id, team_id=centre.team_id, wanted=one)
    db.session.rollback()
    assert state(book(centre.stage_id, 11, person_id=centre.leader_id, team_id=centre.team_id, wanted=one)) == "approved"
    with pytest.raises(CannotBook, match="投影仪没有这么多"):
        book(centre.room_id, 15, wanted={centre.projector_id: 2})


def test_check_in_wants_the_code_of_the_door_and_the_time(centre: Centre, book: Any, clock_at: Any) -> None:
    booking_id, start = book(centre.room_id), at(10)
    code = centre.code(centre.room_id)
    with pytest.raises(TooEarly, match="开始前 30 分钟"):
        arriving.check_in(booking_id, centre.resident, code)
    db.session.rollback()
    clock_at(start - timedelta(minutes=30))
    with pytest.raises(WrongCode, match="图书室门上的六位数字"):
        arriving.check_in(booking_id, centre.resident, centre.code(centre.hall_id))
    db.session.rollback()
    assert arriving.check_in(booking_id, centre.resident, f" {code} ").state == "checked_in"


def test_guessing_the_code_of_a_door_slows_down_and_a_right_one_starts_anew(centre: Centre, book: Any, clock_at: Any) -> None:
    booking_id, start = book(centre.room_id), at(10)
    code, wrong = centre.code(centre.room_id), centre.code(centre.hall_id)
    clock_at(start)

    def check_in(typed: str) -> str:
        try:
            return str(arriving.check_in(booking_id, centre.resident, typed).state)
        except Refused as refusal:
            db.session.rollback()
            return type(refusal).__name__

    assert [check_in(wrong) for _n in range(6)] == ["WrongCode"] * 5 + ["TooSoon"]
    assert check_in(code) == "TooSoon"
    clock_at(start + timedelta(seconds=2))
    assert check_in(code) == "checked_in"
    assert db.session.scalars(select(SignInDelay.failures)).all() == []


def test_a_doors_address_is_signed_and_worthless_once_the_digits_change(centre: Centre) -> None:
    rules = opening.venue(centre.room_id).rules
    token = arriving.door_token(rules)
    assert arriving.door_of(token)[1] == rules.door_code
    for made_up in (rules.door_code, str(centre.room_id), f"{centre.hall_id}.{token.partition('.')[2]}", token[:-1] + "~"):
        with pytest.raises(Missing, match="扫门上新的二维码"):
            arriving.door_of(made_up)
    upkeep.renew_code(SYSTEM, opening.venue(centre.room_id))
    with pytest.raises(Missing, match="扫门上新的二维码"):
        arriving.door_of(token)


def test_with_zero_minutes_nobody_is_released(centre: Centre, book: Any, clock_at: Any) -> None:
    centre.configure(release_minutes=0)
    booking_id, start = book(centre.room_id), at(10)
    clock_at(start + timedelta(minutes=40))
    centre.work()
    assert state(booking_id) == "approved"


def test_what_nobody_decided_lapses_at_the_start(centre: Centre, book: Any, clock_at: Any) -> None:
    asked, start = book(centre.hall_id), at(10)
    book(centre.room_id)
    waits = book(centre.room_id, person_id=centre.neighbour_id, wait=True)
    clock_at(start + timedelta(minutes=1))
    centre.work()
    assert (state(asked), state(waits)) == ("lapsed", "lapsed")


def test_another_grids_worker_meets_a_missing_booking(centre: Centre, book: Any) -> None:
    far = make_person("远处居民", make_building(9))
    db.session.flush()
    booking_id = book(centre.hall_id, person_id=far.id)
    with pytest.raises(Missing):
        deciding.approve(booking_id, centre.worker)
    with pytest.raises(Missing):
        arriving.opened(booking_id, centre.resident)
    assert deciding.approve(booking_id, centre.admin).state == "approved"


def test_staff_book_only_for_people_in_their_reach(centre: Centre) -> None:
    far = make_person("远处居民", make_building(9))
    start = at(9)
    with pytest.raises(Missing):
        asking.ask(centre.worker, asking.Wish(centre.room_id, far.id, start, start + timedelta(hours=1), "meet"))


def test_nobody_moves_away_from_an_open_booking(centre: Centre, book: Any) -> None:
    booking_id, home = book(centre.room_id), db.session.get(Person, centre.resident_id)
    with pytest.raises(Refused, match="还有 1 个场地预约没有用"):
        dispatch.veto("may_leave", current_community(), person=home)
    arriving.step_of_booker(booking_id, centre.resident, "cancel")
    dispatch.veto("may_leave", current_community(), person=home)


def test_rules_must_hold_together(centre: Centre) -> None:
    with pytest.raises(Refused, match="关门时间要晚于开门时间"):
        change(centre, centre.room_id, [[600, 540], *WEEK[1:]])
    before = centre.code(centre.room_id)
    assert upkeep.renew_code(SYSTEM, opening.venue(centre.room_id)) != before
    codes = db.session.scalars(select(VenueRules.door_code)).all()
    assert len(set(codes)) == len(codes) == 3


def test_a_cancelled_booking_stays_cancelled(centre: Centre, book: Any) -> None:
    booking_id = book(centre.room_id)
    arriving.step_of_booker(booking_id, centre.resident, "cancel")
    with pytest.raises(WorkflowRefused, match="已经结束"):
        arriving.step_of_booker(booking_id, centre.resident, "cancel")


def test_the_calendar_counts_as_the_community_does(centre: Centre) -> None:
    assert (month_after(202612), month_after(202611)) == (202701, 202612)
    assert monday_of(at(1, 0).date()).weekday() == 0
    assert local_day(at(0, 3)) == community_today() + timedelta(days=3)


def test_whoever_is_in_a_place_that_was_closed_meanwhile_can_still_finish(centre: Centre, book: Any, clock_at: Any) -> None:
    booking_id, start = book(centre.room_id), at(10)
    clock_at(start)
    arriving.check_in(booking_id, centre.resident, centre.code(centre.room_id))
    db.session.get(Place, centre.room_id).closed = True
    db.session.commit()
    clock_at(start + timedelta(minutes=20))
    assert arriving.step_of_booker(booking_id, centre.resident, "finish").state == "finished"


def test_what_another_service_frees_goes_to_the_waiting_list_by_the_job(centre: Centre, book: Any) -> None:
    use_place(centre.room_id, at(10), at(11), "五点半课堂", "after_school.day", 7)
    db.session.commit()
    waits = book(centre.room_id, wait=True)
    assert (waiting.serve_waiting(), state(waits)) == (0, "waiting")
    free_place("after_school.day", 7)
    assert (waiting.serve_waiting(), waiting.serve_waiting()) == (1, 0)
    db.session.commit()
    assert state(waits) == "approved"
