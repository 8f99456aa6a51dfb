"""The late chain's calls: whose phone opens, when, for whom, and that what was tried can be read."""
from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from core.api import Guardianship
from core.errors import Missing, Refused
from core.kernel.audit import AuditEntry
from core.people.guardians import guardians_of
from core.people.models import Person
from core.tenancy.session import db
from core.testing_accounts import csrf_of
from plugins.after_school.child_models import Call, ChildDay
from plugins.after_school.services import alarms, calls, days, handing, pickups, privacy

from .conftest import School, approved, at

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
A, PHONE = "/after-school", "13900001111"


@pytest.fixture
def late(school: School, opened: int, clock_at: Any) -> int:
    """The first child is still there a quarter of an hour after class, the alarm rang; the others were fetched."""
    for index, guardian in ((0, None), (1, 0), (2, 1), (3, 2)):
        handing.arrive(opened, school.children[index], school.teacher())
        if guardian is not None:
            handing.hand_over_known(opened, school.children[index], school.teacher(), f"guardian-{school.guardians[guardian]}")
    db.session.get_one(Person, school.guardians[0]).phone = PHONE
    approved(school, school.worker_id)
    clock_at(at(18, 45))
    alarms.watch()
    db.session.commit()
    return opened


def post(client: Any, path: str, **fields: Any) -> Any:
    return client.post(f"{A}{path}", data={"csrf_token": csrf_of(client, "/password"), **fields}, follow_redirects=True)


def phone_of(school: School, day_id: int, child: int = 0, guardian: int = 0) -> str:
    return f"/days/{day_id}/children/{school.children[child]}/guardians/{school.guardians[guardian]}/phone"


def opened_phones() -> list[Any]:
    entries = select(AuditEntry.actor_person_id, AuditEntry.object_id).where(AuditEntry.action == "after_school.reveal_phone")
    return list(db.session.execute(entries).all())


@pytest.mark.parametrize("who", ["teacher", "worker"])
def test_who_is_at_the_door_opens_the_phone_and_it_is_in_the_audit(school: School, late: int, browser: Any, who: str) -> None:
    person_id = school.teachers[0] if who == "teacher" else school.worker_id
    client = browser(person_id)
    page = client.get(f"{A}/days/{late}/children/{school.children[0]}").text
    assert "打电话给韦春兰（会留下记录）" in page and PHONE not in page
    answer = post(client, phone_of(school, late))
    assert answer.status_code == 200 and f"tel:{PHONE}" in answer.text and "还没记结果" in answer.text
    assert opened_phones() == [(person_id, school.guardians[0])]


def test_the_chain_says_who_called_whom_and_who_was_reached(school: School, late: int, browser: Any) -> None:
    client, here = browser(school.teachers[0]), f"/days/{late}/children/{school.children[0]}"
    for fields, said in (({"reached": "missed"}, "没打通"), ({"reached": "reached", "reason": "堵车，十分钟到"}, "堵车，十分钟到")):
        post(client, phone_of(school, late))
        post(client, phone_of(school, late))  # looked at twice: one call, two rows in the audit
        call = db.session.scalars(select(Call).where(Call.reached.is_(None))).one()
        page = post(client, f"{here}/calls/{call.id}", **fields).text
        assert "老师甲打给韦春兰" in page and said in page and "还没记结果" not in page
    db.session.expire_all()
    assert db.session.execute(select(Call.reached).order_by(Call.id)).scalars().all() == [False, True]
    assert len(opened_phones()) == 4
    call = db.session.scalars(select(Call).where(Call.reached)).one()
    assert "堵车" not in call.words_cipher.decode("latin1") and str(call.words) == "****"


def test_a_call_is_noted_once_and_with_words_when_somebody_answered(school: School, late: int, browser: Any) -> None:
    client, here = browser(school.teachers[0]), f"/days/{late}/children/{school.children[0]}"
    post(client, phone_of(school, late))
    call = db.session.scalars(select(Call)).one()
    assert "请写一句对方怎么说" in post(client, f"{here}/calls/{call.id}", reached="reached", reason=" ").text
    assert post(client, f"{here}/calls/{call.id}", reached="perhaps").status_code == 404
    assert post(client, f"{here}/calls/{call.id + 1}", reached="missed").status_code == 404
    other = db.session.scalars(select(ChildDay).where(ChildDay.child_id == school.children[1])).one()
    with pytest.raises(Missing, match="没有找到这次电话"):
        calls.note(call.id, other, False, "")
    child_day = db.session.get_one(ChildDay, call.child_day_id)
    calls.note(call.id, child_day, False, "")
    with pytest.raises(Refused, match="已经记过结果"):
        calls.note(call.id, child_day, True, "马上来")


