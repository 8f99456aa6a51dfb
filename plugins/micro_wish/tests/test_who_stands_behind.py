"""Shares that become ready one by one, claims given back late, helpers who lost their office, residents who moved."""
from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from core.accounts.models import RoleGrant
from core.errors import Missing, Refused
from core.kernel.actor import SYSTEM
from core.kernel.workflow import WorkflowRefused
from core.people.models import Household, Person
from core.people.services import give_consent, move_in, withdraw_consent
from core.tenancy.session import db
from core.testing_accounts import make_account, make_building, make_person
from core.volunteers.models import Team
from plugins.micro_wish import THANKS
from plugins.micro_wish.errors import NoThanks, NotYet
from plugins.micro_wish.models import Claim
from plugins.micro_wish.services import claiming, finding, handover, thanking

from .conftest import Station, in_days
from .test_pages import HERE, post
from .test_straight_path import SIGNED, the

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def claims() -> dict[int, str]:
    """State by claimant."""
    db.session.expire_all()
    return {person: state for person, state in db.session.execute(select(Claim.person_id, Claim.state))}


@pytest.fixture
def shared(station: Station, wished: Any) -> int:
    """A wish of two shares, both promised: by the helper and by a second one."""
    wish_id = int(wished(to="published", share="parts", parts=2))
    claiming.claim(1, station.helper, promised_on=in_days(1))
    claiming.claim(1, station.actor("second"), promised_on=in_days(2))
    db.session.commit()
    return wish_id


def test_one_of_several_who_is_ready_says_so_for_the_own_share_alone(station: Station, shared: int) -> None:
    handover.prepare(shared, station.helper)
    assert (the(shared).state, claims()) == (
        "claimed", {station.ids["helper"]: "prepared", station.ids["second"]: "promised"}
    )
    handover.prepare(shared, station.actor("second"))
    assert (the(shared).state, set(claims().values())) == ("prepared", {"prepared"})


def test_the_late_ones_share_goes_back_to_the_wall_while_the_other_is_ready(
    station: Station, shared: int, later: Any
) -> None:
    handover.prepare(shared, station.helper)
    for days in (5, 15):
        later(seconds=days * 86400)
        station.work()
    assert (the(shared).state, the(shared).taken) == ("published", 1)
    assert claims() == {station.ids["helper"]: "prepared", station.ids["second"]: "lapsed"}
    claiming.claim(1, station.actor("leader"), promised_on=in_days(16))
    assert the(shared).state == "claimed"
    handover.prepare(shared, station.actor("leader"))
    assert the(shared).state == "prepared"


def test_who_is_ready_and_cannot_bring_it_gives_it_back_to_the_wall(
    station: Station, wished: Any, browser: Any
) -> None:
    wish_id = wished(to="prepared")
    handover.introduce(wish_id, station.worker, "电话里同意")
    handover.new_pin(wish_id, station.resident)
    db.session.commit()
    claim_id = db.session.scalar(select(Claim.id))
    assert "退出" in browser("helper").get(f"{HERE}/claims/{claim_id}").text
    post(browser("worker"), f"{HERE}/wishes/{wish_id}/claims/{claim_id}/take-back", reason="东西坏了")
    wish = the(wish_id)
    assert (wish.state, wish.taken, wish.meets, wish.pin_hash) == ("published", 0, False, "")


def test_what_has_come_is_not_given_back(station: Station, wished: Any) -> None:
    wished(to="at_station")
    with pytest.raises(WorkflowRefused, match="不能再退出"):
        claiming.leave(db.session.scalar(select(Claim.id)), station.helper, "不想了")


def test_a_leader_who_leads_no_more_does_not_learn_who_it_is_for(station: Station, wished: Any) -> None:
    wish_id = wished(to="published")
    claiming.claim(1, station.actor("leader"), f"team:{station.ids['team']}", promised_on=in_days(1))
    handover.prepare(wish_id, station.actor("leader"))
    handover.introduce(wish_id, station.worker, "电话里同意")
    assert handover.knows(the(wish_id), station.actor("leader"))
    db.session.get(Team, station.ids["team"]).leader_id = station.ids["second"]
    db.session.flush()
    assert not handover.knows(the(wish_id), station.actor("leader"))
    assert handover.knows(the(wish_id), station.actor("second"))
    with pytest.raises(NotYet):
        handover.hand_over(wish_id, station.actor("leader"), signature=SIGNED)


