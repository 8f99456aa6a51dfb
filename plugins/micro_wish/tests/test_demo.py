"""The demo's figures come out by query, and its sign-ins find something to do."""
from __future__ import annotations

from collections import Counter
from datetime import timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from core.clock import now
from core.kernel.bulk import bulk_insert, bulk_row
from core.kernel.workflow import WorkflowStep
from core.people.models import Person
from core.tenancy.session import db
from core.testing_accounts import make_building, make_person
from core.volunteers.models import Unit, Volunteer
from plugins.micro_wish import demo
from plugins.micro_wish.demo.stories import OTHERS
from plugins.micro_wish.models import Claim, Report, Wish
from plugins.micro_wish.reasons import TITLES
from plugins.micro_wish.services import figures, lists

from .conftest import Station

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
ZONE = ZoneInfo("Asia/Shanghai")
XINZHU_VOLUNTEERS = 1_283


def people(station: Station, volunteers: int = XINZHU_VOLUNTEERS) -> dict[str, Person]:
    """So many volunteers as the community has, and homes for some of them."""
    home = make_building(7)
    living = [make_person(f"何住户{n}", home) for n in range(40)]
    others = [bulk_row(name=f"志愿者{n}", pinyin="", initials="", sex="", note="") for n in range(volunteers - len(living))]
    bulk_insert(Person, others)
    ids = [person.id for person in living] + [row["id"] for row in others]
    bulk_insert(Volunteer, [
        bulk_row(person_id=person_id, base_x=0, base_y=0, note="", state="active", state_since=now(), due_at=None)
        for person_id in ids
    ])
    db.session.add_all([Unit(name=f"单位{n}") for n in range(5)])
    db.session.commit()
    worker = db.session.get_one(Person, station.ids["worker"])
    return {"admin": living[2], "grid": worker, "volunteer": living[0], "resident": living[1]}


def test_of_385_wishes_326_came_true_and_the_other_59_each_have_a_reason(station: Station) -> None:
    demo.load(Random(7), people(station))
    db.session.commit()
    assert (figures.count_collected(None), figures.count_realised(None), figures.count_unrealised(None)) == (385, 326, 59)
    reasons = figures.why_not()
    assert sum(count for _code, _title, count in reasons) == 59
    assert [code for code, _title, _count in reasons if code not in TITLES] == []
    by_year = [figures.count_collected(year) for year in figures.years()]
    assert sum(by_year) == 385
    assert len(OTHERS) >= 59


def test_the_demos_rows_fit_together(station: Station) -> None:
    demo.load(Random(7), people(station))
    db.session.commit()
    wishes = list(db.session.scalars(select(Wish)))
    numbers = sorted(wish.number for wish in wishes if wish.number)
    assert numbers == list(range(1, len(numbers) + 1))
    live = Counter(db.session.scalars(select(Claim.wish_id).where(Claim.state.in_(("reserved", "promised", "overdue", "prepared")))))
    going = {wish.id for wish in wishes if wish.state in ("reserved", "claimed", "overdue", "prepared", "at_station", "delivered")}
    assert set(live) == going
    assert set(live.values()) == {1}
    last = dict(db.session.execute(
        select(WorkflowStep.row_id, func.max(WorkflowStep.at)).where(WorkflowStep.workflow == "micro_wish.wish").group_by(WorkflowStep.row_id)
    ).all())
    assert [wish.id for wish in wishes if last[wish.id] != wish.state_since or wish.state_since > now()] == []


def test_nobody_of_the_demo_works_by_night(station: Station) -> None:
    demo.load(Random(7), people(station))
    past = [at.astimezone(ZONE) for at in db.session.scalars(select(WorkflowStep.at)) if at < now() - timedelta(days=1)]
    assert len(past) > 1000
    assert {at.hour for at in past} == set(range(9, 20))


def test_the_demos_sign_ins_find_something_to_do(station: Station) -> None:
    signins = people(station)
    demo.load(Random(7), signins)
    db.session.commit()
    assert {"at_station", "published", "fulfilled"} <= {row.state for row in lists.wishes_of(signins["resident"].id)}
    states = db.session.scalars(select(Claim.state).where(Claim.person_id == signins["volunteer"].id))
    assert {"reserved", "promised", "overdue"} <= set(states)
    everything = Counter(db.session.scalars(select(Wish.state)))
    assert min(everything[state] for state in lists.FILTERS["todo"]) >= 1
    assert db.session.scalar(select(func.count()).select_from(Report).where(Report.state == "asked")) == 2


def test_a_small_community_has_a_small_demo(station: Station) -> None:
    demo.load(Random(7), people(station, volunteers=100))
    assert (figures.count_collected(None), figures.count_realised(None)) == (30, 25)