def test_no_phone_opens_before_the_alarm_rings(school: School, opened: int, browser: Any, clock_at: Any) -> None:
    handing.arrive(opened, school.children[0], school.teacher())
    db.session.commit()
    clock_at(at(18, 44))
    alarms.watch()
    db.session.commit()
    client = browser(school.teachers[0])
    assert "打电话给" not in client.get(f"{A}/days/{opened}/children/{school.children[0]}").text
    assert post(client, phone_of(school, opened)).status_code == 404
    assert opened_phones() == []


def test_no_phone_opens_for_a_child_that_was_fetched_or_after_the_class(school: School, late: int, browser: Any) -> None:
    client = browser(school.teachers[0])
    assert post(client, phone_of(school, late, 1, 0)).status_code == 404  # her other child went home with her
    handing.hand_over_known(late, school.children[0], school.teacher(), f"guardian-{school.guardians[0]}")
    db.session.commit()
    assert post(client, phone_of(school, late)).status_code == 404
    days.close_day(late, school.teacher())
    db.session.commit()
    assert post(client, phone_of(school, late)).status_code == 404
    assert opened_phones() == []


def test_no_phone_of_anybody_else_opens(school: School, late: int, browser: Any) -> None:
    client, one = browser(school.teachers[0]), school.children[0]
    stranger = post(client, phone_of(school, late, 0, 1))
    nobody = post(client, f"/days/{late}/children/{one}/guardians/99999999/phone")
    assert (stranger.status_code, nobody.status_code) == (404, 404)
    assert post(client, f"/days/{late + 1}/children/{one}/guardians/{school.guardians[0]}/phone").status_code == 404
    assert opened_phones() == []


def test_the_phone_of_a_blocked_guardian_does_not_open_nor_of_one_who_was(school: School, late: int, browser: Any) -> None:
    one, client = db.session.get_one(Person, school.children[0]), browser(school.teachers[0])
    for index in (1, 2):
        db.session.add(
            Guardianship(
                child_id=one.id, guardian_id=school.guardians[index], relation="relative", priority=index + 1,
                may_decide=False, since=at(8).date(),
            )
        )
    pickups.block(one, school.admin, db.session.get_one(Person, school.guardians[1]).name, "", "法院文书")
    guardians_of(one.id)[2][0].until = at(8).date()
    db.session.commit()
    page = client.get(f"{A}/days/{late}/children/{one.id}").text
    assert page.count("（会留下记录）") == 1
    for index in (1, 2):
        assert post(client, phone_of(school, late, 0, index)).status_code == 404


@pytest.mark.parametrize("who", ["no approval", "not on duty", "guardian"])
def test_nobody_else_opens_a_phone_or_notes_a_call(school: School, late: int, browser: Any, who: str) -> None:
    post(browser(school.teachers[0]), phone_of(school, late))
    call = db.session.scalars(select(Call)).one()
    person_id = {"no approval": school.teachers[1], "not on duty": school.admin_id, "guardian": school.guardians[0]}[who]
    client = browser(person_id)
    assert post(client, phone_of(school, late)).status_code == 404
    noted = post(client, f"/days/{late}/children/{school.children[0]}/calls/{call.id}", reached="missed")
    assert noted.status_code == 404
    db.session.expire_all()
    assert (len(opened_phones()), db.session.get_one(Call, call.id).reached) == (1, None)


def test_a_guardian_without_a_phone_is_no_call_and_the_page_says_what_to_do(school: School, late: int, browser: Any) -> None:
    db.session.get_one(Person, school.guardians[0]).phone = None
    db.session.commit()
    page = post(browser(school.teachers[0]), phone_of(school, late)).text
    assert "韦春兰没有登记电话，请打给下一位" in page
    assert db.session.scalars(select(Call)).all() == []


def test_the_guardian_is_told_of_the_calls_and_erasing_clears_the_words(school: School, late: int, browser: Any) -> None:
    post(browser(school.teachers[0]), phone_of(school, late))
    call = db.session.scalars(select(Call)).one()
    calls.note(call.id, db.session.get_one(ChildDay, call.child_day_id), True, "马上来")
    told = privacy.export(school.guardians[0])["after_school_call"]
    assert [(row["reached"], row["words"]) for row in told] == [(True, "马上来")]
    privacy.erase(school.guardians[0])
    assert Call.words.clear(db.session.get_one(Call, call.id)) is None


def test_before_an_erasure_the_class_says_that_it_keeps_who_had_the_child(school: School, late: int) -> None:
    kept = "到课和交接的时间留着，不带姓名、照片和签名：要能说清孩子当时由谁照看。"
    assert privacy.must_keep(school.children[0]) == [kept]
    assert privacy.must_keep(school.guardians[0]) == []
