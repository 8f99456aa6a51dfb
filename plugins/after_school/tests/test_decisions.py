"""What staff decide at the desk and at the door, and what comes of it for the child and the guardian."""
from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from core.kernel.audit import AuditEntry
from core.people.models import Person
from core.tenancy.session import db
from plugins.after_school.child_models import BlockedAdult, ChildDay
from plugins.after_school.errors import AdultBlocked
from plugins.after_school.models import Enrolment
from plugins.after_school.services import courses, enrolling, figures, handing, pickups

from .conftest import School, approved, staffed, wish
from .test_boards import words_of
from .test_pages import A, post, text_of
from .test_straight_path import told

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
REASON = "名额已满，请看看国画班"


def state_of(child_id: int) -> Any:
    """The state of a child's only class day, as the database has it."""
    db.session.rollback()
    return db.session.scalars(select(ChildDay.state).where(ChildDay.child_id == child_id)).one()


@pytest.fixture
def waiting(school: School) -> int:
    """The enrolment of a child who waits for a place in a full course."""
    staffed(school)
    wish(school, {0: [school.course_id], 1: [school.course_id]})
    wish(school, {2: [school.course_id]}, 1)
    approved(school, school.admin_id)
    row = db.session.scalars(select(Enrolment).where(Enrolment.child_id == school.children[2])).one()
    assert row.state == "waiting"
    return row.id


def test_a_guardian_reads_why_the_child_was_not_taken(school: School, waiting: int, browser: Any) -> None:
    assert "已经办好" in text_of(post(browser(school.admin_id), f"/enrolments/{waiting}/do/refuse", reason=REASON))
    assert told(school.guardians[1])[-1] == "孩子没有被“合唱”录取，原因写在报名记录里，可以再选别的课。"
    shown = words_of(text_of(browser(school.guardians[1]).get(f"{A}/mine")))
    assert f"合唱 2026 年秋季 · 音乐教室 工作站没有录取，原因：{REASON} 未录取" in shown
    assert "候补" not in shown and REASON not in text_of(browser(school.guardians[0]).get(f"{A}/mine"))


def test_a_child_who_was_not_taken_gets_no_place_that_becomes_free(school: School, waiting: int) -> None:
    enrolling.refuse(waiting, school.admin, REASON)
    out = db.session.scalars(select(Enrolment).where(Enrolment.child_id == school.children[0])).one()
    enrolling.leave(out.id, school.admin, "搬家")
    assert db.session.get_one(Enrolment, waiting).state == "refused"
    wish(school, {2: [school.course_id]}, 1)  # asking once more is a new wish, with an answer of its own
    again = db.session.get_one(Enrolment, waiting)
    assert (again.state, str(again.explained)) == ("accepted", "报名时还有 1 个名额，先到先得，所以录取了。")


def test_a_refusal_without_a_reason_or_by_somebody_else_changes_nothing(school: School, waiting: int, browser: Any) -> None:
    path, before = f"/enrolments/{waiting}/do/refuse", told(school.guardians[1])
    assert "请写明“不录取”的原因，再提交一次。" in text_of(post(browser(school.admin_id), path, reason=" "))
    for person_id in (school.worker_id, school.guardians[1], school.teachers[0]):
        assert post(browser(person_id), path, reason=REASON).status_code == 403
    db.session.rollback()
    assert (db.session.get_one(Enrolment, waiting).state, told(school.guardians[1])) == ("waiting", before)


def test_a_guardian_reads_why_staff_took_the_child_out_and_is_not_told_of_the_own_step(
    school: School, waiting: int, browser: Any
) -> None:
    rows = {row.child_id: row.id for row in db.session.scalars(select(Enrolment))}
    one, two = school.children[:2]
    long = "老师生病，" + "请改报别的课。" * 60
    assert "已经办好" in text_of(post(browser(school.admin_id), f"/enrolments/{rows[one]}/do/leave", reason=long))
    assert told(school.guardians[0])[-1] == f"孩子不再在“合唱”的名单上：{long[:200]}"
    before = told(school.guardians[0])
    enrolling.leave(rows[two], school.guardian(), "换课")
    assert told(school.guardians[0]) == before


