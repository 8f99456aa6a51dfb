"""The pages: who sees what, and what a button does."""
from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from core.communities.models import Community
from core.communities.state import bump_version
from core.kernel.audit import AuditEntry
from core.people.models import Person
from core.tenancy.session import db
from core.testing_accounts import csrf_of, sign_in_as
from plugins.love_savings.models import Request
from plugins.love_savings.services import serving

from .conftest import Station, tomorrow_at
from .test_refusals import offered
from .test_straight_path import accepted, served


def post(client: Any, path: str, page: str, **fields: Any) -> Any:
    """Send a form as the page would."""
    return client.post(path, data={"csrf_token": csrf_of(client, page), **fields}, follow_redirects=True)


def text_of(response: Any) -> str:
    assert response.status_code == 200
    return response.get_data(as_text=True)


def test_a_resident_asks_on_the_phone(station: Station, browser: Any) -> None:
    resident = browser(station.resident_id)
    day = tomorrow_at(9).date().isoformat()
    page = post(
        resident, "/love-savings/ask", "/love-savings/ask", skill_id=str(station.skill_id), words="灯不亮了",
        day=day, part="exact", start="15:30", minutes="60", place="",
    )
    assert "收到了" in text_of(page)
    made = db.session.scalars(select(Request)).one()
    assert (made.words, made.state, made.starts_at.astimezone(tomorrow_at(9).tzinfo).hour) == ("灯不亮了", "submitted", 15)


def test_a_form_that_is_sent_twice_asks_once(station: Station, browser: Any) -> None:
    resident, day = browser(station.resident_id), tomorrow_at(9).date().isoformat()
    for words in ("灯不亮了", "灯不亮了", "水管漏了"):
        typed = {"skill_id": "0", "words": words, "day": day, "part": "exact", "start": "15:30", "minutes": "60", "place": ""}
        assert "收到了" in text_of(post(resident, "/love-savings/ask", "/love-savings/ask", **typed))
    assert sorted(db.session.scalars(select(Request.words))) == ["水管漏了", "灯不亮了"]


def test_the_station_and_its_card_are_called_as_the_community_calls_them(
    station: Station, browser: Any, community: Any
) -> None:
    row = db.session.get_one(Community, community.id)
    row.words = {"resident": {"zh": "街坊", "en": "Neighbours"}, "savings_card": {"zh": "爱心存折", "en": "Love passbook"}}
    bump_version(community.id)
    db.session.commit()
    worker, resident = browser(station.worker_id), browser(station.resident_id)
    assert "街坊的请求" in text_of(worker.get("/love-savings/"))
    assert "办一张爱心存折" in text_of(resident.get("/love-savings/card"))
    resident.set_cookie("lang", "en")
    assert "Get a Love passbook" in text_of(resident.get("/love-savings/card"))


def test_a_form_with_a_fault_keeps_what_was_typed(station: Station, browser: Any) -> None:
    resident = browser(station.resident_id)
    page = post(resident, "/love-savings/ask", "/love-savings/ask", skill_id="0", words="灯不亮了", day="", minutes="60")
    assert "灯不亮了" in text_of(page)


def test_the_request_form_begins_with_the_usual_services_and_says_what_is_missing(station: Station, browser: Any) -> None:
    resident = browser(station.resident_id)
    page = text_of(resident.get("/love-savings/ask"))
    assert page.index("请选择") < page.index("水电维修") < page.index("其他（请在下面写一句）")
    page = text_of(post(resident, "/love-savings/ask", "/love-savings/ask", skill_id="", day="", minutes="60"))
    assert ("请选一项" in page, "请选择哪一天。" in page, "必填字段" in page) == (True, True, False)


def test_a_worker_types_a_request_in_for_a_resident(station: Station, browser: Any) -> None:
    worker = browser(station.worker_id)
    assert "张小梅" in text_of(worker.get("/love-savings/requests/new?q=zhangxiaomei"))
    path = f"/love-savings/requests/new?person_id={station.resident_id}"
    fields = {"skill_id": "0", "words": "陪去医院", "day": tomorrow_at(9).date().isoformat(), "part": "morning", "minutes": "120"}
    page = text_of(post(worker, path, path, **fields, person_id=str(station.resident_id)))
    assert "代办" in page and "陪去医院" in page
    mine = text_of(browser(station.resident_id).get("/me/done-for-me"))
    assert "替居民登记了一次求助" in mine and "代办 · " in mine


