"""What paired help refuses, and that each refusal says what to do next."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.clock import now
from core.communities.services import community_today, current_community
from core.errors import Refused
from core.kernel.actor import SYSTEM
from core.people.models import Consent, Person
from core.people.residence import mark_deceased
from core.people.services import has_consent, move_out, withdraw_consent
from core.pluginsystem import dispatch
from core.tenancy.session import db
from core.testing_accounts import make_person
from core.volunteers.joining import volunteer_of
from core.volunteers.workflow import volunteer_workflow
from plugins.paired_help import CARE
from plugins.paired_help.errors import (
    AlreadyMatched,
    AlreadySigned,
    BadNote,
    BadSheet,
    CannotMatch,
    CannotOpen,
    CannotSign,
)
from plugins.paired_help.models import Assignment, Case, Note
from plugins.paired_help.services import alarms, cases, helping, matching, sheets, signing, upkeep, visits
from plugins.paired_help.services.standing import open_business
from plugins.paired_help.terms import BACKUP, UNIT_PAIR

from .conftest import Station, sheet
from .test_straight_path import told

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def refused(kind: Any, said: str) -> Any:
    return pytest.raises(kind, match=said)


def test_a_person_has_one_case_and_the_second_is_refused(station: Station, until: Any) -> None:
    until("identified")
    with refused(CannotOpen, "张小梅已经有一份帮扶档案，请打开原来的档案接着办。"):
        cases.open_case(station.worker, station.elder_id, source="visit", situation="又来了")


def test_a_case_is_for_somebody_who_lives_here(station: Station) -> None:
    stranger = make_person("路过的人")
    with refused(CannotOpen, "请先登记住址再建档"):
        cases.open_case(SYSTEM, stranger.id, source="visit", situation="路过")


def test_a_child_has_no_case_but_the_guardian_may(station: Station) -> None:
    home = db.session.get_one(Person, station.elder_id).building
    child = make_person("张小宝", home, birth_date=community_today() - timedelta(days=3000))
    with refused(CannotOpen, "请为监护人建档"):
        cases.open_case(SYSTEM, child.id, source="visit", situation="没人接送")


def test_who_declined_may_be_taken_on_again_later(station: Station, until: Any) -> None:
    first = until("assessed")
    cases.step(first.id, "decline", station.worker, "本人说不用")
    second = cases.open_case(station.worker, station.elder_id, source="self", situation="摔了一跤")
    assert (second.state, second.id != first.id) == ("identified", True)


def test_a_sheet_is_complete_and_asked_for(station: Station, until: Any) -> None:
    case = until("identified")
    with refused(BadSheet, "还有几项没有选：办事、用手机。"):
        sheets.fill(case.id, station.worker, {k: v for k, v in sheet(2).items() if k != "affairs"})
    with refused(BadSheet, "还有几项没有选"):
        sheets.fill(case.id, station.worker, sheet(4))
    sheets.fill(case.id, station.worker, sheet(2))
    with refused(BadSheet, "请先点“提前回顾”"):
        sheets.fill(case.id, station.worker, sheet(2))


def test_lead_and_backup_are_two_persons_outside_the_family(station: Station, until: Any) -> None:
    case = until("planned")
    with refused(CannotMatch, "不能是同一个人"):
        matching.match(case, station.worker, station.volunteer(0), station.volunteer(0))
    helper = db.session.get_one(Person, station.helper_ids[0])
    helper.household_id = case.household_id
    with refused(CannotMatch, "不能是本人或同住的家人"):
        matching.match(case, station.worker, station.volunteer(0), None)
    with refused(CannotMatch, "现在不能接"):
        matching.match(case, station.worker, 12345, None)


def test_matching_twice_names_who_was_chosen_first(station: Station, until: Any) -> None:
    case = until("matched")
    with refused(AlreadyMatched, "志愿者甲、志愿者乙"):
        matching.match(case, station.worker, station.volunteer(2), None)


def test_a_unit_pair_needs_a_person_of_a_unit(station: Station, until: Any) -> None:
    case = until("active")
    with refused(CannotMatch, "请先在志愿者资料里写上单位"):
        matching.assign(case, station.worker, station.volunteer(2), UNIT_PAIR)
    with refused(CannotMatch, "已经在帮这一户"):
        matching.assign(case, station.worker, station.volunteer(0), BACKUP)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"at": timedelta(hours=1)}, "不能在将来"), ({"at": timedelta(days=-31)}, "太早了"), ({"medium": "pigeon"}, "怎么联系"),
        ({"minutes": 0}, "多少分钟"), ({"minutes": 961}, "多少分钟"),
    ],
)
def test_a_note_that_does_not_add_up_is_refused(station: Station, until: Any, more: Any, said: str) -> None:
    until("active")
    values = {**more, "at": now() + more.get("at", timedelta(minutes=-1))}
    with refused(BadNote, said):
        station.note(station.helper(), **values)
    assert db.session.query(Note).count() == 0


def test_the_same_visit_is_noted_once(station: Station, until: Any) -> None:
    until("active")
    visit = station.visit()
    station.note(station.helper())
    with refused(BadNote, "刚才已经有人记过了"):
        visits.write_note(visit, station.helper(1), at=now(), minutes=5, contact=True, medium="home", needs=[], words="")


def test_only_the_lead_hands_a_visit_on(station: Station, until: Any) -> None:
    until("active")
    with refused(Refused, "这次走访不是您的"):
        visits.pass_on(station.visit(), station.helper(1), "忙")
    assert visits.pass_on(station.visit(), station.helper(), "出差").state == "backup"


def test_a_trial_is_earned_by_the_score(station: Station, until: Any) -> None:
    case = until("review")
    sheets.fill(case.id, station.worker, sheet(2))
    with refused(Refused, "这次自立评分是 67 分，到 75 分才能试行退出"):
        cases.step(case.id, "try_out", station.worker)


def test_each_thing_that_graduation_lacks_is_named(station: Station, until: Any, days_later: Any, stroke: str) -> None:
    case, worker = until("graduating"), station.worker

    def said() -> str:
        with pytest.raises(Refused) as caught:
            cases.step(case.id, "graduate", worker)
        return str(caught.value)

    assert "试行期还没有满" in said()
    days_later(91)
    assert "还缺退出评估表" in said()
    sheets.fill(case.id, worker, sheet(3))
    assert "还缺本人自己的看法" in said()
    signing.sign(case, station.elder, "resident", stroke, "我能行")
    assert said() == "还缺签名：经办人。两方都签了才能退出。"
    signing.sign(case, worker, "station", stroke)
    assert cases.step(case.id, "graduate", worker).state == "graduated"


def test_signatures_are_given_in_the_trial_once_and_by_the_right_person(station: Station, until: Any, stroke: str) -> None:
    case = until("active")
    with refused(CannotSign, "只有在退出试行期间才签字，现在的状态是“帮扶中”"):
        signing.sign(case, station.worker, "station", stroke)
    cases.step(case.id, "call_review", station.worker)
    sheets.fill(case.id, station.worker, sheet(3))
    cases.step(case.id, "try_out", station.worker)
    with refused(CannotSign, "不该由您来签"):
        signing.sign(case, station.helper(), "resident", stroke, "好")
    with refused(CannotSign, "不该由您来签"):
        signing.sign(case, station.elder, "station", stroke)
    with refused(Refused, "请写下本人自己的看法"):
        signing.sign(case, station.elder, "resident", stroke, " ")
    with refused(Refused, "。"):
        signing.sign(case, station.worker, "station", "data:image/png;base64,")
    signing.sign(case, station.worker, "station", stroke)
    with refused(AlreadySigned, "已经签过名了"):
        signing.sign(case, station.worker, "station", stroke)


def test_who_has_an_open_case_is_not_moved_out(station: Station, until: Any) -> None:
    case = until("active")
    with refused(Refused, "结对帮扶还没有结案（帮扶中）"):
        dispatch.veto("may_leave", current_community(), person=db.session.get_one(Person, station.elder_id))
    cases.step(case.id, "transfer", station.worker, "搬去女儿家")
    assert open_business(station.elder_id) is None
    move_out(db.session.get_one(Person, station.elder_id), station.worker, on=community_today(), reason="moved_away")


def test_a_death_closes_the_case_and_sets_the_helpers_free(station: Station, until: Any) -> None:
    case = until("active")
    mark_deceased(db.session.get_one(Person, station.elder_id), SYSTEM, on=community_today())
    station.work()
    assert (station.case().state, helping.helpers_of(case.id), visits.open_visit(case.id)) == ("deceased", [], None)


def test_a_volunteer_who_leaves_helps_nowhere_any_more(station: Station, until: Any) -> None:
    case = until("active")
    volunteer_workflow.fire(volunteer_of(station.helper_ids[0]), "leave", SYSTEM)
    db.session.commit()
    assert helping.assignment_of(case.id, station.helper_ids[0]) is None
    upkeep.look_after()
    ended = db.session.scalars(select(Assignment.end_reason).where(Assignment.until.is_not(None))).all()
    assert ended == ["帮扶人已退出志愿服务"]


def test_silence_is_an_alarm_told_once_and_ended_by_a_contact(station: Station, until: Any, days_later: Any) -> None:
    until("active")
    days_later(119)
    assert alarms.raise_alarms() == 0
    days_later(121)
    assert (alarms.raise_alarms(), alarms.raise_alarms()) == (1, 0)
    assert [sum("很久没有联系上" in text for text in told(station.helper_ids[n])) for n in range(3)] == [1, 1, 0]
    station.note(station.worker)
    assert (station.case().alarmed_at, db.session.query(Case).filter(alarms.IS_QUIET).count()) == (None, 0)


def test_the_community_decides_how_long_silence_may_last(station: Station, until: Any, days_later: Any) -> None:
    station.configure(general_alarm_days=10)
    until("active")
    days_later(11)
    assert alarms.raise_alarms() == 1


def test_who_stops_withdraws_the_consent_with_it(station: Station, until: Any) -> None:
    case = until("active")
    with refused(Refused, "请写明“我不想再接受帮扶”的原因"):
        cases.stop(case, station.elder, "")
    cases.stop(case, station.elder, "自己能行")
    assert (station.case().state, has_consent(station.elder_id, CARE)) == ("declined", False)
    assert db.session.scalars(select(Consent.withdrawn_at).where(Consent.purpose == CARE.name)).one() is not None
    assert helping.helpers_of(case.id) == []


def test_a_consent_withdrawn_on_the_own_profile_ends_the_help(station: Station, until: Any) -> None:
    case = until("active")
    withdraw_consent(db.session.get_one(Person, station.elder_id), CARE, station.elder)
    station.work()
    assert (station.case().state, helping.helpers_of(case.id), visits.open_visit(case.id)) == ("declined", [], None)
    cases.end_without_consent(station.elder_id)
    assert station.case().state == "declined"


def test_after_a_serious_change_somebody_goes_by_tomorrow(station: Station, until: Any) -> None:
    case = until("active")
    station.note(station.helper())
    with refused(BadNote, "有什么变化"):
        visits.hurry(case, station.worker, " ")
    assert visits.hurry(case, station.worker, "住院回来").due_on == community_today() + timedelta(days=1)
    assert "请在明天以前去看看" in told(station.helper_ids[1])[-1]
    with refused(BadNote, "本来就该在明天以前"):
        visits.hurry(case, station.worker, "又有变化")
    cases.step(case.id, "decline", station.worker, "不用了")
    with refused(BadNote, "现在没有人走访"):
        visits.hurry(case, station.worker, "又有变化")
