"""At once, in threads and in processes: exactly one wins, the other gets a sentence."""
from __future__ import annotations

import contextvars
import multiprocessing
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from core.accounts.actor import actor_for
from core.app import create_app
from core.clock import now
from core.config import Settings
from core.errors import Refused
from core.kernel.ledger import LedgerTransfer
from core.people.models import Person
from core.tenancy.engines import app_engine, dispose_engines
from core.tenancy.nodes import claim_node
from core.tenancy.session import db, use
from plugins.love_savings.errors import CannotAsk
from plugins.love_savings.models import Movement, Offer, Request
from plugins.love_savings.services import answering, asking, cards, hours, late_credit, serving
from tests.racing import at_once

from .conftest import Station
from .test_refusals import offered
from .test_straight_path import accepted, give, offers, served


def accept(offer_id: int, person_id: int) -> None:
    answering.accept(offer_id, actor_for(db.session.get(Person, person_id)))


def credit(record_id: int) -> None:
    hours.credit(record_id)


def issue(person_id: int) -> None:
    cards.card_for(person_id)


def late(run_id: int) -> None:
    late_credit.credit_next({"run_id": run_id})


STEPS = {"accept": accept, "credit": credit, "issue": issue, "late": late}


def attempt(app: Any, community_id: int, step: str, values: tuple[int, ...]) -> str:
    """One contender: "won", or the sentence."""
    with app.app_context(), use(community_id):
        try:
            STEPS[step](*values)
            db.session.commit()
        except Refused as refusal:
            return str(refusal)
    return "won"


def in_process(settings: dict[str, Any], community_id: int, step: str, values: tuple[int, ...], start: Any, out: Any) -> None:
    """The same in a process with an app of its own."""
    app = create_app(Settings(**settings))
    claim_node(app_engine(app))
    start.wait(30)
    out.put(attempt(app, community_id, step, values))
    dispose_engines(app)


def by_threads(station: Station, site: Any, step: str, contenders: list[tuple[int, ...]]) -> list[str]:
    barrier, said = threading.Barrier(len(contenders)), []

    def run(values: tuple[int, ...]) -> None:
        barrier.wait(30)
        said.append(contextvars.Context().run(attempt, station.app, station.community_id, step, values))

    threads = [threading.Thread(target=run, args=(values,)) for values in contenders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def by_processes(station: Station, site: Any, step: str, contenders: list[tuple[int, ...]]) -> list[str]:
    context = multiprocessing.get_context("spawn")
    start, out = context.Barrier(len(contenders)), context.Queue()
    args = (site.settings, station.community_id, step)
    running = [context.Process(target=in_process, args=(*args, values, start, out)) for values in contenders]
    for process in running:
        process.start()
    said = [out.get(timeout=60) for _process in running]
    for process in running:
        process.join()
    return said


Race = Callable[[Station, Any, str, list[tuple[int, ...]]], list[str]]


@pytest.fixture(params=[by_threads, by_processes], ids=["threads", "processes"])
def race(request: pytest.FixtureRequest) -> Race:
    chosen: Race = request.param
    return chosen


def test_of_two_who_accept_at_once_one_gets_the_job(station: Station, site: Any, asked: Any, race: Race) -> None:
    request_id = asked()
    contenders = [(offer.id, offer.person_id) for offer in offered(station, request_id)[:2]]
    db.session.commit()
    said = race(station, site, "accept", contenders)
    db.session.expire_all()
    assert sorted(said, key=len)[0] == "won"
    assert [s for s in said if s != "won"] == ["这一单已经有别的志愿者接了，或者已经取消，谢谢您愿意帮忙。"]
    assert len(offers(request_id, "accepted")) == 1
    assert db.session.get(Request, request_id).helper_id == offers(request_id, "accepted")[0].person_id


def test_one_volunteer_who_accepts_two_jobs_at_once_gets_one(station: Station, site: Any, asked: Any) -> None:
    mine = [offered(station, asked(9))[0] for _request in range(2)]
    contenders = [(offer.id, station.helper_ids[0]) for offer in mine]
    db.session.commit()
    said = by_threads(station, site, "accept", contenders)
    db.session.expire_all()
    assert sorted(said, key=len) == ["won", "您这个时间已经有别的安排，请换一单，或者先退掉那一单。"]
    accepted_offers = select(func.count()).select_from(Offer).where(Offer.state == "accepted")
    assert db.session.scalar(accepted_offers) == 1


def test_hours_credited_twice_at_once_are_credited_once(
    station: Station, site: Any, asked: Any, race: Race, clock_at: Any
) -> None:
    request_id = asked()
    accepted(station, request_id)
    served(station, request_id, clock_at)
    record_id = serving.confirm(request_id, station.resident).service_record_id
    db.session.commit()
    assert race(station, site, "credit", [(record_id,), (record_id,)]) == ["won", "won"]
    station.work()
    assert db.session.scalar(select(func.sum(Movement.minutes))) == 60
    assert cards.card_view(station.helper_ids[0]).balance == 60
    keyed = select(func.count()).select_from(LedgerTransfer).where(LedgerTransfer.key == f"service_record:{record_id}")
    assert db.session.scalar(keyed) == 1


def test_the_last_hours_are_spent_once(station: Station, site: Any, asked: Any, race: Race) -> None:
    station.configure(payer="card")
    give(station.resident_id, 60)
    one, two = asked(9), asked(14)
    contenders = [
        (offered(station, one)[0].id, station.helper_ids[0]),
        (offered(station, two)[1].id, station.helper_ids[1]),
    ]
    db.session.commit()
    said = race(station, site, "accept", contenders)
    db.session.expire_all()
    assert sorted(said, key=len) == ["won", "储蓄卡里的时长不够预约这次服务，请先存入时长，或者联系工作站想办法。"]
    assert cards.card_view(station.resident_id).balance == 0


def test_four_requests_at_once_leave_no_more_than_five_open(station: Station, site: Any, asked: Any, community: Any) -> None:
    for hour in (8, 9, 10, 11):
        asked(hour)
    db.session.commit()
    start = now() + timedelta(days=2)

    def work(number: int) -> str:
        return str(asking.ask(station.resident, station.resident_id, start, start + timedelta(hours=1), words=f"换灯泡{number}").state)

    said = at_once(station.app, community, work, "INSERT INTO love_savings_request")
    assert len([one for one in said if one is CannotAsk]) == 3
    assert db.session.scalar(select(func.count()).select_from(Request)) == 5


def test_one_form_sent_several_times_at_once_is_one_request(station: Station, site: Any, community: Any) -> None:
    start = now() + timedelta(days=2)

    def work(number: int) -> int:
        return asking.ask(station.resident, station.resident_id, start, start + timedelta(hours=1), words="换灯泡").id

    said = at_once(station.app, community, work, "INSERT INTO love_savings_request")
    assert said == list(db.session.scalars(select(Request.id))) * len(said)


def test_a_card_asked_for_twice_at_once_is_one_card(station: Station, site: Any) -> None:
    assert by_threads(station, site, "issue", [(station.resident_id,), (station.resident_id,)]) == ["won", "won"]
    db.session.expire_all()
    assert cards.card_for(station.resident_id).number == 1