def test_the_station_dispatches_through_the_matching_page(station: Station, browser: Any, asked: Any) -> None:
    request_id, worker = asked(), browser(station.worker_id)
    page = f"/love-savings/requests/{request_id}"
    assert "已核实" in text_of(post(worker, f"{page}/do/verify", page))
    assert "志愿者甲" in text_of(worker.get(f"{page}/match"))
    sent = text_of(post(worker, f"{page}/match", f"{page}/match", chosen=[str(i) for i in station.helper_ids[:3]]))
    assert "邀请已经发出" in sent


def test_a_refused_choice_keeps_the_ticks_and_the_reason(station: Station, browser: Any, asked: Any) -> None:
    request_id, worker = asked(), browser(station.worker_id)
    page, third = f"/love-savings/requests/{request_id}", station.helper_ids[2]
    post(worker, f"{page}/do/verify", page)

    def ticked(response: Any) -> list[int]:
        return [int(key) for key in re.findall(r'name="chosen" value="(\d+)"[^>]* checked', text_of(response))]

    assert ticked(worker.get(f"{page}/match")) == station.helper_ids[:3]
    refused = post(worker, f"{page}/match", f"{page}/match", chosen=[str(third)], reason=" ")
    assert "请写一句原因" in text_of(refused) and ticked(refused) == [third]
    refused = post(worker, f"{page}/match", f"{page}/match", reason="居民和他熟")
    assert "请至少勾选一位" in text_of(refused) and 'value="居民和他熟"' in text_of(refused) and ticked(refused) == []


def test_a_call_with_a_fault_names_the_field(station: Station, browser: Any, asked: Any, clock_at: Any) -> None:
    request_id = asked()
    accepted(station, request_id)
    served(station, request_id, clock_at)
    worker, page = browser(station.worker_id), f"/love-savings/requests/{request_id}"
    said = text_of(post(worker, f"{page}/do/confirm_by_call", page, reason="很好", minutes="1000"))
    assert "更正分钟数：请填 1 到 960 之间的整数。" in said


def test_before_accepting_a_volunteer_sees_surname_and_building_only(station: Station, browser: Any, asked: Any) -> None:
    offered(station, asked())
    page = text_of(browser(station.helper_ids[0]).get("/love-savings/mine"))
    assert "张*" in page and "1栋" in page
    assert "张小梅" not in page and "水龙头滴水" not in page


def test_after_accepting_name_address_and_phone_open_and_the_phone_is_audited(
    station: Station, browser: Any, asked: Any, clock_at: Any
) -> None:
    request_id = asked()
    offer = offered(station, request_id)[0]
    helper = browser(station.helper_ids[0])
    page = text_of(post(helper, f"/love-savings/mine/offers/{offer.id}/accept", "/love-savings/mine"))
    assert "张小梅" in page and "水龙头滴水" in page and "请按时到" in page
    assert "张小梅" in text_of(helper.get("/love-savings/mine"))
    job = f"/love-savings/mine/jobs/{request_id}"
    text_of(post(helper, f"{job}/phone", job))
    db.session.rollback()
    assert db.session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("love%"))).all() == [
        "love_savings.reveal_phone"
    ]
    served(station, request_id, clock_at)
    clock_at(tomorrow_at(12, days=2))


def test_the_helpers_phone_is_shown_where_the_station_allows_it_and_each_look_is_audited(
    station: Station, browser: Any, asked: Any
) -> None:
    station.configure(resident_sees="phone")
    request_id = asked()
    accepted(station, request_id)
    db.session.get(Person, station.helper_ids[0]).phone = "13911112222"
    db.session.commit()
    resident, page = browser(station.resident_id), f"/love-savings/asked/{request_id}"
    assert "13911112222" not in resident.get(page).text
    assert "13911112222" in post(resident, f"{page}/phone", page).text
    db.session.rollback()
    looks = select(AuditEntry.actor_person_id, AuditEntry.object_id).where(AuditEntry.action == "love_savings.reveal_phone")
    assert db.session.execute(looks).all() == [(station.resident_id, station.helper_ids[0])]
    station.configure(resident_sees="name")
    assert post(resident, f"{page}/phone", page).status_code == 404


