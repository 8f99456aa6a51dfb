"""The pages: who sees what, what a button does, and forms that keep what was typed."""
from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, update

from core.clock import now
from core.communities.services import community_today
from core.kernel.audit import AuditEntry
from core.tenancy.session import db
from core.testing_accounts import csrf_of, sign_in_as
from core.volunteers.models import Unit
from plugins.paired_help.models import Assignment, Note, Speaks, Visit
from plugins.paired_help.services import cases, helping, matching, sheets, visits
from plugins.paired_help.terms import INDICATORS
from tests.pressing import ONCE, pressed_twice

from .conftest import Station, sheet

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def noon(later: Any) -> None:
    """A note is of a minute ago: at midnight that would be another day than the visit's."""
    local = now().astimezone(ZONE)
    later(seconds=(datetime.combine(local.date() + timedelta(days=1), time(12), ZONE) - local).total_seconds())


def text_of(response: Any) -> str:
    assert response.status_code == 200
    return response.get_data(as_text=True)


def post(client: Any, path: str, page: str = "/password", **fields: Any) -> str:
    """Send a form as the page would, and follow to where it leads."""
    return text_of(client.post(path, data={"csrf_token": csrf_of(client, page), **fields}, follow_redirects=True))


def lines(points: int) -> dict[str, str]:
    return {f"line_{key}": str(points) for key in INDICATORS}


def a_note(**more: str) -> dict[str, Any]:
    ended = now().astimezone(ZONE) - timedelta(minutes=1)
    return {
        "contact": "yes", "medium": "home", "day": ended.date().isoformat(), "time": f"{ended:%H:%M}",
        "minutes": "40", "needs": ["health"], "words": "血压有点高", **more,
    }  # fmt: skip


def test_a_worker_takes_a_person_on_from_the_first_word_to_the_first_visit(station: Station, browser: Any) -> None:
    worker = browser(station.worker_id)
    assert "张小梅" in text_of(worker.get("/paired-help/find?q=zhangxiaomei"))
    new = f"/paired-help/new?person_id={station.elder_id}"
    assert "八项都选了" in post(worker, new, new, person_id=str(station.elder_id), source="neighbour", situation="独自住")
    base = f"/paired-help/cases/{station.case().id}"
    assert "自立评分 33 分" in post(worker, f"{base}/sheet", f"{base}/sheet", **lines(1), level="")
    assert "我同意社区为结对帮扶" in text_of(worker.get(f"{base}/consent"))
    assert "同意已登记" in post(worker, f"{base}/consent", f"{base}/consent", agreed="y")
    plan = {"needs": ["health", "daily"], "goals": "办好慢性病证", "skill_id": str(station.skill_id), "language": "nanning"}
    assert "计划保存好了" in post(worker, f"{base}/plan", f"{base}/plan", **plan)
    page = text_of(worker.get(f"{base}/match"))
    assert ("志愿者甲" in page, "同一栋楼" in page, "还没有结对" in page) == (True, True, True)
    chosen = {"lead": str(station.volunteer(0)), "backup": str(station.volunteer(1))}
    assert "帮扶人配好了" in post(worker, f"{base}/match", f"{base}/match", **chosen)
    assert "办好了：开始走访" in post(worker, f"{base}/do/begin", base)
    case = station.case()
    assert (case.state, case.level, case.needs, case.language) == ("active", "high", ["health", "daily"], "nanning")
    assert (case.skill_id, case.source) == (station.skill_id, "neighbour")


