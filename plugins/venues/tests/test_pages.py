"""The pages: who sees what, what a button does, and what happens to bad input."""
from __future__ import annotations

import contextvars
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.api import community_today
from core.places.models import Place
from core.places.services import use_place
from core.tenancy.session import db, use
from core.testing_accounts import csrf_of
from plugins.venues.models import Booking, ClosedDay, Equipment, Series, VenueRules
from plugins.venues.services import arriving, deciding, opening

from .conftest import Centre, at, state

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
FREE = "空着：08:00–22:00"


def text_of(response: Any, status: int = 200) -> str:
    assert response.status_code == status
    return str(response.get_data(as_text=True))


def post(client: Any, path: str, page: str = "", **fields: Any) -> Any:
    """Send a form as the page would."""
    return client.post(path, data={"csrf_token": csrf_of(client, page or path), **fields}, follow_redirects=True)


def wish(days: int = 1, **fields: Any) -> dict[str, Any]:
    return {
        "day": (community_today() + timedelta(days=days)).isoformat(), "start": "600", "end": "660", "kind": "games",
        "every_weeks": "1", **fields,
    }


def test_a_visitor_sees_what_is_free_and_no_names(centre: Centre, book: Any, client: Any) -> None:
    book(centre.room_id, purpose="给王奶奶过生日")
    for path in ("/venues/", f"/venues/places/{centre.room_id}", "/venues/lobby", "/venues/sheet", "/"):
        page = text_of(client.get(path))
        assert "图书室" in page or path == "/"
        assert ("张小梅" in page, "王奶奶" in page) == (False, False)


def test_the_lobby_shows_what_is_on_now_and_later(centre: Centre, book: Any, client: Any, clock_at: Any) -> None:
    book(centre.room_id, 10)
    book(centre.room_id, 14, kind="meet")
    clock_at(at(10) + timedelta(minutes=5))
    page = text_of(client.get("/venues/lobby"))
    assert ("正在使用" in page, "棋牌书画" in page, "14:00" in page, "开会议事" in page) == (True, True, True, True)


@pytest.mark.parametrize(
    ("hour", "on_the_list", "in_the_lobby"), [(5, "今天有空", "08:00 开门"), (12, "今天有空", "现在空着"), (23, "今天已关门", "今天已关门")]
)
def test_a_place_that_is_shut_by_now_is_neither_full_nor_free(
    centre: Centre, client: Any, clock_at: Any, hour: int, on_the_list: str, in_the_lobby: str
) -> None:
    clock_at(at(hour))
    said = ("今天有空", "今天约满了", "今天已关门", "现在空着", "开门")
    listed, lobby = text_of(client.get("/venues/")), text_of(client.get("/venues/lobby"))
    assert [words for words in said if words in listed] == [on_the_list]
    assert [words for words in said if words in lobby] == [in_the_lobby.removeprefix("08:00 ")]
    assert in_the_lobby in lobby


def test_a_resident_books_on_the_phone_and_checks_in_by_the_door(
    centre: Centre, browser: Any, clock_at: Any
) -> None:
    resident, path = browser(centre.resident_id), f"/venues/places/{centre.room_id}/book"
    assert FREE in text_of(resident.get(f"{path}?day={community_today() + timedelta(days=1)}"))
    assert "约好了！" in text_of(post(resident, path, **wish()))
    booking_id, start = db.session.scalars(select(Booking.id)).one(), at(10)
    clock_at(start)
    resident = browser(centre.resident_id)
    mine = f"/venues/mine/{booking_id}"
    assert "签到码不对" in text_of(post(resident, f"{mine}/check-in", mine, code="000000"))
    door = f"/venues/door/{arriving.door_token(opening.venue(centre.room_id).rules)}"
    assert "我到了，签到" in text_of(resident.get(door))
    assert "签到成功" in text_of(post(resident, door))
    assert "使用中" in text_of(resident.get("/venues/mine"))
    assert "谢谢，场地已经放出来了" in text_of(post(resident, f"{mine}/do/finish", "/password"))
    assert state(booking_id) == "finished"


def test_a_refused_form_keeps_what_was_typed_and_says_what_to_do(centre: Centre, book: Any, browser: Any) -> None:
    book(centre.room_id, person_id=centre.neighbour_id)
    resident, path = browser(centre.resident_id), f"/venues/places/{centre.room_id}/book"
    page = text_of(post(resident, path, **wish(purpose="要插电", people="12")))
    assert ("排候补" in page, "要插电" in page, 'value="12"' in page) == (True, True, True)
    page = text_of(post(resident, path, **wish(kind="", day="")))
    assert ("请选一项" in page, "请选择哪一天" in page) == (True, True)
    assert "候补" in text_of(post(resident, path, **wish(wait="y")))