def test_every_guardian_is_told_that_a_course_is_not_held(school: School, waiting: int) -> None:
    courses.cancel_course(school.course_id, school.admin, "老师生病")
    told_last = [told(person_id)[-1:] for person_id in school.guardians]
    assert told_last == [["孩子不再在“合唱”的名单上：老师生病"], ["孩子不再在“合唱”的名单上：老师生病"], []]


def test_an_adult_who_is_no_longer_blocked_takes_the_child_home(school: School, opened: int, browser: Any) -> None:
    one, guardian = school.children[0], f"guardian-{school.guardians[0]}"
    handing.arrive(opened, one, school.teacher())
    block = pickups.block(db.session.get_one(Person, one), school.admin, "韦春兰", "", "法院文书")
    approved(school, school.admin_id)
    admin, file = browser(school.admin_id), f"/terms/{school.term_id}/children/{one}"
    end = f"{file}/blocks/{block.id}/end"
    assert "请写明为什么不再限制，再提交一次。" in text_of(post(admin, end, reason=" "))
    with pytest.raises(AdultBlocked):
        handing.hand_over_known(opened, one, school.teacher(), guardian)
    db.session.rollback()
    page = text_of(post(admin, end, reason="法院撤销了"))
    assert "限制已经取消。" in page and "法院文书" not in page
    db.session.rollback()
    noted = select(AuditEntry.object_id, AuditEntry.reason).where(AuditEntry.action == "after_school.unblock")
    assert db.session.execute(noted).all() == [(one, "法院撤销了")]
    assert handing.hand_over_known(opened, one, school.teacher(), guardian).state == "handed_over"


def test_a_block_is_ended_on_the_page_of_its_own_child_only(school: School, opened: int, browser: Any) -> None:
    one, two = school.children[:2]
    block = pickups.block(db.session.get_one(Person, one), school.admin, "某某", "", "法院文书")
    approved(school, school.admin_id)
    end = f"blocks/{block.id}/end"
    wrong = post(browser(school.admin_id), f"/terms/{school.term_id}/children/{two}/{end}", reason="撤销了")
    assert wrong.status_code == 404
    other = post(browser(school.worker_id), f"/terms/{school.term_id}/children/{one}/{end}", reason="撤销了")
    assert other.status_code == 403
    db.session.rollback()
    assert db.session.scalars(select(BlockedAdult.ended_on)).all() == [None]


def test_a_child_who_comes_late_goes_into_the_lesson_by_its_own_button(school: School, opened: int, browser: Any) -> None:
    teacher, (one, two) = browser(school.teachers[0]), school.children[:2]
    here = f"/days/{opened}/children/{two}"
    post(teacher, f"/days/{opened}/children/{one}/do/arrive")
    post(teacher, f"/days/{opened}/do/begin")
    early = text_of(post(teacher, f"{here}/do/begin"))
    assert "现在的状态是“还没到”，不能“进教室”。" in early and state_of(two) == "expected"
    assert f"{here}/do/begin" not in text_of(teacher.get(f"{A}{here}"))
    post(teacher, f"{here}/do/arrive")
    assert f"{here}/do/begin" in text_of(teacher.get(f"{A}{here}"))
    assert "进教室了。" in text_of(post(teacher, f"{here}/do/begin"))
    assert (state_of(one), state_of(two)) == ("in_class", "in_class")


def test_a_child_who_did_not_come_counts_as_missed_and_may_still_come(school: School, opened: int, browser: Any) -> None:
    teacher, one = browser(school.teachers[0]), school.children[0]
    step = f"/days/{opened}/children/{one}/do"
    page = words_of(text_of(post(teacher, f"{step}/miss")))
    assert "记为没来。" in page and "没到 3，在 0，走了 0，没来 1" in page
    assert figures.over_the_limits(school.term_id, 1, 1) == [(one, "韦小宝", 0, 1)]
    guardian = words_of(text_of(browser(school.guardians[0]).get(f"{A}/mine")))
    assert "今天 17:30–18:30 合唱 音乐教室 没来" in guardian and "已请假" not in guardian
    assert "不能“没来”" in text_of(post(teacher, f"{step}/miss"))
    assert "到了。" in text_of(post(teacher, f"{step}/arrive"))
    assert state_of(one) == "arrived"
    assert figures.over_the_limits(school.term_id, 1, 1) == []