def test_a_contact_who_is_contact_no_more_does_not_learn_who_it_is_for(station: Station, wished: Any) -> None:
    wish_id = wished(to="published")
    claiming.claim(1, station.actor("contact"), f"unit:{station.ids['unit']}", promised_on=in_days(1))
    handover.introduce(wish_id, station.worker, "电话里同意")
    assert handover.knows(the(wish_id), station.actor("contact"))
    db.session.query(RoleGrant).filter_by(person_id=station.ids["contact"]).delete()
    assert not handover.knows(the(wish_id), station.actor("contact"))


def test_who_claimed_for_the_own_team_needs_more_than_the_own_photo(station: Station, wished: Any) -> None:
    wish_id = wished(to="published")
    db.session.get(Team, station.ids["team"]).leader_id = station.ids["worker"]
    db.session.flush()
    claiming.claim(1, station.worker, f"team:{station.ids['team']}", promised_on=in_days(1))
    handover.receive(wish_id, station.worker)
    with pytest.raises(NotYet, match="您认领的"):
        handover.hand_over(wish_id, station.worker, photo=b"x")


def test_a_wish_follows_its_resident_to_another_grid(station: Station, wished: Any) -> None:
    wish_id, far = wished(to="claimed"), make_building(9)
    other = make_person("别的网格员", far)
    make_account(other, ("grid_worker", "grids", [far.grid_id]))
    station.ids["other"] = other.id
    with pytest.raises(Missing):
        finding.for_station(wish_id, station.actor("other"))
    home = db.session.get(Household, other.household_id)
    move_in(db.session.get(Person, station.ids["resident"]), home, SYSTEM, relation="other", on=in_days(0))
    station.work()
    assert finding.for_station(wish_id, station.actor("other")).id == wish_id
    with pytest.raises(Missing):
        finding.for_station(wish_id, station.worker)


def test_words_for_the_claimants_stay_with_them_whatever_else_was_agreed_to(station: Station, wished: Any) -> None:
    wish_id = wished(to="fulfilled")
    thanking.thank(wish_id, station.resident, "谢谢", public=False)
    give_consent(db.session.get(Person, station.ids["resident"]), THANKS, station.resident)
    with pytest.raises(NoThanks):
        thanking.judge(wish_id, station.worker, show=True)


def test_a_later_yes_does_not_bring_words_back_that_were_taken_down(station: Station, wished: Any) -> None:
    wish_id, person = wished(to="fulfilled"), db.session.get(Person, station.ids["resident"])
    thanking.thank(wish_id, station.resident, "谢谢", public=True)
    thanking.judge(wish_id, station.worker, show=True)
    withdraw_consent(person, THANKS, station.resident)
    station.work()
    give_consent(person, THANKS, station.resident)
    assert thanking.on_the_wall() == []


def test_a_yes_taken_back_while_the_service_was_off_takes_the_words_down(
    station: Station, wished: Any, off_for_a_while: Any
) -> None:
    wish_id, person = wished(to="fulfilled"), db.session.get(Person, station.ids["resident"])
    thanking.thank(wish_id, station.resident, "谢谢", public=True)
    thanking.judge(wish_id, station.worker, show=True)
    with off_for_a_while("micro_wish"):
        withdraw_consent(person, THANKS, station.resident)
        give_consent(person, THANKS, station.resident)
    assert thanking.on_the_wall() == []


def test_a_wish_follows_its_resident_who_moved_while_the_service_was_off(
    station: Station, wished: Any, off_for_a_while: Any
) -> None:
    wish_id, far = wished(to="claimed"), make_building(9)
    home = db.session.get(Household, make_person("远处居民", far).household_id)
    with off_for_a_while("micro_wish"):
        move_in(db.session.get(Person, station.ids["resident"]), home, SYSTEM, relation="other", on=in_days(0))
    with pytest.raises(Missing):
        finding.for_station(wish_id, station.worker)


def test_nobody_claims_in_the_name_of_a_team_or_unit_of_others(station: Station, wished: Any) -> None:
    wished(to="published")
    for who in ("helper", "resident", "member", "worker"):
        for party in (f"team:{station.ids['team']}", f"unit:{station.ids['unit']}", f"member:{station.ids['unit']}"):
            with pytest.raises(Refused):
                claiming.claim(1, station.actor(who), party, promised_on=in_days(1))
            db.session.rollback()