def test_forms_with_a_fault_keep_what_was_typed_and_say_what_is_missing(station: Station, browser: Any, until: Any) -> None:
    worker = browser(station.worker_id)
    new = f"/paired-help/new?person_id={station.elder_id}"
    assert "请写几句现在的情况" in post(worker, new, new, person_id=str(station.elder_id), source="unit", situation="")
    base = f"/paired-help/cases/{until('identified').id}"
    page = post(worker, f"{base}/sheet", f"{base}/sheet", **{**lines(2), "line_home": ""}, words="门槛高")
    assert ("请选一项" in page, "门槛高" in page) == (True, True)
    sheets.fill(station.case().id, station.worker, sheet(2))
    db.session.commit()
    assert "本人同意了才能登记" in post(worker, f"{base}/consent", f"{base}/consent")
    cases.consent(station.case().id, station.worker)
    db.session.commit()
    assert "请写下要帮到什么程度" in post(worker, f"{base}/plan", f"{base}/plan", goals=" ", skill_id="x")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"day": ""}, "请选择哪一天"), ({"time": "25:99"}, "几点结束"), ({"minutes": "-3"}, "请填 0 到 960 之间的整数"),
        ({"medium": "pigeon"}, "怎么联系的"), ({"day": "2999-01-01"}, "走访时间不能在将来"), ({"needs": ["nonsense"]}, "看到什么需要"),
    ],
)
@pytest.mark.usefixtures("noon")
def test_a_note_with_a_fault_keeps_the_words(station: Station, browser: Any, until: Any, fields: Any, said: str) -> None:
    until("active")
    page = f"/paired-help/mine/visits/{station.visit().id}"
    answer = post(browser(station.helper_ids[0]), page, page, **{**a_note(), **fields})
    assert (said in answer, "血压有点高" in answer, db.session.query(Note).count()) == (True, True, 0)


@pytest.mark.usefixtures("noon")
def test_a_helper_visits_with_the_phone(station: Station, browser: Any, until: Any) -> None:
    until("active")
    helper, visit = browser(station.helper_ids[0]), station.visit().id
    page = f"/paired-help/mine/visits/{visit}"
    assert "张小梅" in text_of(helper.get("/paired-help/mine"))
    assert "办好慢性病证" not in text_of(helper.get(page))
    read = post(helper, f"{page}/read/goals", page)
    assert ("办好慢性病证" in read, f'value="{community_today().isoformat()}"' in read) == (True, True), "the form is blank"
    shown = post(helper, f"{page}/phone", page)
    assert ("打电话给张小梅" in shown or "没有登记电话" in shown) is True
    assert "记好了，辛苦您了" in post(helper, page, page, **a_note(follow_up="陪去补材料"))
    db.session.rollback()
    noted = select(AuditEntry.text).where(AuditEntry.action == "paired_help.read").order_by(AuditEntry.id)
    assert db.session.scalars(noted).all() == ["查看了张小梅的帮扶计划", "查看了张小梅的电话"]
    assert helper.get(page).status_code == 404, "the visit is done"
    following = f"/paired-help/mine/visits/{station.visit().id}"
    note = db.session.scalars(select(Note)).one()
    shown = text_of(helper.get(following))
    assert ("打开记录" in shown, "血压有点高" in shown) == (True, False)
    assert "陪去补材料" in post(helper, f"{following}/read/{note.id}", following)


def test_a_helper_who_cannot_go_hands_the_visit_to_the_backup(station: Station, browser: Any, until: Any) -> None:
    until("active")
    visit = station.visit().id
    assert "已经请后备帮扶人去" in post(browser(station.helper_ids[0]), f"/paired-help/mine/visits/{visit}/pass-on", reason="出差")
    assert "轮到我" in text_of(browser(station.helper_ids[1]).get("/paired-help/mine"))


def test_what_comes_after_a_visit_is_a_task_until_it_is_done(station: Station, browser: Any, until: Any) -> None:
    until("active")
    note = station.note(station.helper(), follow_up="陪去补材料", follow_up_on=community_today())
    worker = browser(station.worker_id)
    assert "要办的事" in text_of(worker.get("/desk/"))
    assert "这件事办完了" in post(worker, f"/paired-help/notes/{note.id}/done")
    assert "要办的事" not in text_of(worker.get("/desk/"))


def test_the_desk_and_the_door_show_what_waits(station: Station, browser: Any, until: Any, days_later: Any) -> None:
    case = until("active")
    for days in (6.2, 8.5):
        days_later(days)
        station.ring()
    worker = browser(station.worker_id)
    for page in ("/desk/", f"/desk/households/{case.household_id}/visit"):
        assert "该网格员走访" in text_of(worker.get(page)), page
    assert "记走访" in text_of(worker.get("/paired-help/"))
    assert "结对帮扶" in text_of(worker.get(f"/desk/people/{station.elder_id}"))


