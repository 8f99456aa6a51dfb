"""The pages: who sees what, what a button does, and what bad input does not do."""
from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from core.kernel.audit import AuditEntry
from core.tenancy.session import db
from core.testing_accounts import csrf_of
from plugins.after_school.child_models import ChildDay, HealthSheet, PickupPerson
from plugins.after_school.models import ClassDay, Duty, Enrolment, SpecialDay, Teacher, Term
from plugins.after_school.services import handing, health

from .conftest import SIGNATURE, School, approved, at, first_day, photo, staffed, wish

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
A = "/after-school"


def post(client: Any, path: str, page: str = "/password", **fields: Any) -> Any:
    """Send a form as the page would."""
    data = {"csrf_token": csrf_of(client, page), **fields}
    return client.post(f"{A}{path}", data=data, follow_redirects=True)


def text_of(response: Any, status: int = 200) -> str:
    said = str(response.get_data(as_text=True))
    assert response.status_code == status, re.sub(r"(?s)<[^>]*>|\s+", " ", said[said.find("<main") :])[:300]
    return said


def test_everybody_sees_the_courses_and_the_search_for_teachers(school: School, client: Any) -> None:
    page = text_of(client.get(f"{A}/"))
    assert "合唱" in page and "还有 2 个名额" in page and "课堂在找老师" in page
    assert "还要 2 位老师" in text_of(client.get(f"{A}/teach"))
    assert "先到先得" in text_of(client.get(f"{A}/terms/{school.term_id}/draw"))


def test_a_guardian_enrols_two_children_on_the_phone(school: School, browser: Any) -> None:
    staffed(school)
    guardian = browser(school.guardians[0])
    one, two = school.children[:2]
    page = text_of(guardian.get(f"{A}/enrol/{school.term_id}"))
    assert "韦小宝的第 1 志愿" in page and "覃一一" not in page
    fields = {f"wish-{one}-1": school.course_id, f"wish-{two}-1": school.course_id, "together": "on"}
    done = text_of(post(guardian, f"/enrol/{school.term_id}", **fields))
    assert "报名收到了" in done and done.count("已录取") == 2 and "还没有填健康安全表" in done


def test_a_refused_enrolment_keeps_what_was_chosen(school: School, browser: Any) -> None:
    guardian, one = browser(school.guardians[0]), school.children[0]
    term = db.session.get(Term, school.term_id)
    term.enrol_until = date(2026, 11, 22)
    db.session.commit()
    page = text_of(post(guardian, f"/enrol/{school.term_id}", **{f"wish-{one}-1": school.course_id}), 422)
    assert "现在不报名" in page
    for junk in ("x", "-1", "9" * 40, "' OR 1=1"):
        page = post(guardian, f"/enrol/{school.term_id}", **{f"wish-{one}-1": junk})
        assert page.status_code == 422


def test_a_guardian_leaves_and_excuses(school: School, browser: Any) -> None:
    staffed(school)
    wish(school, {0: [school.course_id]})
    guardian, one = browser(school.guardians[0]), school.children[0]
    done = text_of(post(guardian, f"/children/{one}/days/{first_day(school)}/excuse", reason="发烧"))
    assert "已经请假" in done and "已请假" in done
    row = db.session.scalars(select(Enrolment)).one()
    assert "名额会给候补的孩子" in text_of(post(guardian, f"/enrolments/{row.id}/leave", reason="搬家"))


def test_a_guardian_names_an_adult_makes_a_code_and_signs(school: School, browser: Any) -> None:
    staffed(school)
    wish(school, {0: [school.course_id]})
    guardian, one = browser(school.guardians[0]), school.children[0]
    fields = {
        "name": "林阿姨", "phone": "13900001234", "relation": "neighbour", "weekdays": ["1", "3"],
        "valid_from": "2026-11-23", "valid_until": "2026-12-31",
    }  # fmt: skip
    wrong = text_of(post(guardian, f"/children/{one}", **{**fields, "name": ""}), 422)
    assert "请写接送人的姓名。" in wrong and 'value="13900001234"' in wrong
    page = text_of(post(guardian, f"/children/{one}", photo=photo(), **fields))
    assert "已经授权" in page and "林阿姨" in page and "周二" in page
    adult = db.session.scalars(select(PickupPerson)).one()
    picture = re.search(rf"/adults/{adult.id}/photo/(\d+)", page)
    assert picture and guardian.get(f"{A}/adults/{adult.id}/photo/{picture[1]}").mimetype == "image/jpeg"
    code = re.search(r"data-code>(\d{6})<", text_of(post(guardian, f"/children/{one}/code", name="韦奶奶")))
    assert code is not None
    assert "请写谁来接孩子" in text_of(post(guardian, f"/children/{one}/code", name=" "))
    signed = post(guardian, f"/children/{one}/alone", valid_from="2026-11-23", valid_until="2026-12-31", signature=SIGNATURE)
    assert "今天可以自己回家" in text_of(signed)
    assert "以后要有人来接" in text_of(post(guardian, f"/children/{one}/alone/withdraw"))
    assert "授权已经取消" in text_of(post(guardian, f"/adults/{adult.id}/withdraw"))


