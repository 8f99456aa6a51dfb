"""The demo's past adds up, and its present has something in every state."""
from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select

from core.clock import now
from core.kernel.ledger import LedgerAccount
from core.kernel.workflow import WorkflowStep
from core.people.models import Person
from core.tenancy.session import db
from core.testing_accounts import make_building, make_person
from core.volunteers.models import ServiceRecord, Skill
from plugins.love_savings import demo, service_models
from plugins.love_savings.batch_models import Batch, Pair
from plugins.love_savings.book_models import CreditLine, Gift, Grant, LostCard
from plugins.love_savings.demo.past import Visit, with_a_pair
from plugins.love_savings.demo.people import Cast, Helped, Helper
from plugins.love_savings.models import Card, Movement, Offer, Request
from plugins.love_savings.services import asking, controls, details, figures, lists

from .conftest import Station, _volunteer

LIVE = {"submitted": 2, "verified": 1, "offered": 1, "accepted": 2, "in_service": 1, "done": 3}


def people(station: Station) -> dict[str, Person]:
    """Twenty-six volunteers and thirty elders, with the two who sign in among them."""
    skill = db.session.get(Skill, station.skill_id)
    place = make_building(7)
    helpers = [_volunteer(f"何助人{n}", place, skill, n) for n in range(26)]
    elders = [make_person(f"余长者{n}", place, birth_date=date(1940, 1, 1)) for n in range(30)]
    db.session.commit()
    return {"volunteer": db.session.get_one(Person, helpers[0]), "resident": elders[0]}


def test_the_demos_sums_agree(station: Station) -> None:
    demo.load(Random(7), people(station))
    db.session.commit()
    assert figures.count_cards(None) == round(30 * 0.68)
    balances = dict(db.session.execute(select(LedgerAccount.id, LedgerAccount.balance)).all())
    assert sum(balances.values()) == 0
    held = dict(
        db.session.execute(
            select(Request.person_id, func.sum(Request.held_minutes)).group_by(Request.person_id)
        ).all()
    )
    for card in db.session.scalars(select(Card)):
        moved = Counter[str]()
        for line in db.session.scalars(select(Movement).where(Movement.card_id == card.id)):
            moved[line.kind] += line.minutes
        booked = [(gift.receiver_id, gift.card_id, gift.minutes) for gift in db.session.scalars(select(Gift))]
        booked += [(grant.card_id, None, grant.minutes) for grant in db.session.scalars(select(Grant))]
        besides = sum(n for to, _from, n in booked if to == card.id) - sum(n for _to, by, n in booked if by == card.id)
        assert balances[card.account_id] == moved["in"] - moved["out"] - held.get(card.person_id, 0) + besides
    assert figures.minutes_in(None) == db.session.scalar(select(func.sum(ServiceRecord.minutes)))
    assert sum(minutes for _month, minutes in figures.hours_per_month(13)) == figures.minutes_in(None)


def test_the_demos_sign_ins_find_something_in_every_state(station: Station) -> None:
    signins = people(station)
    demo.load(Random(7), signins)
    db.session.commit()
    together = select(Pair.request_id)
    states = Counter(db.session.scalars(select(Request.state).where(Request.id.not_in(together))))
    assert {state: states[state] for state in LIVE} == LIVE
    own = lists.requests_of(signins["resident"].id, live=True)
    assert {row.state for row in own} == {"submitted", "accepted", "done"} and len(own) < asking.OPEN_AT_ONCE
    mine = Counter(row.offer_state for row in lists.offers_to(signins["volunteer"].id))
    assert (mine["offered"], mine["accepted"]) == (1, 2)


