"""Something went wrong: the credit is frozen, somebody without a part in it rules, and nothing is edited."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from core.accounts.roles import grant_role
from core.clock import now
from core.errors import Forbidden, Missing
from core.kernel.actor import SYSTEM
from core.kernel.audit import AuditEntry
from core.kernel.ledger import LedgerAccount, LedgerTransfer, balance
from core.kernel.workflow import WorkflowRefused
from core.people.models import Person
from core.pluginsystem.belongings import unfinished
from core.tenancy.session import db
from core.volunteers.models import ServiceRecord, ServiceVoid
from core.volunteers.records import totals
from plugins.love_savings.errors import SpentAlready
from plugins.love_savings.models import Movement, Request
from plugins.love_savings.service_models import Dispute
from plugins.love_savings.services import cards, disputes, figures, hours, privacy, serving

from .conftest import Station
from .test_pages import post, text_of
from .test_refusals import told
from .test_straight_path import accepted, give, served


def done(station: Station, asked: Any, clock_at: Any, hour: int = 9) -> Request:
    request = accepted(station, asked(hour))
    served(station, request.id, clock_at)
    return db.session.get_one(Request, request.id)


def credited(station: Station, asked: Any, clock_at: Any) -> Request:
    """Confirmed and on the card: an hour, of which the resident's card paid forty minutes."""
    give(station.resident_id, 40)
    request = done(station, asked, clock_at)
    serving.confirm(request.id, station.resident)
    station.work()
    assert balances(station) == (60, 0, 0)
    return db.session.get_one(Request, request.id)


def balances(station: Station) -> tuple[int, int, int]:
    """The helper's card, the resident's card, and the hours set aside."""
    helper, resident = station.helper_ids[0], station.resident_id
    assert sum(db.session.scalars(select(LedgerAccount.balance))) == 0
    return cards.card_view(helper).balance, cards.card_view(resident).balance, balance(hours.hold_account())


def lines(person_id: int) -> list[tuple[str, int]]:
    card = cards.find_card(person_id)
    rows = select(Movement.kind, Movement.minutes).where(Movement.card_id == card.id).order_by(Movement.id)
    return [(kind, minutes) for kind, minutes in db.session.execute(rows)]


@pytest.mark.parametrize("side", ["resident", "helper", "worker"])
def test_each_side_and_the_station_may_say_so_and_the_others_hear_of_it(
    station: Station, asked: Any, clock_at: Any, side: str
) -> None:
    request = done(station, asked, clock_at)
    actor = station.helper() if side == "helper" else getattr(station, side)
    made = disputes.dispute(request.id, actor, "minutes", "只做了半小时", 30)
    assert (request.state, made.kind, made.claimed_minutes, made.opened_by_id) == ("disputed", "minutes", 30, actor.person_id)
    said = "一次服务有人提出了问题，工作站核实后会告诉您。"
    heard = [told(person_id)[-1] == said for person_id in (station.resident_id, station.helper_ids[0])]
    assert heard == [side != "resident", side != "helper"]


def test_a_stranger_learns_nothing_and_an_empty_word_is_refused(station: Station, asked: Any, clock_at: Any) -> None:
    request = done(station, asked, clock_at)
    with pytest.raises(Missing):
        disputes.dispute(request.id, station.helper(1), "other", "好奇")
    with pytest.raises(WorkflowRefused, match="请写明"):
        disputes.dispute(request.id, station.resident, "other", " ")


def test_while_it_is_disputed_nothing_is_credited_and_a_ruling_lets_it_go_on(
    station: Station, asked: Any, clock_at: Any
) -> None:
    request = done(station, asked, clock_at)
    serving.confirm(request.id, station.resident)
    disputes.dispute(request.id, station.resident, "other", "态度不好")
    station.work()
    hours.credit_missing()
    station.work()
    assert (db.session.scalars(select(Movement)).all(), cards.card_view(station.helper_ids[0]).balance) == ([], 0)
    disputes.settle(request.id, station.worker, 60, "两边都问过了")
    station.work()
    assert (request.state, cards.card_view(station.helper_ids[0]).balance) == ("confirmed", 60)
    assert db.session.scalar(select(func.count()).select_from(ServiceRecord)) == 1


