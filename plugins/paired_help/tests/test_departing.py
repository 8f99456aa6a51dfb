"""A death or a move ends the visits at once, and helpers who died help nowhere any more."""
from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from core.api import PersonLeft, publish
from core.communities.services import community_today
from core.kernel.actor import SYSTEM
from core.kernel.audit import AuditEntry
from core.notices.models import Notice
from core.people.models import Person
from core.people.services import correct_death, mark_deceased, move_out
from core.tenancy.session import db
from plugins.paired_help.models import Assignment
from plugins.paired_help.services import helping, visits

from .conftest import Station

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
NO_VISIT = "您结对的一户不用再走访了，请不要再上门。谢谢您一直以来的陪伴。"


def told(person_id: int) -> list[str]:
    return list(db.session.scalars(select(Notice.text).where(Notice.person_id == person_id).order_by(Notice.id)))


def bury(station: Station, person_id: int) -> None:
    mark_deceased(db.session.get_one(Person, person_id), SYSTEM, on=community_today())
    station.work()


def open_things(station: Station) -> tuple[Any, ...]:
    case = station.case()
    return case.state, [one.helper_id for one in helping.helpers_of(case.id)], visits.open_visit(case.id)


def test_helpers_are_told_not_to_come_any_more_once_and_the_dead_nothing(station: Station, until: Any) -> None:
    until("active")
    before = told(station.elder_id)
    bury(station, station.elder_id)
    publish(PersonLeft(station.elder_id, "deceased"))
    station.work()
    assert open_things(station) == ("deceased", [], None)
    assert [told(helper_id).count(NO_VISIT) for helper_id in station.helper_ids[:3]] == [1, 1, 0]
    assert told(station.elder_id) == before


def test_who_moves_away_is_handed_on_with_the_reason(station: Station, until: Any) -> None:
    until("active")
    move_out(db.session.get_one(Person, station.elder_id), SYSTEM, on=community_today())
    station.work()
    assert open_things(station) == ("transferred", [], None)
    ended = db.session.scalars(select(Assignment.end_reason)).all()
    assert (ended, told(station.helper_ids[0])[-1]) == (["本人已迁出社区"] * 2, NO_VISIT)


def test_a_helper_who_died_helps_no_more_and_the_others_go_on(station: Station, until: Any) -> None:
    until("active")
    visit = station.visit().id
    bury(station, station.helper_ids[0])
    publish(PersonLeft(station.helper_ids[0], "deceased"))
    station.work()
    state, helpers, left = open_things(station)
    assert (state, helpers, left.id) == ("active", [station.helper_ids[1]], visit)
    assert db.session.scalars(select(Assignment.end_reason).where(Assignment.until.is_not(None))).all() == ["帮扶人已去世"]
    noted = select(AuditEntry.text).where(AuditEntry.action == "paired_help.helper_left")
    assert db.session.scalars(noted).all() == ["帮扶人已去世，结对随之结束"]


def test_a_helper_who_moves_away_goes_on(station: Station, until: Any) -> None:
    until("active")
    move_out(db.session.get_one(Person, station.helper_ids[0]), SYSTEM, on=community_today())
    station.work()
    assert open_things(station)[:2] == ("active", station.helper_ids[:2])


def test_a_death_that_was_taken_back_ends_nothing(station: Station, until: Any) -> None:
    until("active")
    elder = db.session.get_one(Person, station.elder_id)
    mark_deceased(elder, SYSTEM, on=community_today())
    correct_death(elder, SYSTEM, reason="登记错人")
    station.work()
    assert open_things(station)[:2] == ("active", station.helper_ids[:2])


def test_what_is_told_in_another_community_ends_nothing_here(station: Station, until: Any, heard_elsewhere: Any) -> None:
    until("active")
    heard_elsewhere("paired_help", PersonLeft(station.elder_id, "deceased"))
    assert open_things(station)[:2] == ("active", station.helper_ids[:2])