def test_a_worker_opens_words_with_a_reason_and_not_without(station: Station, browser: Any, until: Any) -> None:
    case = until("active")
    note = station.note(station.helper())
    worker, base = browser(station.worker_id), f"/paired-help/cases/{case.id}"
    assert "查看文字要写明事由" in post(worker, f"{base}/read/note-{note.id}", base, reason=" ")
    assert "血压有点高" in post(worker, f"{base}/read/note-{note.id}", base, reason="回顾前看")
    assert "独自住，腿脚不便" in post(worker, f"{base}/read/case", base, reason="回顾前看")
    token = csrf_of(worker, "/password")
    for what in ("note-1", "sheet-1", "note-x", "nonsense", "note-99999999999999999999999"):
        assert worker.post(f"{base}/read/{what}", data={"csrf_token": token, "reason": "看"}).status_code == 404


def test_a_step_that_is_no_button_is_missing(station: Station, browser: Any, until: Any) -> None:
    base = f"/paired-help/cases/{until('active').id}"
    worker = browser(station.worker_id)
    token = csrf_of(worker, "/password")
    for step in ("review_due", "assess", "stop", "nonsense"):
        assert worker.post(f"{base}/do/{step}", data={"csrf_token": token}).status_code == 404
    assert "请写明“转出社区”的原因" in post(worker, f"{base}/do/transfer", base, reason="")


def test_helpers_are_replaced_ended_and_paired_from_units_at_the_desk(station: Station, browser: Any, until: Any) -> None:
    case = until("active")
    worker, base = browser(station.worker_id), f"/paired-help/cases/{case.id}"
    assert "志愿者丙" in text_of(worker.get(f"{base}/helpers/lead"))
    assert "安排好了" in post(worker, f"{base}/helpers/lead", base, volunteer_id=str(station.volunteer(2)))
    assert "竹林小学" in text_of(worker.get(f"{base}/helpers/unit_pair"))
    assert "党员戊" in text_of(worker.get(f"{base}/helpers/unit_pair?unit={db.session.scalars(select(Unit.id)).one()}"))
    assert "竹林小学" in post(worker, f"{base}/helpers/unit_pair", base, volunteer_id=str(station.volunteer(4)))
    assert "请先选一位主帮扶人" in post(worker, f"{base}/helpers/backup", base)
    backup = helping.helper_of(case.id, "backup")
    assert backup is not None
    end = f"{base}/assignments/{backup.id}"
    assert "现在能看以前的走访记录" in post(worker, f"{end}/share", base)
    assert "请写一句为什么结束" in post(worker, f"{end}/end", base, reason="")
    assert "结对结束了" in post(worker, f"{end}/end", base, reason="搬走了")
    assert worker.get(f"{base}/helpers/nonsense").status_code == 404


def test_a_helper_who_is_chosen_by_two_presses_is_not_thanked_and_chosen_again(
    station: Station, browser: Any, until: Any
) -> None:
    case = until("active")
    page = f"/paired-help/cases/{case.id}/helpers/lead"
    before = db.session.scalar(select(func.count(Assignment.id)))
    chosen = str(station.volunteer(2))
    first, second, shown = pressed_twice(browser(station.worker_id), page, page, volunteer_id=chosen)
    assert first.location == second.location and ONCE in shown
    assert db.session.scalar(select(func.count(Assignment.id))) == before + 1


def test_a_helper_who_speaks_the_persons_language_comes_first(station: Station, browser: Any, until: Any) -> None:
    case = until("planned")
    helper = browser(station.helper_ids[2])
    page = "/paired-help/mine/languages"
    assert "记下了" in post(helper, page, page, languages=["zhuang", "mandarin"])
    assert "记下了" in post(helper, page, page, languages=["zhuang"])
    assert db.session.scalars(select(Speaks.language)).all() == ["zhuang"]
    cases.plan(case.id, station.worker, needs=[], goals="聊天", language="zhuang")
    pick = matching.ranked(station.case())[0]
    assert (pick.person_id, "会说本人的语言" in [str(r) for r in pick.reasons]) == (station.helper_ids[2], True)