def test_before_confirmation_a_ruling_credits_the_minutes_that_were_found(station: Station, asked: Any, clock_at: Any) -> None:
    give(station.resident_id, 60)
    request = done(station, asked, clock_at)
    disputes.dispute(request.id, station.helper(), "minutes", "做了一个半小时", 90)
    disputes.settle(request.id, station.worker, 90, "邻居也看见了")
    station.work()
    assert (request.state, request.minutes, request.proof, balances(station)) == ("confirmed", 90, "hand", (90, 0, 0))


def test_what_was_credited_is_reversed_and_credited_anew(station: Station, asked: Any, clock_at: Any) -> None:
    request = credited(station, asked, clock_at)
    first = request.service_record_id
    disputes.dispute(request.id, station.resident, "minutes", "只做了半小时", 30)
    disputes.settle(request.id, station.worker, 30, "签退忘了，电话核实")
    station.work()
    assert balances(station) == (30, 10, 0)
    assert lines(station.helper_ids[0]) == [("in", 60), ("in_back", 60), ("in", 30)]
    assert lines(station.resident_id) == [("out", 40), ("out_back", 40), ("out", 30)]
    view = cards.card_view(station.helper_ids[0])
    assert (view.month_in, figures.minutes_in(None), figures.minutes_out(None), figures.station_figures().total_minutes) == (30, 30, 30, 30)
    paid = db.session.scalars(select(LedgerTransfer).where(LedgerTransfer.key == f"service_record:{first}")).one()
    undone = db.session.scalars(select(LedgerTransfer).where(LedgerTransfer.reverses_id == paid.id)).one()
    assert undone.key == f"love_savings.undo:{first}"
    assert [v.record_id for v in db.session.scalars(select(ServiceVoid))] == [first]
    assert totals(station.helper_ids[0])[:2] == (30, 1)


def test_a_ruling_that_it_does_not_count_gives_everything_back(station: Station, asked: Any, clock_at: Any) -> None:
    request = credited(station, asked, clock_at)
    disputes.dispute(request.id, station.resident, "absent", "没人来过")
    disputes.strike(request.id, station.worker, "监控里没有人")
    station.work()
    hours.credit_missing()
    station.work()
    assert (request.state, request.closed_as, request.service_record_id) == ("cancelled", "ruled", None)
    assert balances(station) == (0, 40, 0)
    assert (figures.count_confirmed(None), figures.minutes_in(None), totals(station.helper_ids[0])[:2]) == (0, 0, (0, 0))
    assert told(station.resident_id)[-1] == "您的一次求助有了裁定，请看结果。"
    assert told(station.helper_ids[0])[-1] == "您的一次服务有了裁定，请看结果。"


def test_struck_before_the_credit_came_it_never_comes(station: Station, asked: Any, clock_at: Any) -> None:
    request = done(station, asked, clock_at)
    record_id = serving.confirm(request.id, station.resident).service_record_id
    disputes.dispute(request.id, station.resident, "absent", "没人来过")
    disputes.strike(request.id, station.worker, "没有来")
    station.work()
    hours.credit(record_id)
    assert cards.card_view(station.helper_ids[0]).balance == 0


def test_hours_spent_meanwhile_cannot_be_taken_back(station: Station, asked: Any, clock_at: Any) -> None:
    from core.kernel.ledger import transfer

    request = credited(station, asked, clock_at)
    transfer("test:spent", {cards.card_for(station.helper_ids[0]).account_id: -45, hours.pool_account(): 45})
    disputes.dispute(request.id, station.resident, "absent", "没人来过")
    db.session.commit()
    with pytest.raises(SpentAlready):
        disputes.strike(request.id, station.worker, "没有来")
    db.session.rollback()
    assert (db.session.get_one(Request, request.id).state, balances(station)) == ("disputed", (15, 0, 0))


def test_nobody_rules_in_a_matter_of_their_own(station: Station, asked: Any, clock_at: Any) -> None:
    request = done(station, asked, clock_at)
    disputes.dispute(request.id, station.resident, "minutes", "不对")
    home = db.session.get_one(Person, station.resident_id).building
    with pytest.raises(Forbidden):
        disputes.settle(request.id, station.helper(1), 60, "我说了算")
    for person_id in (station.resident_id, station.helper_ids[0]):
        grant_role(db.session.get_one(Person, person_id), "grid_worker", "grids", [home.grid_id], actor=SYSTEM)
        db.session.commit()
        for rule in (lambda who: disputes.settle(request.id, who, 60, "我说了算"), lambda who: disputes.strike(request.id, who, "不算")):
            with pytest.raises(WorkflowRefused, match="请另一位工作人员裁定"):
                rule(station.actor(person_id))
            db.session.rollback()