@pytest.mark.parametrize(
    "fields",
    [
        {"day": "9999-12-31"}, {"day": "0001-01-01"}, {"start": "x"}, {"end": "99999999999999999999"}, {"group": "team:1"},
        {"people": "-3"}, {"until": "9999-12-31"}, {"kind": "secret"}, {"purpose": "长" * 5000},
    ],
)
def test_bad_input_is_said_beside_the_form(centre: Centre, browser: Any, fields: dict[str, str]) -> None:
    resident, path = browser(centre.resident_id), f"/venues/places/{centre.room_id}/book"
    assert "处需要修改" in text_of(post(resident, path, **wish(**fields)))
    assert db.session.scalars(select(Booking)).all() == []


@pytest.mark.parametrize("fields", [{"wanted-1": "²"}, {"wanted-²": "1"}, {"group": "team:²"}])
def test_digits_that_are_no_numbers_break_nothing(centre: Centre, browser: Any, fields: dict[str, str]) -> None:
    path = f"/venues/places/{centre.room_id}/book"
    text_of(post(browser(centre.resident_id), path, **wish(**fields)))


def test_strange_addresses_show_a_page_all_the_same(centre: Centre, browser: Any) -> None:
    admin = browser(centre.admin_id)
    for path in ("day?day=x", "day?day=0001-01-01", f"places/{centre.room_id}/week?week=9999-12-31", "?show=x&page=-1&place=1"):
        text_of(admin.get(f"/venues/desk/{path}"))
    text_of(admin.get(f"/venues/places/{centre.room_id}?week=0001-01-01"))
    text_of(admin.get(f"/venues/places/{centre.room_id}/book?day=x&at=999999999999999999999"))
    assert admin.get("/venues/door/nothing").status_code == 404
    assert admin.get("/venues/places/5").status_code == 404


def test_a_weekly_series_is_shown_before_it_is_booked(centre: Centre, book: Any, browser: Any) -> None:
    book(centre.room_id, days=8, person_id=centre.neighbour_id)
    resident, path = browser(centre.resident_id), f"/venues/places/{centre.room_id}/book"
    until = (community_today() + timedelta(days=15)).isoformat()
    page = text_of(post(resident, path, **wish(until=until)))
    assert ("3 次里有 2 次能约" in page, "这段时间已经有安排" in page) == (True, True)
    days = [(community_today() + timedelta(days=n)).isoformat() for n in (1, 15)]
    assert "约了 2 次，跳过 1 次" in text_of(post(resident, path, **wish(until=until, chosen=days)))
    assert db.session.scalars(select(Series)).one().skipped == [(community_today() + timedelta(days=8)).isoformat()]


def test_staff_approve_with_one_click_or_see_first_who_is_refused(centre: Centre, book: Any, browser: Any) -> None:
    one, other = book(centre.hall_id, 10), book(centre.hall_id, 10, person_id=centre.neighbour_id)
    worker = browser(centre.worker_id)
    page = text_of(worker.get("/venues/desk/"))
    assert ("有 2 个预约等审批" in page, "还有 1 个预约要同一时间" in page) == (True, True)
    path = f"/venues/desk/bookings/{one}/approve"
    page = text_of(worker.get(path))
    assert ("批准后会谢绝 1 个预约" in page, "李阿姨" in page) == (True, True)
    assert "请先看清楚会谢绝谁" in text_of(post(worker, path))
    assert "已批准" in text_of(post(worker, path, refuses=[str(other)]))
    assert (state(one), state(other)) == ("approved", "refused")
    single = book(centre.hall_id, 15)
    assert "已批准" in text_of(post(worker, f"/venues/desk/bookings/{single}/approve"))


def test_staff_refuse_with_a_reason_that_the_booker_reads(centre: Centre, book: Any, browser: Any) -> None:
    booking_id = book(centre.hall_id)
    worker, desk = browser(centre.worker_id), "/venues/desk/"
    assert "请写明" in text_of(post(worker, f"{desk}bookings/{booking_id}/do/refuse", desk, reason=" "))
    text_of(post(worker, f"{desk}bookings/{booking_id}/do/refuse", desk, reason="当天要选举", **{"from": "list"}))
    assert "当天要选举" in text_of(browser(centre.resident_id).get(f"/venues/mine/{booking_id}"))


def test_staff_book_for_a_resident(centre: Centre, browser: Any) -> None:
    worker = browser(centre.worker_id)
    assert "张小梅" in text_of(worker.get("/venues/desk/new?q=张小梅"))
    assert "图书室" in text_of(worker.get(f"/venues/desk/new?person_id={centre.resident_id}"))
    path = f"/venues/desk/places/{centre.room_id}/book/{centre.resident_id}"
    page = text_of(post(worker, path, **wish()))
    assert ("代办" in page, "张小梅" in page) == (True, True)
    mine = text_of(browser(centre.resident_id).get("/me/done-for-me"))
    assert ("替居民预约了场地" in mine, "代办 · " in mine) == (True, True)