def test_a_day_after_the_end_the_resident_is_a_surname_again(
    station: Station, browser: Any, asked: Any, clock_at: Any
) -> None:
    request_id = asked()
    accepted(station, request_id)
    served(station, request_id, clock_at)
    clock_at(tomorrow_at(12, days=1) + timedelta(hours=1))
    helper = browser(station.helper_ids[0])
    page = text_of(helper.get(f"/love-savings/mine/jobs/{request_id}"))
    assert "张*" in page and "张小梅" not in page


def test_volunteer_and_resident_finish_on_their_phones(
    station: Station, browser: Any, asked: Any, clock_at: Any
) -> None:
    request_id = asked()
    request = accepted(station, request_id)
    job = f"/love-savings/mine/jobs/{request_id}"
    clock_at(request.starts_at)
    helper = browser(station.helper_ids[0])
    assert "已签到" in text_of(post(helper, f"{job}/do/check_in", job))
    clock_at(request.starts_at + timedelta(minutes=60))
    assert "已签退" in text_of(post(helper, f"{job}/do/check_out", job))
    resident = browser(station.resident_id)
    mine = f"/love-savings/asked/{request_id}"
    assert "谢谢您的确认" in text_of(post(resident, f"{mine}/confirm", mine))
    station.work()
    card = text_of(helper.get("/love-savings/card"))
    assert "No. 0002" in card and "+1 小时" in card


def test_a_refusal_is_said_on_the_page(station: Station, browser: Any, asked: Any) -> None:
    first, second, _third = offered(station, asked())
    helper, other = browser(station.helper_ids[0]), browser(station.helper_ids[1])
    token = csrf_of(other, "/love-savings/mine")
    post(helper, f"/love-savings/mine/offers/{first.id}/accept", "/love-savings/mine")
    late = other.post(
        f"/love-savings/mine/offers/{second.id}/accept", data={"csrf_token": token}, follow_redirects=True
    )
    assert "已经有别的志愿者接了" in text_of(late)


def test_strangers_requests_are_missing(station: Station, browser: Any, asked: Any) -> None:
    request_id = asked()
    helper = browser(station.helper_ids[0])
    for path in (f"requests/{request_id}", f"asked/{request_id}", f"mine/jobs/{request_id}"):
        assert helper.get(f"/love-savings/{path}").status_code == 404
    assert helper.get("/love-savings/").status_code == 403
    assert helper.get("/love-savings/requests/1").status_code == 404


def test_the_settings_page_leads_to_where_the_station_shows(station: Station, client_in: Any, community: Any) -> None:
    admin = client_in(community)
    sign_in_as(station.app, admin, community, "community_admin")
    page = text_of(admin.get("/console/plugins/love_savings"))
    shown = page[page.index("现在显示在这些地方") :]
    for words in ("工作台的菜单", "数字、介绍", "大按钮、卡片、最近的安排", "待办、图表", "其中一栏"):
        assert words in shown


def test_the_desk_shows_hours_and_requests_to_those_who_see_the_station(
    station: Station, browser: Any, asked: Any
) -> None:
    asked()
    page = text_of(browser(station.worker_id).get("/desk/"))
    assert ("每月存入的时长" in page, "每周的求助" in page) == (True, True)
    assert "这一周约好" in page


def test_the_public_page_names_kinds_of_help_and_nobody(
    station: Station, asked: Any, clock_at: Any, client_in: Any, community: Any
) -> None:
    request_id = asked()
    accepted(station, request_id)
    served(station, request_id, clock_at)
    serving.confirm(request_id, station.resident)
    station.work()
    for address, title in (("/", "每月存入的时长"), ("/love-savings/lobby", "最近 30 天帮了这些忙")):
        page = text_of(client_in(community).get(address))
        assert ("水电维修" in page, title in page) == (True, True)
        assert ("张小梅" in page, "志愿者甲" in page, "水龙头滴水" in page) == (False, False, False)