def test_who_dispatched_sees_a_hint_and_the_audit_says_so(station: Station, asked: Any, clock_at: Any, browser: Any) -> None:
    request = done(station, asked, clock_at)
    disputes.dispute(request.id, station.resident, "minutes", "只做了半小时", 30)
    db.session.commit()
    worker, page = browser(station.worker_id), f"/love-savings/requests/{request.id}/ruling"
    shown = text_of(worker.get(page))
    assert "这一单您经手过，社区里又没有别人可以裁定" in shown and "只做了半小时" in shown and "30 分钟" in shown
    assert "请填核实的分钟数" in text_of(post(worker, page, page, outcome="settle", minutes="", reason="问过了"))
    assert "已裁定" in text_of(post(worker, page, page, outcome="settle", minutes="30", reason="问过了"))
    db.session.rollback()
    rows = select(AuditEntry.text, AuditEntry.reason).where(AuditEntry.action == "love_savings.rule")
    assert db.session.execute(rows).all() == [("裁定了有争议的服务，经手的也是本人，没有别人可以裁定", "问过了")]
    assert "按 30 分钟记" in text_of(worker.get(f"/love-savings/requests/{request.id}"))


def test_one_ruling_per_request_and_only_within_the_days_set(station: Station, asked: Any, clock_at: Any) -> None:
    station.configure(dispute_days=7)
    one, two = done(station, asked, clock_at), done(station, asked, clock_at, hour=18)
    disputes.dispute(one.id, station.resident, "other", "态度不好")
    disputes.settle(one.id, station.worker, 60, "问过了")
    db.session.commit()
    with pytest.raises(WorkflowRefused, match="已经有人提出过问题"):
        disputes.dispute(one.id, station.resident, "other", "还是不满意")
    db.session.rollback()
    serving.confirm(two.id, station.resident)
    db.session.commit()
    clock_at(now() + timedelta(days=7, minutes=1))
    with pytest.raises(WorkflowRefused, match="超过 7 天"):
        disputes.dispute(two.id, station.resident, "other", "想起来了")


def test_the_resident_says_so_on_the_phone_and_what_was_typed_is_kept(
    station: Station, asked: Any, clock_at: Any, browser: Any
) -> None:
    request = done(station, asked, clock_at)
    resident, page = browser(station.resident_id), f"/love-savings/requests/{request.id}/problem"
    assert "这次服务有问题" in text_of(resident.get(f"/love-savings/asked/{request.id}"))
    refused = text_of(post(resident, page, page, kind="minutes", minutes="2000", words="只做了半小时"))
    assert "请填 0 到 960 之间的整数。" in refused and "只做了半小时" in refused
    assert "工作站核实后会告诉双方" in text_of(post(resident, page, page, kind="minutes", minutes="30", words="只做了半小时"))
    assert browser(station.helper_ids[1]).get(page).status_code == 404


def test_what_was_said_is_handed_out_to_who_said_it_and_erased_with_either_side(
    station: Station, asked: Any, clock_at: Any
) -> None:
    request = done(station, asked, clock_at)
    disputes.dispute(request.id, station.resident, "other", "态度不好")
    disputes.answer(request.id, station.helper(), "我没有")
    disputes.settle(request.id, station.worker, 60, "问过了")
    assert "answer" not in privacy.export(station.resident_id)["disputes"][0]
    assert privacy.export(station.resident_id)["disputes"][0]["words"] == "态度不好"
    seen = privacy.export(station.helper_ids[0])["disputes"][0]
    assert (seen.get("words"), seen["answer"], seen["ruling"], seen["ruled_minutes"]) == (None, "我没有", "问过了", 60)
    privacy.erase(station.helper_ids[0])
    db.session.expire_all()
    assert [(d.words, d.answer, d.ruling) for d in db.session.scalars(select(Dispute))] == [("", "", "")]


def test_what_is_over_counts_as_unfinished_again_only_when_it_is_disputed(
    station: Station, asked: Any, clock_at: Any
) -> None:
    request = credited(station, asked, clock_at)
    assert unfinished("love_savings") == 1  # the offer to credit earlier services
    asked(15, days=2)
    assert unfinished("love_savings") == 2
    disputes.dispute(request.id, station.resident, "minutes", "没有这么久", 40)
    db.session.commit()
    assert unfinished("love_savings") == 3
