"""The desk's pages of places: what a worker sees, what only the admin changes, and what nobody of elsewhere meets."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.accounts.roles import grant_role
from core.clock import now
from core.kernel.actor import SYSTEM
from core.kernel.audit import AuditEntry
from core.places.models import Place
from core.places.register import close_place, save_place
from core.places.services import use_place
from core.tenancy.session import db, use
from core.testing_accounts import csrf_of, make_account, make_building, make_person, sign_in
from tests.places.conftest import add_music, at

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
DAY, MISSING = "2026-03-02", "987654321987654321"
TYPED = {"name": "书法室", "kind": "room", "capacity": "24", "setup_minutes": "15", "cleanup_minutes": "5", "position": "30"}


@pytest.fixture
def music_id(app: Any, community: Any) -> int:
    """The music room with two uses on one day."""
    with app.app_context(), use(community.id) as session:
        place_id = add_music().id
        use_place(place_id, at("09:00"), at("10:00"), "合唱课", "class_day", 1)
        use_place(place_id, at("22:30"), at("23:30"), "跨年排练", "class_day", 2)
        session.commit()
    return place_id


def entered(app: Any, community: Any, client: Any, *roles: Any) -> Any:
    with app.app_context(), use(community.id):
        phone = make_account(make_person("梁管理"), *roles)
        db.session.commit()
    assert sign_in(client, phone).status_code == 302
    return client


@pytest.fixture
def admin(app: Any, community: Any, client_in: Any) -> Any:
    return entered(app, community, client_in(community), "community_admin")


@pytest.fixture
def worker(app: Any, community: Any, client_in: Any) -> Any:
    """A worker of one grid."""
    with app.app_context(), use(community.id):
        person = make_person("张晓梅")
        grant_role(person, "grid_worker", "grids", [make_building(3).grid_id], actor=SYSTEM)
        phone = make_account(person)
        db.session.commit()
    browser = client_in(community)
    assert sign_in(browser, phone).status_code == 302
    return browser


def post(browser: Any, address: str, **typed: Any) -> Any:
    return browser.post(address, data={"csrf_token": csrf_of(browser, "/password"), **typed})


def stored(app: Any, community: Any) -> list[tuple[Any, ...]]:
    with app.app_context(), use(community.id) as session:
        rows = session.scalars(select(Place).order_by(Place.position))
        return [(r.name, r.kind, r.capacity, r.setup_minutes, r.cleanup_minutes, r.position, r.closed) for r in rows]


def test_a_worker_sees_all_places_with_the_uses_of_the_day(worker: Any, music_id: int) -> None:
    page = worker.get(f"/desk/places?day={DAY}").text
    assert "1 个场地" in page and "3 月 2 日" in page
    assert "<time>09:00–10:00</time> 合唱课" in page and "<time>22:30–23:30</time> 跨年排练" in page
    assert "房间 · 可容纳 20 人 · 布置 10 分钟 · 清理 10 分钟" in page
    assert 'viewBox="0 0 1020 20"' in page  # 7:00 to 24:00: the late use widens the day
    assert '<rect class="use" x="120" y="0" width="60" height="20"/>' in page
    assert '<rect class="around" x="110" y="0" width="10" height="20"/>' in page
    assert "添加场地" not in page and f'href="/xinzhu-test/desk/places/{music_id}?day={DAY}"' in page
    assert 'href="/xinzhu-test/desk/places"' in page


def test_a_use_of_several_days_is_on_each_of_them_with_its_days(
    app: Any, community: Any, worker: Any, music_id: int
) -> None:
    with app.app_context(), use(community.id):
        use_place(music_id, at("22:00", 5), at("02:00", 7), "书画展", "fair", 1)
        db.session.commit()
    drawn = {5: ('x="900" y="0" width="120"', 1020), 6: ('x="0" y="0" width="1440"', 1440), 7: ('x="0" y="0" width="120"', 1320)}
    for day, (bar, width) in drawn.items():
        page = worker.get(f"/desk/places?day=2026-03-{day:02}").text
        assert "3 月 5 日 22:00 – 3 月 7 日 02:00" in page
        assert f'class="use" {bar}' in page and f'viewBox="0 0 {width} 20"' in page
    assert "书画展" not in worker.get("/desk/places?day=2026-03-08").text


def test_a_day_without_uses_says_so_and_leads_to_its_neighbours(worker: Any, music_id: int) -> None:
    page = worker.get("/desk/places?day=2026-03-03").text
    assert "这一天没有安排" in page and "合唱课" not in page
    assert "day=2026-03-02" in page and "day=2026-03-04" in page


@pytest.mark.parametrize("day", ["", "0001-01-01", "9999-12-31", "gestern", "2026-02-30", "2026-03-02T09:00"])
def test_a_day_that_is_none_is_today(worker: Any, music_id: int, day: str) -> None:
    for address in ("/desk/places", f"/desk/places/{music_id}"):
        answer = worker.get(address, query_string={"day": day})
        assert answer.status_code == 200 and 'aria-current="true">今天' in answer.text


def test_a_place_has_a_page_of_its_own_day(worker: Any, admin: Any, music_id: int) -> None:
    address = f"/desk/places/{music_id}?day={DAY}"
    page = worker.get(address).text
    assert "合唱课" in page and "浅色是布置和清理的时间" in page
    assert "暂停" not in page and "/edit" not in page
    assert "暂停这个场地" in admin.get(address).text and f"/desk/places/{music_id}/edit" in admin.get(address).text


def test_who_is_in_a_place_now_is_marked(app: Any, community: Any, worker: Any, music_id: int) -> None:
    with app.app_context(), use(community.id) as session:
        use_place(music_id, now() - timedelta(minutes=1), now() + timedelta(minutes=1), "排练", "class_day", 3)
        session.commit()
    assert "使用中，到" in worker.get("/desk/places").text
    assert "正在使用" in worker.get(f"/desk/places/{music_id}").text


def test_the_admin_adds_a_place_and_the_audit_knows_it(app: Any, community: Any, admin: Any, music_id: int) -> None:
    assert 'value="20"' in admin.get("/desk/places/new").text  # behind all others
    answer = post(admin, "/desk/places/new", **TYPED)
    assert answer.status_code == 302 and "书法室" in admin.get(answer.location).text
    assert stored(app, community) == [
        ("音乐教室", "room", 20, 10, 10, 10, False), ("书法室", "room", 24, 15, 5, 30, False),
    ]  # fmt: skip
    with app.app_context(), use(community.id) as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.actor_name == "梁管理", AuditEntry.action == "places.add")).one()
        assert entry.text == "添加了场地：书法室" and entry.after["capacity"] == 24


def test_the_admin_changes_a_place(app: Any, community: Any, admin: Any, music_id: int) -> None:
    assert post(admin, f"/desk/places/{music_id}/edit", **TYPED).status_code == 302
    assert stored(app, community) == [("书法室", "room", 24, 15, 5, 30, False)]
    assert post(admin, f"/desk/places/{music_id}/edit", **TYPED).status_code == 302
    with app.app_context(), use(community.id) as session:
        (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "places.change"))
        assert (entry.before["name"], entry.after["name"]) == ("音乐教室", "书法室")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": ""}, "请填写场地的名称。"),
        ({"name": "  "}, "请填写场地的名称"),
        ({"name": "长" * 41}, "名称最多 40 个字。"),
        ({"name": "音乐教室"}, "已经有叫“音乐教室”的场地。请换一个名称。"),
        ({"capacity": "-1"}, "请填 0 到 9999 的整数。"),
        ({"capacity": "多"}, ""),
        ({"setup_minutes": "241"}, "请填 0 到 240 的整数。"),
        ({"cleanup_minutes": ""}, "请填 0 到 240 的整数。"),
        ({"position": "99999999999999999999"}, "请填 0 到 9999 的整数。"),
        ({"kind": "pool"}, ""),
    ],
)
def test_what_does_not_hold_is_refused_and_what_was_typed_stays(
    app: Any, community: Any, admin: Any, music_id: int, changed: dict[str, str], sentence: str
) -> None:
    answer = post(admin, "/desk/places/new", **{**TYPED, "capacity": "33", **changed})
    assert answer.status_code == 422 and sentence in answer.text
    assert 'role="alert"' in answer.text and ("capacity" in changed or 'value="33"' in answer.text)
    assert len(stored(app, community)) == 1


def test_a_place_renamed_to_anothers_name_is_refused(app: Any, community: Any, admin: Any, music_id: int) -> None:
    with app.app_context(), use(community.id):
        save_place(None, SYSTEM, name="书法室")
        db.session.commit()
    answer = post(admin, f"/desk/places/{music_id}/edit", **TYPED)
    assert answer.status_code == 422 and "已经有叫“书法室”的场地" in answer.text and "音乐教室" in answer.text


def test_a_place_is_closed_with_a_reason_and_opened_again(app: Any, community: Any, admin: Any, music_id: int) -> None:
    with app.app_context(), use(community.id):
        start = now() + timedelta(days=1)
        use_place(music_id, start, start + timedelta(hours=1), "排练", "class_day", 3)
        db.session.commit()
    assert post(admin, f"/desk/places/{music_id}/close", reason="").status_code == 422
    page = admin.get(post(admin, f"/desk/places/{music_id}/close", reason="漏水").location).text
    assert "音乐教室已暂停使用。已经排好的 1 次没有取消" in page and "还有 1 次已经排好" in page
    assert "暂停使用" in admin.get("/desk/places").text
    with app.app_context(), use(community.id) as session:
        assert [e.reason for e in session.scalars(select(AuditEntry).where(AuditEntry.action == "places.close"))] == ["漏水"]
    page = admin.get(post(admin, f"/desk/places/{music_id}/open").location).text
    assert "音乐教室已重新开放。" in page and not stored(app, community)[0][-1]


def test_a_closed_place_stays_in_the_list(app: Any, community: Any, worker: Any, music_id: int) -> None:
    with app.app_context(), use(community.id):
        close_place(db.session.get(Place, (community.id, music_id)), SYSTEM)
        db.session.commit()
    page = worker.get(f"/desk/places?day={DAY}").text
    assert "暂停使用" in page and "合唱课" in page


@pytest.mark.parametrize("tail", ["edit", "close", "open"])
def test_a_worker_changes_nothing(app: Any, community: Any, worker: Any, music_id: int, tail: str) -> None:
    assert post(worker, f"/desk/places/{music_id}/{tail}", reason="漏水", **TYPED).status_code == 403
    assert post(worker, "/desk/places/new", **TYPED).status_code == 403
    assert stored(app, community) == [("音乐教室", "room", 20, 10, 10, 10, False)]


def test_a_place_of_another_community_looks_like_none(app: Any, other_community: Any, admin: Any) -> None:
    with app.app_context(), use(other_community.id):
        foreign = add_music(name="外社舞台").id
        db.session.commit()
    assert "外社舞台" not in admin.get("/desk/places").text
    for tail in ("", "/edit"):
        one, other = admin.get(f"/desk/places/{foreign}{tail}"), admin.get(f"/desk/places/{MISSING}{tail}")
        assert one.status_code == other.status_code == 404
        assert one.text.replace(str(foreign), "#") == other.text.replace(MISSING, "#")
    for tail in ("edit", "close", "open"):
        assert post(admin, f"/desk/places/{foreign}/{tail}", reason="漏水", **TYPED).status_code == 404


def test_an_empty_list_says_what_to_do(admin: Any, worker: Any) -> None:
    assert "添加房间、舞台或花园" in admin.get("/desk/places").text
    assert "请联系社区管理员添加" in worker.get("/desk/places").text


@pytest.mark.parametrize(("address", "most"), [("/desk/places?day=2026-03-02", 4), ("/desk/places/{place}?day=2026-03-02", 6)])
def test_a_page_costs_the_same_however_much_is_on_it(
    app: Any, community: Any, worker: Any, music_id: int, query_counter: Any, address: str, most: int
) -> None:
    address = address.format(place=music_id)
    worker.get(address)
    with query_counter() as before:
        worker.get(address)
    with app.app_context(), use(community.id):
        for number in range(20):
            place = add_music(name=f"教室{number}")
            use_place(place.id, at("09:00"), at("10:00"), "合唱课", "class_day", 10 + number)
        use_place(music_id, at("14:00"), at("15:00"), "合唱课", "class_day", 99)
        db.session.commit()
    with query_counter() as after:
        worker.get(address)
    assert len(after) == len(before) <= most