def test_the_person_sees_who_comes_and_when_and_nobody_elses(station: Station, browser: Any, until: Any) -> None:
    elder = browser(station.elder_id)
    assert elder.get("/paired-help/me").status_code == 404
    until("active")
    page = text_of(elder.get("/paired-help/me"))
    assert ("志愿者甲" in page, "有人来看您" in page, "办好慢性病证" in page, "独自住" in page) == (True, True, True, False)
    db.session.execute(update(Visit).values(due_on=community_today() - timedelta(days=1)))
    db.session.commit()
    assert "<h1>这几天有人来看您</h1>" in text_of(elder.get("/paired-help/me"))
    home = text_of(elder.get("/me/"))
    assert ("我的帮扶" in home, "结对帮扶的人来看您" in home) == (True, True)
    assert browser(station.helper_ids[2]).get("/paired-help/me").status_code == 404
    assert "帮扶停止了" in post(elder, "/paired-help/me/stop", "/paired-help/me", reason="自己能行")
    assert station.case().state == "declined"


def test_the_person_signs_on_the_own_phone_and_is_invited_to_help_others(
    station: Station, browser: Any, until: Any, days_later: Any, stroke: str
) -> None:
    case = until("graduating")
    days_later(91)
    sheets.fill(case.id, station.worker, sheet(3))
    db.session.commit()
    elder, worker = browser(station.elder_id), browser(station.worker_id)
    page = "/paired-help/me/sign"
    assert "请写下本人自己的看法" in post(elder, page, page, own_view=" ", signature=stroke)
    assert "签好了，谢谢您" in post(elder, page, page, side="station", own_view="我能行", signature=stroke)
    base = f"/paired-help/cases/{case.id}"
    assert "签名已保存" in post(worker, f"{base}/sign/station", base, signature=stroke)
    assert "办好了：退出帮扶" in post(worker, f"{base}/do/graduate", base)
    assert "我也来做志愿者" in text_of(elder.get("/paired-help/me"))
    pictures = re.findall(rf'src="[^"]*({base}/signatures/\d+)"', text_of(worker.get(base)))
    assert [worker.get(path).mimetype for path in pictures] == ["image/png", "image/png"]
    assert [browser(station.helper_ids[0]).get(path).status_code for path in pictures] == [403, 403]


def test_the_public_page_has_figures_and_no_names(station: Station, until: Any, client_in: Any, community: Any) -> None:
    until("active")
    page = text_of(client_in(community).get("/"))
    assert ("结对帮扶" in page, "张小梅" in page, "志愿者甲" in page) == (True, False, False)


def test_filters_that_nobody_knows_are_left_out(station: Station, browser: Any, until: Any) -> None:
    until("active")
    worker = browser(station.worker_id)
    for query in ("show=nonsense", "level=nonsense", "aid=nonsense", "page=-1", "page=x", "show=open&level=general&page=99"):
        text_of(worker.get(f"/paired-help/?{query}"))
    for show in ("todo", "alarm", "going", "open", "unit", "mine", "graduated", "closed"):
        assert ("张小梅" in text_of(worker.get(f"/paired-help/?show={show}"))) == (show in ("going", "open", "mine"))


def test_the_settings_page_explains_every_number(station: Station, client_in: Any, community: Any) -> None:
    admin = client_in(community)
    sign_in_as(station.app, admin, community, "community_admin")
    page = text_of(admin.get("/console/plugins/paired_help"))
    for words in ("一周要见一面", "每月至少探访一次", "报警", "自立评分到多少才能试行退出", "半年后网格员去看一次"):
        assert words in page


@pytest.mark.usefixtures("noon")
def test_a_note_by_the_worker_closes_the_visit(station: Station, browser: Any, until: Any) -> None:
    case = until("active")
    page = f"/paired-help/cases/{case.id}/visits/{station.visit().id}"
    assert "走访记好了" in post(browser(station.worker_id), page, page, **a_note())
    assert (station.case().last_contact_at is not None, visits.open_visit(case.id) is not None) == (True, True)