def test_the_health_sheet_wants_consent_and_signature_and_is_kept_in_cipher(school: School, browser: Any) -> None:
    staffed(school)
    wish(school, {0: [school.course_id]})
    guardian, path = browser(school.guardians[0]), f"/children/{school.children[0]}/health/{school.term_id}"
    fields = {"allergies": "花生", "emergency_name": "外婆", "emergency_phone": "13900005555"}
    assert "请先勾选同意" in text_of(post(guardian, path, **fields, signature=SIGNATURE), 422)
    refused = text_of(post(guardian, path, **fields, consent="y", signature=""), 422)
    assert "花生" in refused
    assert "已经签好" in text_of(post(guardian, path, **fields, consent="y", signature=SIGNATURE))
    sheet = db.session.scalars(select(HealthSheet)).one()
    assert (sheet.alert, health.clear(sheet)["allergies"], str(sheet.allergies)) == (True, "花生", "****")
    assert "花生" in text_of(guardian.get(f"{A}{path}"))


def test_a_volunteer_offers_to_teach_and_is_accepted_at_the_desk(school: School, browser: Any) -> None:
    volunteer, worker = browser(school.teachers[0]), browser(school.admin_id)
    page = text_of(post(volunteer, f"/teach/{school.course_id}", role="lead", words="教过十年合唱"))
    assert "工作站审核后会告诉您" in page
    again = text_of(post(volunteer, f"/teach/{school.course_id}", role="lead", words="再报一次"))
    assert "已经报过这门课" in again and "再报一次" in again
    page = text_of(worker.get(f"{A}/courses/{school.course_id}"))
    assert "请老师甲来任课" in page and "教过十年合唱" in page
    teacher = db.session.scalars(select(Teacher)).one()
    assert "已经请来任课" in text_of(post(worker, f"/teachers/{teacher.id}/do/accept"))
    assert "老师乙" in text_of(worker.get(f"{A}/courses/{school.course_id}?q=老师乙"))
    invited = post(worker, f"/courses/{school.course_id}/invite", person_id=school.teachers[1], role="assistant")
    assert "已经请来任课" in text_of(invited)
    assert "场地和老师都定下了" in text_of(post(worker, f"/courses/{school.course_id}/do/open"))
    assert "我的课表" in text_of(volunteer.get(f"{A}/teaching"))


def test_without_an_approval_the_sheet_shows_no_child_and_asks(school: School, opened: int, browser: Any) -> None:
    worker = browser(school.worker_id)
    page = text_of(worker.get(f"{A}/days/{opened}"))
    assert "韦小宝" not in page and "先得到批准" in page
    assert "申请交上去了" in text_of(post(worker, f"/days/{opened}/approval", reason="替老师点名"))
    for path in (f"/days/{opened}/children/{school.children[0]}", f"/days/{opened}/evacuation"):
        assert worker.get(f"{A}{path}").status_code == 404
    assert post(worker, f"/days/{opened}/children/{school.children[0]}/do/arrive").status_code == 404
    approved(school, school.worker_id)
    assert "韦小宝" in text_of(worker.get(f"{A}/days/{opened}"))


