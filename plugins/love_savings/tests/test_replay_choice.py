"""The replay chooses as a real first wave does: nobody about whom there is a remark, the near ones first."""
from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from core.accounts.roles import grant_role
from core.api import SYSTEM, month_after, this_month
from core.people.models import Person
from core.tenancy.session import db
from core.volunteers.models import Volunteer
from plugins.love_savings.models import Offer
from plugins.love_savings.rules import Rules
from plugins.love_savings.services import replay
from plugins.love_savings.workflow import offer_flow

from .conftest import Station
from .test_kin_and_pairs import relate
from .test_pages import text_of
from .test_review import LAST, day_of_last_month, past

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
RULE = Rules(load_metres=0, rest_metres=0, known_metres=0, late_limit=1)


def named(station: Station, *rules: Rules) -> list[list[str]]:
    """Who would have been asked for the newest request, under each of the rules."""
    line = replay.replay(station.worker, month_after(this_month(), -1), *rules).lines[0]
    return [[pick.name[-1] for pick in picks] for picks in (line.before, line.after)]


def test_without_remarks_and_limits_the_nearest_are_named(station: Station) -> None:
    past(station, 3)
    assert named(station, RULE, replace(RULE, offer_size=2)) == [["甲", "乙", "丙"], ["甲", "乙"]]


def test_relatives_are_left_out(station: Station) -> None:
    past(station, 3)
    relate(station, "household", 0)
    relate(station, "guardian", 1)
    assert named(station, RULE, replace(RULE, offer_size=1)) == [["丙", "丁"], ["丙"]]


def test_who_had_given_up_late_by_then_is_left_out_and_who_did_later_is_not(station: Station) -> None:
    request_id = past(station, 10)
    volunteers = db.session.scalars(select(Volunteer).order_by(Volunteer.id)).all()
    for volunteer, day in ((volunteers[0], 5), (volunteers[1], 15)):
        offer = Offer(
            request_id=request_id, volunteer_id=volunteer.id, person_id=volunteer.person_id, wave=7, reasons=[], late=True
        )
        offer_flow.start(offer, SYSTEM)
        offer_flow.fire(offer, "accept", SYSTEM)
        offer_flow.fire(offer, "give_up", SYSTEM, "起晚了", at=day_of_last_month(day))
    db.session.commit()
    assert named(station, RULE, replace(RULE, late_limit=0)) == [["乙", "丙", "丁"], ["甲", "乙", "丙"]]


def test_who_verified_it_is_left_out(station: Station) -> None:
    home = db.session.get_one(Person, station.helper_ids[0]).building
    grant_role(db.session.get_one(Person, station.helper_ids[0]), "grid_worker", "grids", [home.grid_id], actor=SYSTEM)
    past(station, 3, verifier=station.helper())
    assert named(station, RULE, RULE) == [["乙", "丙", "丁"]] * 2


def test_the_limit_of_the_first_wave_counts_as_in_dispatch(station: Station) -> None:
    for day in (3, 8):
        past(station, day)
    turns = replace(RULE, load_metres=500)  # who served this month comes after those who did not
    assert named(station, turns, replace(turns, first_metres=15)) == [["乙", "丙", "丁"], ["甲"]]
    assert named(station, turns, replace(turns, first_metres=5)) == [["乙", "丙", "丁"]] * 2


def test_the_page_says_what_changes_nothing_and_who_is_left_out(station: Station, browser: Any) -> None:
    past(station, 3)
    page = text_of(browser(station.worker_id).get(LAST))
    for words in ("只影响会问到哪几位", "居民的家人、核实的人和当时常常临时退单的人不在里面", 'name="first_metres"'):
        assert words in page