def test_the_desk_plans_name_bookers_and_other_services_uses(centre: Centre, book: Any, browser: Any) -> None:
    book(centre.room_id, 10)
    use_place(centre.room_id, at(14), at(15), "五点半课堂", "after_school.day", 7)
    db.session.commit()
    worker, day = browser(centre.worker_id), community_today() + timedelta(days=1)
    for path in (f"day?day={day}", f"places/{centre.room_id}/week?week={day}"):
        page = text_of(worker.get(f"/venues/desk/{path}"))
        assert ("张小梅" in page, "五点半课堂" in page) == (True, True)


def test_the_admin_edits_rules_closed_days_codes_and_equipment(centre: Centre, browser: Any) -> None:
    admin, path = browser(centre.admin_id), f"/venues/desk/places/{centre.room_id}/rules"
    hours = {f"{name}-{n}": value for n in range(7) for name, value in (("opens", "540"), ("closes", "1080"))}
    fields = {"who": "volunteers", "needs_approval": "y", "longest_minutes": "60", "days_ahead": "7", "keyholder_id": "0"}
    assert "规则已保存" in text_of(post(admin, path, **hours, **fields))
    row = db.session.scalars(select(VenueRules).where(VenueRules.place_id == centre.room_id)).one()
    assert (row.who, row.hours[0], row.needs_approval, row.longest_minutes) == ("volunteers", [540, 1080], True, 60)
    assert "关门时间要晚于开门时间" in text_of(post(admin, path, **{**hours, "closes-0": "60"}, **fields))
    closed = f"/venues/desk/places/{centre.room_id}/closed"
    day = (community_today() + timedelta(days=3)).isoformat()
    assert "闭馆日已登记" in text_of(post(admin, closed, path, day=day, reason="检修"))
    closed_id = db.session.scalars(select(ClosedDay.id)).one()
    assert "照常开放" in text_of(post(admin, f"{closed}/{closed_id}/open", path))
    before = centre.code(centre.room_id)
    assert "已换新码" in text_of(post(admin, f"/venues/desk/places/{centre.room_id}/door"))
    db.session.rollback()
    assert centre.code(centre.room_id) != before
    things = "/venues/desk/equipment"
    assert "器材已保存" in text_of(post(admin, things, place_id="0", name="音箱", count="3"))
    assert "这里已经有“音箱”了" in text_of(post(admin, things, place_id="0", name="音箱", count="1"))
    key = db.session.scalars(select(Equipment.id).where(Equipment.name == "音箱")).one()
    assert "器材已保存" in text_of(post(admin, f"{things}/{key}", place_id=str(centre.room_id), name="音箱", count="4"))


def test_the_key_holder_says_that_the_door_is_open(centre: Centre, book: Any, browser: Any) -> None:
    booking_id = book(centre.hall_id)
    deciding.approve(booking_id, centre.admin)
    db.session.commit()
    worker = browser(centre.worker_id)
    assert "等您去开门" in text_of(worker.get("/venues/mine"))
    assert "开门：多功能厅" in text_of(worker.get("/desk/tasks"))
    assert "已记下：门开好了" in text_of(post(worker, f"/venues/keys/{booking_id}", "/password"))
    assert post(browser(centre.neighbour_id), f"/venues/keys/{booking_id}", "/password").status_code == 404


@pytest.mark.parametrize("page", ["mine/{}", "desk/bookings/{}"])
def test_a_booking_of_others_looks_like_a_missing_one(centre: Centre, book: Any, browser: Any, page: str) -> None:
    booking_id, missing = book(centre.room_id), 987654321987654321
    curious = browser(centre.neighbour_id if page.startswith("mine") else centre.leader_id)
    answers = [curious.get(f"/venues/{page}".format(number)) for number in (booking_id, missing)]
    assert answers[0].status_code == answers[1].status_code == (404 if page.startswith("mine") else 403)
    assert answers[0].data == answers[1].data


def test_place_and_booking_of_another_community_are_missing(
    centre: Centre, browser: Any, app: Any, other_community: Any, book: Any
) -> None:
    booking_id = book(centre.room_id)

    def elsewhere() -> int:
        with app.app_context(), use(other_community.id) as session:
            place = Place(name="别处的厅", kind="hall")
            session.add(place)
            session.commit()
            assert session.get(Booking, booking_id) is None
            return int(place.id)

    foreign = contextvars.Context().run(elsewhere)
    admin = browser(centre.admin_id)
    for path in ("places/{}", "places/{}/book", "desk/places/{}/rules", "desk/places/{}/week", "desk/places/{}/door"):
        assert admin.get(f"/venues/{path}".format(foreign)).status_code == 404


def test_the_desk_and_the_residents_file_show_bookings(centre: Centre, book: Any, browser: Any) -> None:
    book(centre.hall_id)
    worker = browser(centre.worker_id)
    assert "场地待审批" in text_of(worker.get("/desk/tasks"))
    assert "场地使用" in text_of(worker.get("/desk/"))
    assert "多功能厅 · 棋牌书画" in text_of(worker.get(f"/desk/people/{centre.resident_id}"))
    assert "约场地" in text_of(browser(centre.resident_id).get("/me/"))
