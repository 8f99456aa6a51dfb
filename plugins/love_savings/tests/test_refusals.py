"""Every no is a sentence, and every side can step back at each step."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from core.clock import now
from core.errors import Forbidden, Missing
from core.kernel.occupancy import OccupiedQuarter
from core.kernel.workflow import WorkflowRefused, run_clocks
from core.notices.models import Notice
from core.tenancy.session import db
from core.testing_accounts import make_building, make_person
from plugins.love_savings.errors import (
    AlreadyBusy,
    CannotAsk,
    CardShort,
    NobodyChosen,
    NobodyLeft,
    OfferClosed,
    OfferTaken,
    ReasonMissing,
    TooEarly,
    TooLong,
)
from plugins.love_savings.models import Offer, Request
from plugins.love_savings.services import answering, asking, cards, dispatching, serving

from .conftest import Station, tomorrow_at
from .test_straight_path import accepted, give, offers, served


def offered(station: Station, request_id: int) -> list[Offer]:
    """Verified and offered to the best three."""
    dispatching.verify(request_id, station.worker)
    dispatching.next_wave(request_id, station.worker)
    db.session.commit()
    return offers(request_id)


def state(request_id: int) -> str:
    return db.session.scalars(select(Request.state).where(Request.id == request_id)).one()


def test_a_request_for_the_past_is_refused(station: Station) -> None:
    start = now() - timedelta(hours=1)
    with pytest.raises(CannotAsk, match="已经过去"):
        asking.ask(station.resident, station.resident_id, start, start + timedelta(hours=1), words="帮忙")


def test_a_request_needs_a_skill_or_a_word(station: Station) -> None:
    with pytest.raises(CannotAsk, match="写一句话"):
        asking.ask(station.resident, station.resident_id, tomorrow_at(9), tomorrow_at(10))


def test_a_resident_cannot_ask_for_a_neighbour(station: Station) -> None:
    with pytest.raises(Missing):
        asking.ask(station.resident, station.helper_ids[0], tomorrow_at(9), tomorrow_at(10), words="帮忙")


def test_a_worker_asks_for_a_resident_of_the_own_grid_only(station: Station) -> None:
    made = asking.ask(station.worker, station.resident_id, tomorrow_at(9), tomorrow_at(10), words="帮忙")
    assert made.recorded_by_id == station.worker_id
    stranger = make_person("外格居民", make_building(2))
    with pytest.raises(Missing):
        asking.ask(station.worker, stranger.id, tomorrow_at(9), tomorrow_at(10), words="帮忙")


def test_five_open_requests_are_enough(station: Station, asked: Any) -> None:
    for hour in (9, 10, 11, 14, 15):
        asked(hour)
    with pytest.raises(CannotAsk, match="5 个请求"):
        asked(16)


def test_only_the_station_verifies_and_dispatches(station: Station, asked: Any) -> None:
    request_id = asked()
    with pytest.raises(Forbidden):
        dispatching.verify(request_id, station.resident)
    dispatching.verify(request_id, station.worker)
    with pytest.raises(Forbidden):
        dispatching.next_wave(request_id, station.helper())


def test_passing_over_the_first_needs_a_reason_that_is_kept(station: Station, asked: Any) -> None:
    request_id = asked()
    dispatching.verify(request_id, station.worker)
    with pytest.raises(ReasonMissing):
        dispatching.offer(request_id, station.worker, [station.helper_ids[2]])
    with pytest.raises(NobodyChosen):
        dispatching.offer(request_id, station.worker, [station.resident_id])
    with pytest.raises(NobodyChosen):
        dispatching.offer(request_id, station.worker, [])
    dispatching.offer(request_id, station.worker, [station.helper_ids[2]], "居民和他熟")
    assert [(o.person_id, o.override) for o in offers(request_id)] == [(station.helper_ids[2], "居民和他熟")]


def test_the_second_to_accept_gets_a_sentence(station: Station, asked: Any) -> None:
    first, second, _third = offered(station, asked())
    answering.accept(first.id, station.helper())
    with pytest.raises(OfferTaken, match="别的志愿者"):
        answering.accept(second.id, station.helper(1))


def test_who_accepted_already_is_not_told_that_another_did(station: Station, asked: Any) -> None:
    first, *_rest = offered(station, asked())
    answering.accept(first.id, station.helper())
    with pytest.raises(OfferClosed, match="已经回复过"):
        answering.accept(first.id, station.helper())


def test_somebody_elses_offer_is_missing(station: Station, asked: Any) -> None:
    first, *_rest = offered(station, asked())
    with pytest.raises(Missing):
        answering.accept(first.id, station.helper(1))


def test_a_volunteer_cannot_be_at_two_places(station: Station, asked: Any) -> None:
    one, two = asked(9), asked(9, minutes=90)
    mine, other = offered(station, one)[0], offered(station, two)[0]
    answering.accept(mine.id, station.helper())
    db.session.commit()
    with pytest.raises(AlreadyBusy):
        answering.accept(other.id, station.helper())
    db.session.rollback()
    assert state(two) == "offered"


def test_when_all_decline_the_next_wave_begins(station: Station, asked: Any) -> None:
    request_id = asked()
    for index, offer in enumerate(offered(station, request_id)):
        answering.decline(offer.id, station.helper(index), "那天不在家")
    assert [o.person_id for o in offers(request_id)] == [station.helper_ids[3]]
    answering.decline(offers(request_id)[0].id, station.helper(3), "那天不在家")
    assert state(request_id) == "verified"
    with pytest.raises(NobodyLeft):
        dispatching.next_wave(request_id, station.worker)


def test_declining_needs_a_reason(station: Station, asked: Any) -> None:
    first, *_rest = offered(station, asked())
    with pytest.raises(WorkflowRefused):
        answering.decline(first.id, station.helper(), " ")


def test_an_expired_wave_is_followed_by_the_next(station: Station, asked: Any, clock_at: Any) -> None:
    request_id = asked()
    first, *_rest = offered(station, request_id)
    clock_at(now() + timedelta(minutes=31))
    with pytest.raises(OfferClosed):
        answering.accept(first.id, station.helper())
    db.session.rollback()
    run_clocks(station.community_id)
    station.work()
    assert [o.person_id for o in offers(request_id)] == [station.helper_ids[3]]
    assert len(offers(request_id, "expired")) == 3


def test_an_expired_wave_waits_for_the_worker_where_the_community_wants_it(
    station: Station, asked: Any, clock_at: Any
) -> None:
    station.configure(next_wave_by_itself=False)
    request_id = asked()
    offered(station, request_id)
    clock_at(now() + timedelta(minutes=31))
    run_clocks(station.community_id)
    station.work()
    assert (state(request_id), offers(request_id)) == ("verified", [])


def test_with_payer_card_an_empty_card_refuses(station: Station, asked: Any) -> None:
    station.configure(payer="card")
    first, *_rest = offered(station, asked())
    with pytest.raises(CardShort):
        answering.accept(first.id, station.helper())


def test_a_volunteer_who_gives_up_frees_time_and_hours(station: Station, asked: Any) -> None:
    give(station.resident_id, 60)
    request_id = asked()
    accepted(station, request_id)
    assert cards.card_view(station.resident_id).balance == 0
    with pytest.raises(WorkflowRefused):
        answering.give_up(request_id, station.helper(), "")
    answering.give_up(request_id, station.helper(), "孩子发烧")
    assert cards.card_view(station.resident_id).balance == 60
    assert db.session.scalar(select(func.count()).select_from(OccupiedQuarter)) == 0
    assert [o.person_id for o in offers(request_id)] == [station.helper_ids[3]]


def test_nobody_checks_in_long_before_the_time_or_for_another(station: Station, asked: Any, clock_at: Any) -> None:
    request_id = asked()
    request = accepted(station, request_id)
    with pytest.raises(TooEarly):
        serving.check_in(request_id, station.helper())
    db.session.rollback()
    clock_at(request.starts_at)
    with pytest.raises(WorkflowRefused, match="不是您接的"):
        serving.check_in(request_id, station.helper(1))


def test_a_forgotten_check_out_is_put_right_by_the_station(station: Station, asked: Any, clock_at: Any) -> None:
    request_id = asked()
    accepted(station, request_id)
    served(station, request_id, clock_at, minutes=24 * 60)
    with pytest.raises(TooLong, match="超过了 16 小时.*请打电话给工作站"):
        serving.confirm(request_id, station.resident)
    db.session.rollback()
    with pytest.raises(TooLong):
        serving.confirm_by_call(request_id, station.worker, "做了一小时")
    db.session.rollback()
    serving.confirm_by_call(request_id, station.worker, "做了一小时", 60)
    db.session.commit()
    station.work()
    assert (state(request_id), cards.card_view(station.helper_ids[0]).balance) == ("confirmed", 60)


def test_only_the_one_who_asked_confirms(station: Station, asked: Any, clock_at: Any) -> None:
    request_id = asked()
    accepted(station, request_id)
    served(station, request_id, clock_at)
    with pytest.raises(Forbidden):
        serving.confirm(request_id, station.helper(1))


BEFORE = ("submitted", "verified", "offered", "accepted")


@pytest.mark.parametrize("side", ["station", "resident"])
@pytest.mark.parametrize("step", BEFORE)
def test_either_side_cancels_at_each_step_with_a_reason(
    station: Station, asked: Any, side: str, step: str
) -> None:
    give(station.resident_id, 60)
    request_id = asked()
    lead_to(station, request_id, step)
    actor = station.resident if side == "resident" else station.worker
    with pytest.raises(WorkflowRefused):
        serving.cancel(request_id, actor, "", by_station=side == "station")
    db.session.rollback()
    serving.cancel(request_id, actor, "亲戚来帮了", by_station=side == "station")
    db.session.commit()
    assert (state(request_id), offers(request_id), offers(request_id, "accepted")) == ("cancelled", [], [])
    assert cards.card_view(station.resident_id).balance == 60
    assert db.session.scalar(select(func.count()).select_from(OccupiedQuarter)) == 0


def lead_to(station: Station, request_id: int, step: str) -> None:
    """Take the request to a step."""
    if step == "verified":
        dispatching.verify(request_id, station.worker)
    elif step == "offered":
        offered(station, request_id)
    elif step == "accepted":
        accepted(station, request_id)
    db.session.commit()


def told(person_id: int) -> list[str]:
    """A person's notices, oldest first."""
    return list(db.session.scalars(select(Notice.text).where(Notice.person_id == person_id).order_by(Notice.id)))