def test_a_teacher_leads_the_class_day_on_the_phone(school: School, opened: int, browser: Any, clock_at: Any) -> None:
    teacher, (one, two, three, _four) = browser(school.teachers[0]), school.children
    day = f"/days/{opened}"
    for child_id in (one, two, three):
        assert "到了。" in text_of(post(teacher, f"{day}/children/{child_id}/do/arrive"))
    assert "都进教室了" in text_of(post(teacher, f"{day}/do/begin"))
    assert "韦小宝" in text_of(teacher.get(f"{A}{day}/evacuation"))
    clock_at(at(18, 30))
    teacher = browser(school.teachers[0])
    assert "是韦春兰，交接" in text_of(teacher.get(f"{A}{day}/children/{one}"))
    assert "接孩子的码不对，还可以试 4 次" in text_of(post(teacher, f"{day}/children/{one}/do/code", code="12345"))
    assert "已经交接" in text_of(post(teacher, f"{day}/children/{one}/do/known", who=f"guardian-{school.guardians[0]}"))
    assert "请先把他们一一交给家长" in text_of(post(teacher, f"{day}/do/close"))
    for child_id, guardian in ((two, 0), (three, 1)):
        post(teacher, f"{day}/children/{child_id}/do/known", who=f"guardian-{school.guardians[guardian]}")
    assert "时长已经记进服务记录" in text_of(post(teacher, f"{day}/do/close"))
    guardian = text_of(browser(school.guardians[0]).get(f"{A}/mine"))
    assert "由韦春兰接走（认人，对过照片）" in guardian


def test_opening_a_health_sheet_at_the_door_is_audited(school: School, opened: int, browser: Any) -> None:
    from plugins.after_school.services import finding

    values = dict.fromkeys(health.FIELDS, "") | {"allergies": "花生", "emergency_name": "外婆", "emergency_phone": "13900005555"}
    health.save(finding.get_term(school.term_id), school.children[0], school.guardian(), values, SIGNATURE, consented=True)
    db.session.commit()
    teacher = browser(school.teachers[0])
    assert "花生" not in text_of(teacher.get(f"{A}/days/{opened}"))
    page = text_of(post(teacher, f"/days/{opened}/children/{school.children[0]}/health"))
    assert "花生" in page
    db.session.rollback()
    actions = set(db.session.scalars(select(AuditEntry.action)))
    assert {"after_school.open_health", "people.open_child"} <= actions


def test_staff_note_a_blocked_adult_in_red_and_the_guardian_sees_nothing(school: School, opened: int, browser: Any) -> None:
    admin, one = browser(school.admin_id), school.children[0]
    approved(school, school.admin_id)
    path = f"/terms/{school.term_id}/children/{one}"
    assert "请写姓名。" in text_of(post(admin, path, name="", reason="法院文书"), 422)
    assert "不能接走孩子的大人" in text_of(post(admin, path, name="某某", phone="", reason="法院文书"))
    handing.arrive(opened, one, school.teacher())
    db.session.commit()
    teacher = browser(school.teachers[0])
    assert "有人不能接" in text_of(teacher.get(f"{A}/days/{opened}"))
    assert "法院文书" in text_of(teacher.get(f"{A}/days/{opened}/children/{one}"))
    guardian = browser(school.guardians[0])
    for page in ("/mine", f"/children/{one}"):
        said = text_of(guardian.get(f"{A}{page}"))
        assert "法院文书" not in said and "某某" not in said


def test_the_admin_makes_a_term_and_a_course(school: School, browser: Any) -> None:
    admin = browser(school.admin_id)
    fields = {
        "name": "2027 年寒假", "kind": "holiday", "starts_on": "2027-01-18", "ends_on": "2027-02-12",
        "enrol_from": "2026-12-01", "enrol_until": "2026-12-20", "allocation": "lottery", "max_courses": "2",
    }  # fmt: skip
    wrong = text_of(post(admin, "/terms/new", **{**fields, "ends_on": "2027-01-01"}), 422)
    assert "最后一天早于第一天" in wrong and "2027 年寒假" in wrong
    page = text_of(post(admin, "/terms/new", **fields))
    assert "学期已经保存" in page and "2027 年的放假安排还没有公布" in page
    made = db.session.scalars(select(Term).where(Term.name == "2027 年寒假")).one()
    course = {
        "title": "书法", "subject": "calligraphy", "place_id": school.rooms[1], "age_from": "6", "age_to": "13",
        "capacity": "12", "teachers_wanted": "2", "weekday_1": "0", "start_1": "09:00", "end_1": "10:00", "weekday_2": "", "weekday_3": "",
    }  # fmt: skip
    assert "下课时间要晚于上课时间" in text_of(post(admin, f"/terms/{made.id}/courses/new", **{**course, "end_1": "08:00"}), 422)
    assert "周一 09:00–10:00" in text_of(post(admin, f"/terms/{made.id}/courses/new", **course))
    for name, data in (("老师少于两位", {"teachers_wanted": "1"}), ("数字", {"capacity": "many"}), ("场地", {"place_id": "x"})):
        assert post(admin, f"/terms/{made.id}/courses/new", **{**course, "title": name, **data}).status_code == 422
    special = post(admin, f"/terms/{made.id}/special", day="2027-01-20", as_weekday="off", note="停电")
    assert "停电" in text_of(special)
    row = db.session.scalars(select(SpecialDay)).one()
    assert "又按日历上课" in text_of(post(admin, f"/terms/{made.id}/special/{row.id}/drop"))
    assert "报名还没截止" in text_of(post(admin, f"/terms/{made.id}/allocate"))


