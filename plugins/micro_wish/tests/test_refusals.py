"""What does not fit is refused in a sentence that says what to do, and nothing of it is kept."""
from __future__ import annotations

from typing import Any

import pytest

from core.accounts.actor import actor_for
from core.errors import Missing, Refused
from core.kernel.workflow import WorkflowRefused
from core.people.models import Person
from core.tenancy.session import db
from plugins.micro_wish.errors import (
    CannotWish,
    CardKnown,
    MayNotClaim,
    NoProof,
    NoThanks,
    NotYet,
    TellsTooMuch,
    WrongPin,
)
from plugins.micro_wish.models import Claim, Wish
from plugins.micro_wish.services import claiming, collecting, handover, publishing, reporting, thanking

from .conftest import Station, in_days
from .test_straight_path import SIGNED, the

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def wish_for(station: Station, **values: Any) -> Wish:
    return collecting.collect(
        station.resident, station.ids["resident"], **{"title": "一个书包", "kind": "goods", **values}
    )


def test_a_wish_says_what_in_a_few_words_and_of_a_kind_that_is_taken(station: Station) -> None:
    with pytest.raises(CannotWish, match="想要什么"):
        wish_for(station, title="  ")
    with pytest.raises(CannotWish, match="最多 40 个字"):
        wish_for(station, title="好" * 41)
    station.configure(kinds=["service"])
    with pytest.raises(CannotWish, match="不收这一类"):
        wish_for(station)


def test_three_open_wishes_are_enough(station: Station) -> None:
    for title in ("甲", "乙", "丙"):
        wish_for(station, title=title)
    with pytest.raises(CannotWish, match="3 个心愿还没办完"):
        wish_for(station)


def test_nobody_wishes_for_somebody_else_without_the_permission(station: Station) -> None:
    with pytest.raises(Missing):
        collecting.collect(station.helper, station.ids["resident"], title="书包", kind="goods")
    made = collecting.collect(station.worker, station.ids["resident"], title="书包", kind="goods", card="xz-1")
    assert (made.recorded_by_id, made.card) == (station.ids["worker"], "XZ-1")
    with pytest.raises(CardKnown, match="XZ-1"):
        collecting.collect(station.worker, station.ids["neighbour"], title="书包", kind="goods", card="XZ-1")


@pytest.mark.parametrize(
    ("title", "what"),
    [
        ("张小梅想要书包", "姓名"), ("书包，电话13812345678", "电话"), ("书包送到 3 栋", "门牌"), ("书包送到 2-501", "门牌"),
        ("证件450102199001011234", "证件"),
        ("张 小梅想要书包", "姓名"), ("给张大山买书包", "姓名"), ("书包，１３８１２３４５６７８", "电话"), ("书包送到十二栋", "门牌"),
        ("书包送到 2 - 5 0 1", "门牌"),
    ],
)
def test_nothing_on_the_wall_says_who_it_is(station: Station, wished: Any, title: str, what: str) -> None:
    wish_id = wished(to="verified")
    db.session.add(Person(name="张大山", household_id=db.session.get(Person, station.ids["resident"]).household_id))
    db.session.flush()
    with pytest.raises(TellsTooMuch, match=what):
        publishing.publish(wish_id, station.worker, publishing.Terms(title, "老人", 5000))
    with pytest.raises(TellsTooMuch):
        publishing.substitute(wish_id, station.worker, title, "没有货", agreed=True)


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        (("书包", "外星人", 5000), "人群标签"), (("书包", "老人", 0), "1 到 300 元"), (("书包", "老人", 30_001), "1 到 300 元"),
        (("书包", "老人", -1), "1 到 300 元"), (("书包", "老人", 5000, "parts", 1), "2 到 50"),
        (("书包", "老人", 1500, "fen"), "至少 20 元"), (("书包", "老人", 5000, "thirds"), "2 到 50"), (("", "老人", 5000), "想要什么"),
    ],
)
def test_the_terms_of_a_wish_keep_to_the_settings(station: Station, wished: Any, terms: Any, said: str) -> None:
    wish_id = wished(to="verified")
    with pytest.raises(CannotWish, match=said):
        publishing.publish(wish_id, station.worker, publishing.Terms(*terms))