def test_both_sides_are_told_when_the_station_sends_somebody_else(station: Station, asked: Any) -> None:
    request_id = asked()
    accepted(station, request_id)
    answering.give_up(request_id, station.worker, "居民要换人", by_station=True)
    assert told(station.resident_id) == ["有志愿者答应来帮您了。", "原来答应的志愿者来不了，工作站在找别人。"]
    assert told(station.helper_ids[0])[1:] == ["有一单工作站换了别人去，您不用去了。"]


def test_who_gives_up_is_not_told_so_but_the_resident_is(station: Station, asked: Any) -> None:
    request_id = asked()
    accepted(station, request_id)
    answering.give_up(request_id, station.helper(), "孩子发烧")
    assert told(station.resident_id)[1:] == ["原来答应的志愿者来不了，工作站在找别人。"]
    assert len(told(station.helper_ids[0])) == 1


def test_the_resident_is_told_when_the_station_calls_off_and_not_of_the_own_cancelling(station: Station, asked: Any) -> None:
    serving.cancel(asked(9), station.worker, "登记重了", by_station=True)
    assert told(station.resident_id) == ["工作站撤销了您的一个请求，有疑问请打电话问。"]
    serving.cancel(asked(10), station.resident, "亲戚来帮了")
    assert len(told(station.resident_id)) == 1