def test_the_demo_shows_what_does_not_go_straight(station: Station) -> None:
    demo.load(Random(7), people(station))
    db.session.commit()
    states = Counter(db.session.scalars(select(Request.state)))
    assert (states["not_home"], states["disputed"]) == (1, 1)
    assert set(db.session.scalars(select(Request.closed_as).distinct())) == {"", "late", "ruled"}
    assert [visit.minutes for visit in db.session.scalars(select(service_models.Visit))] == [55]
    turns = db.session.scalars(select(Request).where(Request.first_id.is_not(None)).order_by(Request.turn)).all()
    first, second = turns
    assert [(row.turn, row.state, row.minutes, row.first_id) for row in turns] == [
        (1, "done", 60, first.id), (2, "accepted", None, first.id),
    ]
    assert (first.state_since, first.due_at) == (second.asked_at, None) and first.helper_id not in (None, second.helper_id)
    assert details.history_steps(first)[-1]["title"] == "中途换人，接着做"
    assert details.history_steps(second)[0]["title"] == "前一位做不完，另请人接着做"
    assert db.session.scalar(select(func.count()).select_from(Request).where(controls.waits_for_call())) == 1
    silent = select(func.count()).select_from(WorkflowStep).where(WorkflowStep.transition == "auto_confirm")
    lower = select(func.count()).select_from(ServiceRecord).where(ServiceRecord.proof == "one", ServiceRecord.helped_id.is_not(None))
    assert 0 < db.session.scalar(silent) == db.session.scalar(lower)
    declined = select(Offer.wave).where(Offer.state == "declined")
    assert set(db.session.scalars(declined)) == {1}


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_the_demos_last_weeks_have_a_pair_to_look_into(site: Any) -> None:
    helpers = [Helper(number, number, f"何助人{number}") for number in range(1, 9)]
    one, other = Helped(21, 7, "余长者甲"), Helped(22, 7, "余长者乙")
    cast = Cast(helpers, [one, other], [], helpers[0], one)
    past = [Visit(helper, one, 5, "", now() - timedelta(days=40 - 5 * n), 60, 60) for n, helper in enumerate(helpers)]
    changed = list(with_a_pair(cast, past))
    pair = Counter((visit.helper.person_id, visit.helped.person_id) for visit in changed)
    assert pair.most_common(1) == [((4, other.person_id), 5)]
    assert [(v.starts_at, v.minutes) for v in changed] == [(v.starts_at, v.minutes) for v in past]


def test_the_demo_has_a_finished_batch_of_tomorrows_morning(station: Station) -> None:
    signins = people(station)
    demo.load(Random(7), signins)
    db.session.commit()
    batch = db.session.scalars(select(Batch)).one()
    pairs = db.session.execute(
        select(Pair, Request).join(Request, Request.id == Pair.request_id).order_by(Request.id)
    ).all()
    assert (batch.state, batch.found, batch.in_turn_found) == ("ready", 5, 5)
    assert batch.score == sum(pair.score for pair, _request in pairs) <= batch.in_turn_score
    assert all(pair.reasons for pair, _request in pairs)
    own = signins["volunteer"].id
    for pair, request in pairs:
        left = pair.person_id == own
        went = ("proposed", "verified", None) if left else ("sent", "accepted", pair.person_id)
        assert (pair.state, request.state, request.helper_id) == went
    assert sum(pair.person_id != own for pair, _request in pairs) >= 4


def test_the_demo_shows_what_is_done_with_minutes(station: Station) -> None:
    signins = people(station)
    demo.load(Random(7), signins)
    db.session.commit()
    shown = {model: db.session.scalar(select(func.count(model.id))) for model in (Gift, Grant, CreditLine, LostCard)}
    assert shown == {Gift: 5, Grant: 4, CreditLine: 1, LostCard: 2}
    common = db.session.scalar(select(LedgerAccount.balance).where(LedgerAccount.kind == "love_savings.common"))
    assert (common, db.session.scalar(select(func.sum(Grant.from_common)))) == (120, 480)
    touched = {card.person_id for card in db.session.scalars(select(Card).join(Gift, Gift.card_id == Card.id))}
    assert touched & {person.id for person in signins.values()} == set()
