"""Hours of other plugins, the switch, privacy, and what each side may know."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from core.clock import now
from core.communities.services import current_community
from core.kernel.actor import SYSTEM
from core.people.models import Person
from core.pluginsystem import lifecycle
from core.tenancy.session import db
from core.volunteers.models import ServiceRecord
from core.volunteers.records import record_service
from plugins.love_savings.errors import TimePassed
from plugins.love_savings.models import Card, Movement, Offer, Request
from plugins.love_savings.names import masked, polite
from plugins.love_savings.rules import Rules
from plugins.love_savings.services import cards, details, dispatching, hours, privacy, serving

from .conftest import Station
from .test_refusals import offered
from .test_straight_path import accepted, served


def teach(station: Station, key: str, minutes: int = 90) -> int:
    """Hours that another plugin records."""
    end = now()
    record = record_service(
        helper_id=station.helper_ids[0], source="after_school", source_key=f"after_school:{key}",
        started_at=end - timedelta(minutes=minutes), ended_at=end, actor=SYSTEM, note="书法课",
    )
    db.session.commit()
    return record.id


def test_hours_of_other_plugins_are_credited(station: Station) -> None:
    teach(station, "1")
    station.work()
    assert cards.card_view(station.helper_ids[0]).balance == 90
    assert db.session.scalars(select(Movement.text)).all() == ["书法课"]


def test_with_the_plugin_off_others_record_on(station: Station) -> None:
    lifecycle.disable(current_community(), "love_savings", SYSTEM)
    teach(station, "1")
    station.work()
    assert db.session.scalars(select(Card)).all() == []
    assert len(db.session.scalars(select(ServiceRecord)).all()) == 1


def test_our_own_hours_are_caught_up_after_a_switch_off(station: Station, asked: Any, clock_at: Any) -> None:
    request_id = asked()
    accepted(station, request_id)
    served(station, request_id, clock_at)
    serving.confirm(request_id, station.resident)
    lifecycle.disable(current_community(), "love_savings", SYSTEM)
    station.work()
    assert db.session.scalars(select(Movement)).all() == []
    lifecycle.enable(current_community(), "love_savings", SYSTEM)
    hours.credit_missing()
    hours.credit_missing()
    station.work()
    assert cards.card_view(station.helper_ids[0]).balance == 60


def test_everything_about_a_person_is_handed_out_and_made_nameless(
    station: Station, asked: Any, clock_at: Any
) -> None:
    request_id = asked()
    accepted(station, request_id)
    served(station, request_id, clock_at)
    serving.confirm(request_id, station.resident)
    station.work()
    mine = privacy.export(station.resident_id)
    assert [r["words"] for r in mine["requests"]] == ["水龙头滴水"]
    assert privacy.export(station.helper_ids[0])["card"] == {"number": 2, "minutes": 60}
    token = cards.find_card(station.resident_id).token
    privacy.erase(station.resident_id)
    db.session.commit()
    assert db.session.scalars(select(Request.words)).all() == [""]
    assert db.session.scalars(select(Movement.text)).all() == [""]
    assert cards.find_card(station.resident_id).token != token
    assert cards.card_view(station.helper_ids[0]).balance == 60


@pytest.mark.parametrize(
    ("minutes", "step", "recorded"), [(1, 5, 5), (62, 5, 60), (63, 5, 65), (52, 15, 45), (53, 15, 60), (40, 30, 30), (7, 1, 7)]
)
def test_minutes_are_rounded_to_the_nearest_step_and_one_at_least(minutes: int, step: int, recorded: int) -> None:
    assert Rules(rounding_minutes=step).rounded(minutes) == recorded


def test_names_are_shown_as_far_as_allowed() -> None:
    assert [masked("张小梅"), masked("欧阳春"), masked("欧阳")] == ["张*", "欧阳*", "欧*"]
    assert polite("李建国", "name") == "李建国"


def test_a_surname_setting_hides_the_helpers_name_everywhere(station: Station, asked: Any) -> None:
    station.configure(resident_sees="surname")
    request_id = asked()
    accepted(station, request_id)
    found = details.for_resident(request_id, station.resident)
    steps = details.steps_for_resident(found, polite(found.helper.name, "surname"))
    name = db.session.get(Person, station.helper_ids[0]).name
    assert [step["actor_name"] for step in steps] == ["张小梅", "", "", "志师傅"]
    assert name not in str(steps)


def test_nobody_is_sent_to_a_time_that_is_over(station: Station, asked: Any, clock_at: Any) -> None:
    request_id = asked()
    dispatching.verify(request_id, station.worker)
    clock_at(db.session.get(Request, request_id).starts_at + timedelta(minutes=1))
    with pytest.raises(TimePassed):
        dispatching.next_wave(request_id, station.worker)


def test_an_offer_carries_its_reasons_in_the_words_of_whoever_reads(station: Station, asked: Any) -> None:
    first, *_rest = offered(station, asked())
    db.session.commit()
    said = list(map(str, first.why))
    assert said == ["同一栋楼", "本月还没有服务"]
    with force_locale("en"):
        assert list(map(str, first.why)) == ["same building", "no service yet this month"]
    assert db.session.scalars(select(Offer.wave)).all() == [1, 1, 1]