def test_realised_needs_a_proof_and_a_wrong_code_counts(station: Station, wished: Any) -> None:
    wish_id = wished(to="at_station")
    with pytest.raises(NoProof):
        handover.hand_over(wish_id, station.worker)
    pin = handover.new_pin(wish_id, station.resident)
    wrong = "000000" if pin != "000000" else "111111"
    db.session.commit()
    for left in (4, 3, 2, 1):
        with pytest.raises(WrongPin, match=f"还可以再试 {left} 次"):
            handover.hand_over(wish_id, station.worker, pin=wrong)
        db.session.rollback()
    for code in (wrong, pin):
        with pytest.raises(WrongPin, match="次数太多"):
            handover.hand_over(wish_id, station.worker, pin=code)
        db.session.rollback()
    assert the(wish_id).state == "at_station"
    fresh = handover.new_pin(wish_id, station.resident)
    assert handover.hand_over(wish_id, station.worker, pin=fresh).state == "fulfilled"


def test_a_code_is_for_what_is_ready_and_for_its_resident(station: Station, wished: Any) -> None:
    wish_id = wished(to="claimed")
    with pytest.raises(NotYet, match="还没准备好"):
        handover.new_pin(wish_id, station.resident)
    handover.prepare(wish_id, station.helper)
    with pytest.raises(Missing):
        handover.new_pin(wish_id, station.helper)


def test_claimants_bring_it_to_the_door_only_when_the_resident_agreed(station: Station, wished: Any) -> None:
    wish_id = wished(to="prepared")
    with pytest.raises(NotYet, match="送到站里"):
        handover.hand_over(wish_id, station.helper, signature=SIGNED)
    with pytest.raises(Refused, match="怎么同意"):
        handover.introduce(wish_id, station.worker, "")
    with pytest.raises(Missing):
        handover.introduce(wish_id, station.helper, "说好了")
    with pytest.raises(NotYet, match="还没有定下谁来办"):
        handover.introduce(wished("书包", to="published"), station.worker, "说好了")
    handover.introduce(wish_id, station.worker, "电话里同意")
    assert handover.knows(the(wish_id), station.helper)
    assert not handover.knows(the(wish_id), station.actor("second"))
    handover.hand_over(wish_id, station.helper, signature=SIGNED)
    assert not handover.knows(the(wish_id), station.helper)


def test_the_next_claimant_is_not_introduced_by_the_yes_to_the_last_one(station: Station, wished: Any) -> None:
    wish_id = wished(to="claimed")
    handover.introduce(wish_id, station.worker, "电话里同意")
    assert handover.knows(the(wish_id), station.helper)
    claiming.leave(db.session.query(Claim).one().id, station.helper, "出差")
    claiming.claim(1, station.actor("second"), promised_on=in_days(1))
    assert not handover.knows(the(wish_id), station.actor("second"))


def test_who_claimed_as_a_worker_needs_more_than_the_own_photo(station: Station, wished: Any) -> None:
    wish_id = wished(to="published")
    claiming.claim(1, station.worker, promised_on=in_days(1))
    handover.receive(wish_id, station.worker)
    with pytest.raises(NotYet, match="您认领的"):
        handover.hand_over(wish_id, station.worker, photo=b"x")


def test_thanks_stand_on_the_wall_only_with_a_standing_consent(station: Station, wished: Any) -> None:
    wish_id = wished(to="fulfilled")
    with pytest.raises(TellsTooMuch):
        thanking.thank(wish_id, station.resident, "我住 3 栋，谢谢", public=True)
    thanking.thank(wish_id, station.resident, "谢谢", public=True)
    with pytest.raises(Missing):
        thanking.judge(wish_id, station.helper, show=True)
    thanking.judge(wish_id, station.worker, show=True)
    assert [one.words for one in thanking.on_the_wall()] == ["谢谢"]
    thanking.take_down(wish_id, station.resident)
    assert (thanking.on_the_wall(), the(wish_id).thanks_state) == ([], "kept")
    with pytest.raises(NoThanks):
        thanking.judge(wish_id, station.worker, show=True)


def test_thanks_for_the_helpers_alone_never_come_to_the_wall(station: Station, wished: Any) -> None:
    wish_id = wished(to="fulfilled")
    thanking.thank(wish_id, station.resident, "谢谢", public=False)
    with pytest.raises(NoThanks):
        thanking.judge(wish_id, station.worker, show=True)


def test_an_exchange_needs_the_residents_yes(station: Station, wished: Any) -> None:
    wish_id = wished(to="claimed")
    with pytest.raises(CannotWish, match="请先问过居民"):
        publishing.substitute(wish_id, station.worker, "放大镜", "没有货", agreed=False)


def test_help_does_not_pass_through_the_station(station: Station, wished: Any) -> None:
    wish_id = wished(to="claimed")
    the(wish_id).kind = "service"
    db.session.flush()
    with pytest.raises(WorkflowRefused, match="不经过站里"):
        handover.receive(wish_id, station.worker)


