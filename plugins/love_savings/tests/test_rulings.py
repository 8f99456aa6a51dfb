"""Who rules in a dispute had no part in it, as long as the community has somebody like that."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.accounts.models import Account
from core.errors import Missing
from core.kernel.actor import SYSTEM
from core.kernel.audit import AuditEntry
from core.kernel.workflow import WorkflowRefused
from core.tenancy.session import db
from plugins.love_savings.errors import NoAnswer
from plugins.love_savings.models import Request
from plugins.love_savings.services import answering, dispatching, disputes, serving

from .conftest import Station
from .test_pages import post, text_of
from .test_straight_path import offers

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def by_station(station: Station, asked: Any, clock_at: Any, step: str, other: Any, sender: Any = SYSTEM) -> Request:
    """Dispatched by itself, or by `sender`; `other` took the one step."""
    request_id = asked()
    dispatching.verify(request_id, station.worker)
    dispatching.next_wave(request_id, other if step == "offer" else sender)
    mine = next(offer for offer in offers(request_id) if offer.person_id == station.helper_ids[0])
    request = answering.accept(mine.id, other if step == "accept" else station.helper())
    clock_at(request.starts_at)
    for name, fire in (("check_in_for", serving.check_in), ("check_out_for", serving.check_out)):
        fire(request_id, other if step == name else station.helper(), by_station=step == name)
        clock_at(request.starts_at + timedelta(minutes=60))
    if step == "confirm_by_call":
        serving.confirm_by_call(request_id, other, "居民说做好了", None)
    disputes.dispute(request_id, station.resident, "minutes", "不对")
    db.session.commit()
    return db.session.get_one(Request, request_id)


@pytest.mark.parametrize("step", ["offer", "accept", "check_in_for", "check_out_for", "confirm_by_call"])
def test_who_had_a_hand_in_it_does_not_rule_where_another_may(
    station: Station, asked: Any, clock_at: Any, colleague: Any, step: str
) -> None:
    other = colleague("钱经手")
    request = by_station(station, asked, clock_at, step, other)
    for rule in (lambda: disputes.settle(request.id, other, 60, "我经手的"), lambda: disputes.strike(request.id, other, "不算")):
        with pytest.raises(WorkflowRefused, match="请没有经手的工作人员裁定"):
            rule()
        db.session.rollback()
    assert disputes.settle(request.id, station.worker, 60, "两边都问过了").state == "confirmed"
    rows = select(AuditEntry.text).where(AuditEntry.action == "love_savings.rule")
    assert db.session.scalars(rows).all() == ["裁定了有争议的服务"]


def test_where_all_who_may_rule_had_a_hand_in_it_one_of_them_does_and_that_is_noted(
    station: Station, asked: Any, clock_at: Any, colleague: Any
) -> None:
    other = colleague("钱经手")
    db.session.scalars(select(Account).where(Account.person_id == colleague("孙离职").person_id)).one().active = False
    request = by_station(station, asked, clock_at, "check_out_for", other, sender=station.worker)
    disputes.settle(request.id, other, 60, "两边都问过了")
    rows = select(AuditEntry.text).where(AuditEntry.action == "love_savings.rule")
    assert db.session.scalars(rows).all() == ["裁定了有争议的服务，经手的也是本人，没有别人可以裁定"]


def test_the_page_tells_who_may_not_rule_instead_of_offering_the_form(
    station: Station, asked: Any, clock_at: Any, colleague: Any, browser: Any
) -> None:
    other = colleague("钱经手")
    request = by_station(station, asked, clock_at, "offer", other)
    page = f"/love-savings/requests/{request.id}/ruling"
    shown = text_of(browser(other.person_id).get(page))
    assert "请没有经手的工作人员裁定" in shown and 'name="outcome"' not in shown
    assert 'name="outcome"' in text_of(browser(station.worker_id).get(page))


def test_both_sides_read_what_was_said_and_ruled_and_the_helper_answers_once(
    station: Station, asked: Any, clock_at: Any, browser: Any
) -> None:
    request = by_station(station, asked, clock_at, "", station.worker)
    asked_page, job_page = f"/love-savings/asked/{request.id}", f"/love-savings/mine/jobs/{request.id}"
    form = f"/love-savings/requests/{request.id}/problem"
    answer = f"{form}/answer"
    resident, helper, worker = (browser(who) for who in (station.resident_id, station.helper_ids[0], station.worker_id))
    page = text_of(resident.get(asked_page))
    assert "工作站正在核实" in page and answer not in page
    assert "不能再补充" in text_of(post(resident, answer, form, reason="我再说一句"))
    page = text_of(helper.get(job_page))
    assert "时长不对" in page and "求助的居民 · " in page and answer in page
    assert "请写一句您知道的情况" in text_of(post(helper, answer, form, reason=" "))
    assert "裁定的工作人员会看到" in text_of(post(helper, answer, form, reason="水管换了两段"))
    assert answer not in text_of(helper.get(job_page))
    assert "不能再补充" in text_of(post(helper, answer, form, reason="还有"))
    assert "水管换了两段" in text_of(worker.get(f"/love-savings/requests/{request.id}/ruling"))
    assert helper.get(f"/love-savings/requests/{request.id}/ruling").status_code == 403
    with pytest.raises(Missing):
        disputes.answer(request.id, station.helper(1), "我也说说")
    disputes.settle(request.id, station.worker, 45, "按邻居说的算")
    db.session.commit()
    for page in (text_of(resident.get(asked_page)), text_of(helper.get(job_page))):
        assert all(said in page for said in ("按 45 分钟记", "按邻居说的算", "水管换了两段"))
        assert "吴安平" not in page[page.index('id="matter"') : page.index("</section>", page.index('id="matter"'))]
        assert form not in page


def test_the_resident_answers_what_the_helper_said(station: Station, asked: Any, clock_at: Any) -> None:
    request_id = asked()
    dispatching.verify(request_id, station.worker)
    dispatching.next_wave(request_id)
    mine = next(offer for offer in offers(request_id) if offer.person_id == station.helper_ids[0])
    request = answering.accept(mine.id, station.helper())
    clock_at(request.starts_at)
    serving.check_in(request_id, station.helper())
    serving.check_out(request_id, station.helper())
    disputes.dispute(request_id, station.helper(), "minutes", "做了一小时", 60)
    with pytest.raises(NoAnswer):
        disputes.answer(request_id, station.helper(), "我自己答")
    assert disputes.answer(request_id, station.resident, "是有一小时").answer == "是有一小时"