def test_single_days_are_cancelled_made_up_and_taught_by_others(school: School, browser: Any) -> None:
    staffed(school)
    admin, day_id = browser(school.admin_id), first_day(school)
    duty = db.session.scalars(select(Duty).where(Duty.class_day_id == day_id)).first()
    plan = text_of(admin.get(f"{A}/days/{day_id}/plan"))
    assert "老师丙" in plan
    assert "代课安排好了" in text_of(post(admin, f"/duties/{duty.id}/substitute", person_id=school.teachers[2]))
    assert post(admin, f"/duties/{duty.id}/substitute", person_id="x").status_code == 404
    assert "这次课取消了" in text_of(post(admin, f"/days/{day_id}/cancel", reason="停电"))
    make_up = {"day": "2026-11-28", "start": "09:00", "end": "10:00", "place_id": school.rooms[1]}
    assert "补课排好了" in text_of(post(admin, f"/courses/{school.course_id}/make-up", **make_up))
    assert "都填好" in text_of(post(admin, f"/courses/{school.course_id}/make-up", day="gestern"))
    made = db.session.scalars(select(ClassDay).where(ClassDay.make_up)).one()
    assert made.day == date(2026, 11, 28)


def test_the_timetable_is_by_week_room_and_teacher_and_bears_any_address(school: School, browser: Any) -> None:
    staffed(school)
    worker = browser(school.worker_id)
    page = text_of(worker.get(f"{A}/timetable?week=2026-11-25"))
    assert page.count('class="school-slot') == 2 and "老师甲、老师乙" in page
    assert text_of(worker.get(f"{A}/timetable?place={school.rooms[1]}")).count('class="school-slot') == 0
    assert text_of(worker.get(f"{A}/timetable?teacher={school.teachers[0]}")).count('class="school-slot') == 2
    for junk in ("week=nie", "week=9999-99-99", "place=x&teacher=y", "place=-1", "week=0001-01-01"):
        text_of(worker.get(f"{A}/timetable?{junk}"))


def test_the_list_of_enrolments_needs_an_approval_and_staff_takes_a_child_out(school: School, browser: Any) -> None:
    staffed(school)
    wish(school, {0: [school.course_id], 1: [school.course_id]})
    wish(school, {2: [school.course_id]}, 1)
    worker, path = browser(school.admin_id), f"/terms/{school.term_id}/enrolments"
    assert "先得到批准" in text_of(worker.get(f"{A}{path}"))
    assert "申请交上去了" in text_of(post(worker, path, reason="核对名单"))
    approved(school, school.admin_id)
    page = text_of(worker.get(f"{A}{path}?show=accepted"))
    assert "韦小宝" in page and "覃一一" not in page
    for junk in ("show=x&page=abc", "course=x", "page=-4", f"course={school.course_id}&page=99"):
        text_of(worker.get(f"{A}{path}?{junk}"))
    row = db.session.scalars(select(Enrolment).where(Enrolment.child_id == school.children[0])).one()
    assert "候补会自动补上" in text_of(post(worker, f"/enrolments/{row.id}/do/leave", reason="搬家"))
    db.session.expire_all()
    moved = db.session.scalars(select(Enrolment).where(Enrolment.child_id == school.children[2])).one()
    assert moved.state == "accepted"
    assert post(worker, f"/enrolments/{row.id}/do/fly", reason="x").status_code == 404


def test_very_long_and_odd_words_do_not_break_a_step(school: School, opened: int, browser: Any) -> None:
    teacher, one = browser(school.teachers[0]), school.children[0]
    long = "好" * 5000
    day = f"/days/{opened}/children/{one}/do"
    post(teacher, f"{day}/arrive")
    text_of(post(teacher, f"{day}/refuse_adult", reason=long))
    text_of(post(teacher, f"{day}/code", code=long))
    text_of(post(teacher, f"{day}/known", who="guardian-" + "9" * 40))
    text_of(post(teacher, f"{day}/take_back", reason=long))
    db.session.expire_all()
    assert db.session.scalars(select(ChildDay.state).where(ChildDay.child_id == one)).one() == "expected"