def test_reports_are_confirmed_by_somebody_else_in_reach(station: Station) -> None:
    member, unit = station.actor("member"), station.ids["unit"]
    report = reporting.report_in(member, unit)
    with pytest.raises(Missing):
        reporting.answer(report.id, station.helper, "confirm")
    own = reporting.report_in(station.worker, unit)
    with pytest.raises(WorkflowRefused, match="由别人确认"):
        reporting.answer(own.id, station.worker, "confirm")
    with pytest.raises(WorkflowRefused, match="原因"):
        reporting.answer(report.id, station.actor("contact"), "decline")
    reporting.answer(report.id, station.actor("contact"), "decline", "查无此人")
    assert reporting.own_report(member.person_id).words == "查无此人"
    reporting.report_in(member, unit)
    reporting.answer(report.id, station.worker, "confirm")
    with pytest.raises(MayNotClaim, match="已经报到"):
        reporting.report_in(member, unit)
    reporting.leave(member)
    assert [p.kind for p in claiming.parties_of(member)] == ["person"]


def test_a_box_of_cards_keeps_the_good_lines_and_explains_the_others(station: Station) -> None:
    rows = [
        collecting.CardRow("A-1", "张小梅", "书包"), collecting.CardRow("A-1", "何秀英", "闹钟"),
        collecting.CardRow("卡2", "何秀英", "闹钟"), collecting.CardRow("A-3", "谁也不是", "闹钟"),
        collecting.CardRow("A-4", "", "闹钟"), collecting.CardRow("A-5", "志愿", "闹钟"), collecting.CardRow("A-6", "何秀英", ""),
        collecting.CardRow(), collecting.CardRow("A-7", "何秀英", "闹钟", "gold"),
    ]
    entered, left = collecting.enter_cards(rows, station.worker)
    assert entered == 1
    assert [(row.card, *row.errors) for row in left] == [
        ("A-1", "card"), ("卡2", "card"), ("A-3", "who"), ("A-4", "who"), ("A-5", "who"), ("A-6", "title"), ("A-7", "kind"),
    ]


@pytest.mark.parametrize("who", ["5678", " 5678 ", "", " "])
def test_nobody_is_found_on_a_paper_card_by_the_end_of_a_phone(station: Station, who: str) -> None:
    db.session.get_one(Person, station.ids["resident"]).phone = "13800005678"
    db.session.flush()
    with pytest.raises(CannotWish, match="请写姓名，或者写门牌"):
        collecting.the_one(who, station.worker)
    assert collecting.the_one("张小梅", station.worker).id == station.ids["resident"]


def test_a_wish_ends_with_a_reason_and_frees_its_claimants(station: Station, wished: Any) -> None:
    wish_id = wished(to="claimed")
    with pytest.raises(WorkflowRefused, match="原因"):
        publishing.withdraw(wish_id, station.resident, "changed", "")
    publishing.withdraw(wish_id, station.resident, "solved", "女儿买了")
    claim = db.session.query(Claim).one()
    assert (the(wish_id).state, the(wish_id).why, the(wish_id).taken, claim.state) == ("withdrawn", "solved", 0, "ended")


def test_what_was_returned_is_put_right_and_handed_in_again(station: Station, wished: Any) -> None:
    wish_id = wished()
    publishing.send_back(wish_id, station.worker, "no-such-code", "写清楚度数")
    assert (the(wish_id).state, the(wish_id).why) == ("returned", "unclear")
    with pytest.raises(CannotWish):
        collecting.amend(wish_id, station.resident, title="", kind="goods", story="")
    collecting.amend(wish_id, station.resident, title="200 度老花镜", kind="goods", story="")
    assert (the(wish_id).state, the(wish_id).why, the(wish_id).title) == ("collected", "", "200 度老花镜")


def test_a_childs_wish_stands_in_the_guardians_name(station: Station) -> None:
    child = db.session.get_one(Person, station.ids["neighbour"])
    child.birth_date = in_days(-365 * 9)
    db.session.flush()
    with pytest.raises(CannotWish, match="监护人名下"):
        collecting.collect(station.worker, child.id, title="书包", kind="goods")


def test_only_who_lives_here_wishes(station: Station) -> None:
    stranger = Person(name="外来的人")
    db.session.add(stranger)
    db.session.flush()
    with pytest.raises(CannotWish, match="住在本社区"):
        collecting.collect(actor_for(stranger), stranger.id, title="书包", kind="goods")
