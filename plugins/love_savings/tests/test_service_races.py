"""At the same moment: exactly one end, one check-in, one ruling, one credit."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from core.kernel.actor import SYSTEM
from core.kernel.ledger import LedgerAccount
from core.kernel.workflow import WorkflowRefused, WorkflowStep
from core.tenancy.session import db
from core.volunteers.models import ServiceRecord
from plugins.love_savings.models import Request
from plugins.love_savings.service_models import Dispute
from plugins.love_savings.services import cards, checking, codes, confirming, disputes, hours, serving
from plugins.love_savings.workflow import request_flow
from tests.racing import at_once

from .conftest import Station
from .test_disputes import credited, done
from .test_straight_path import accepted

WRITES = "UPDATE love_savings_request"


def sides(results: list[Any]) -> tuple[int, int]:
    """How many got through, and how many were refused by the workflow."""
    return sum(not isinstance(r, type) for r in results), sum(r is WorkflowRefused for r in results)


def test_of_confirming_disputing_and_silence_exactly_one_decides(
    station: Station, asked: Any, clock_at: Any, community: Any
) -> None:
    request_id = done(station, asked, clock_at).id
    code = codes.finish_code(db.session.get_one(Request, request_id))

    def work(number: int) -> str:
        steps = (
            lambda: serving.confirm(request_id, station.resident),
            lambda: request_flow.fire(db.session.get_one(Request, request_id), "auto_confirm", SYSTEM),
            lambda: disputes.dispute(request_id, station.worker, "absent", "居民说没人来过"),
            lambda: confirming.confirm_at_door(request_id, station.helper(), code=code),
        )
        steps[number]()
        return "won"

    results = at_once(station.app, community, work, WRITES)
    db.session.expire_all()
    state = db.session.get_one(Request, request_id).state
    # Who confirms first may be contested by the one who disputes; whoever disputes first stops all others.
    taken = db.session.scalars(
        select(WorkflowStep.target).where(WorkflowStep.row_id == request_id, WorkflowStep.source.in_(("done", "confirmed")))
        .order_by(WorkflowStep.at, WorkflowStep.id)
    ).all()
    assert taken in (["disputed"], ["confirmed", "disputed"])
    assert (state, sides(results)) == ("disputed", (len(taken), 4 - len(taken)))
    station.work()
    assert db.session.scalar(select(func.count()).select_from(ServiceRecord)) == len(taken) - 1
    disputes.settle(request_id, station.worker, 60, "问过了")
    station.work()
    assert cards.card_view(station.helper_ids[0]).balance == 60


def test_two_check_ins_at_once_are_one(station: Station, asked: Any, clock_at: Any, community: Any) -> None:
    request = accepted(station, asked())
    request_id, start = request.id, request.starts_at
    token = cards.card_for(station.resident_id).token
    code = codes.arrival_code(request)
    db.session.commit()
    clock_at(start)

    def work(number: int) -> str:
        if number % 2:
            return checking.arrive_by_card(request_id, station.helper(), token).state
        return checking.arrive_by_code(request_id, station.helper(), code).state

    assert at_once(station.app, community, work, WRITES) == ["in_service"] * 4
    steps = select(func.count()).where(WorkflowStep.row_id == request_id, WorkflowStep.transition == "check_in")
    assert db.session.scalar(steps) == 1


def test_of_two_disputes_at_once_one_is_kept(station: Station, asked: Any, clock_at: Any, community: Any) -> None:
    request_id = done(station, asked, clock_at).id

    def work(number: int) -> str:
        disputes.dispute(request_id, (station.resident, station.helper())[number % 2], "other", f"第 {number} 句")
        return "won"

    assert sides(at_once(station.app, community, work, WRITES)) == (1, 3)
    assert db.session.scalar(select(func.count()).select_from(Dispute)) == 1


def test_of_two_rulings_at_once_one_holds_and_the_hours_move_once(
    station: Station, asked: Any, clock_at: Any, community: Any
) -> None:
    request = credited(station, asked, clock_at)
    request_id = request.id
    disputes.dispute(request_id, station.resident, "minutes", "只做了半小时", 30)
    db.session.commit()

    def work(number: int) -> str:
        if number % 2:
            disputes.settle(request_id, station.worker, 30, "问过了")
        else:
            disputes.strike(request_id, station.worker, "没有来")
        return "won"

    assert sides(at_once(station.app, community, work, WRITES)) == (1, 3)
    station.work()
    ended = db.session.get_one(Request, request_id)
    kept = 30 if ended.state == "confirmed" else 0
    assert (ended.state, cards.card_view(station.helper_ids[0]).balance) in (("confirmed", 30), ("cancelled", 0))
    assert cards.card_view(station.resident_id).balance == 40 - kept
    assert sum(db.session.scalars(select(LedgerAccount.balance))) == 0


def test_a_credit_at_the_moment_of_the_ruling_comes_before_or_never(
    station: Station, asked: Any, clock_at: Any, community: Any
) -> None:
    request = done(station, asked, clock_at)
    request_id, record_id = request.id, serving.confirm(request.id, station.resident).service_record_id
    disputes.dispute(request_id, station.resident, "absent", "没人来过")
    db.session.commit()

    def work(number: int) -> str:
        if number:
            hours.credit(record_id)
        else:
            disputes.strike(request_id, station.worker, "没有来")
        return "won"

    assert at_once(station.app, community, work, "UPDATE love_savings_card") == ["won"] * 4
    station.work()
    assert cards.card_view(station.helper_ids[0]).balance == 0
    assert sum(db.session.scalars(select(LedgerAccount.balance))) == 0


def test_checking_out_and_putting_off_at_once_is_one_of_the_two(
    station: Station, asked: Any, clock_at: Any, community: Any
) -> None:
    from plugins.love_savings.services import visits

    request = accepted(station, asked())
    request_id, start = request.id, request.starts_at
    clock_at(start)
    serving.check_in(request_id, station.helper())
    db.session.commit()
    clock_at(start + timedelta(minutes=40))
    again = start + timedelta(days=2)

    def work(number: int) -> str:
        if number % 2:
            serving.check_out(request_id, station.helper())
        else:
            visits.pause(request_id, station.helper(), again, again + timedelta(hours=1))
        return "won"

    assert sides(at_once(station.app, community, work, WRITES)) == (1, 3)
    db.session.expire_all()
    request = db.session.get_one(Request, request_id)
    assert (request.state, len(visits.visits_of(request_id))) in (("done", 0), ("accepted", 1))
