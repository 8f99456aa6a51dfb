"""What somebody tries who may not: other families' children, other people's classes, a sheet without an approval."""
from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from core.kernel.links import open_link
from core.people.models import Person
from core.tenancy.session import db
from core.testing_accounts import csrf_of, make_account, make_building, make_person, make_role, sign_in
from plugins.after_school.child_models import PickupPerson
from plugins.after_school.models import Duty, Enrolment
from plugins.after_school.services import pickups
from plugins.after_school.views.calendars import GUARDIAN

from .conftest import School, approved, at, photo, staffed, wish
from .test_hand_over import AUNT

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
A, MISSING = "/after-school", 987654321987654321


def same_404(client: Any, path: str, row_id: int) -> None:
    """A foreign row and a missing one look the same."""
    foreign, missing = (client.get(f"{A}{path}".format(n)) for n in (row_id, MISSING))
    assert (path, foreign.status_code, missing.status_code) == (path, 404, 404)
    assert foreign.data == missing.data


def test_a_guardian_reaches_no_other_familys_child(school: School, browser: Any) -> None:
    staffed(school)
    wish(school, {0: [school.course_id]})
    adult = pickups.name_adult(school.children[0], school.guardian(), AUNT, photo())
    picture = pickups.photos_of([adult.id])[adult.id]
    db.session.commit()
    stranger = browser(school.guardians[1])
    for path in ("/children/{}", "/children/{}/alone", f"/children/{{}}/health/{school.term_id}"):
        same_404(stranger, path, school.children[0])
    assert stranger.get(f"{A}/adults/{adult.id}/photo/{picture}").status_code == 404
    token = {"csrf_token": csrf_of(stranger, "/password"), "reason": "x", "name": "x"}
    enrolment = db.session.scalars(select(Enrolment.id)).one()
    day_id = db.session.scalars(select(Duty.class_day_id)).first()
    for path in (
        f"/children/{school.children[0]}/code", f"/children/{school.children[0]}/alone/withdraw",
        f"/adults/{adult.id}/withdraw", f"/enrolments/{enrolment}/leave",
        f"/children/{school.children[0]}/days/{day_id}/excuse",
    ):
        assert (path, stranger.post(f"{A}{path}", data=token).status_code) == (path, 404)
    db.session.expire_all()
    assert db.session.scalars(select(Enrolment.state)).one() == "accepted"
    assert db.session.scalars(select(PickupPerson.revoked_at)).one() is None


def test_a_resident_or_another_volunteer_reaches_no_class_day(school: School, opened: int, browser: Any, client_in: Any, community: Any) -> None:
    other = make_account(make_person("别的志愿者", school.building))
    stranger = client_in(community)
    assert sign_in(stranger, other).status_code == 302
    for client in (stranger, browser(school.guardians[1])):
        for path in ("/days/{}", "/days/{}/evacuation", f"/days/{{}}/children/{school.children[0]}"):
            same_404(client, path, opened)
        token = {"csrf_token": csrf_of(client, "/password"), "reason": "我要看"}
        duty = db.session.scalars(select(Duty.id).where(Duty.class_day_id == opened)).first()
        for path in (f"/days/{opened}/approval", f"/days/{opened}/do/close", f"/duties/{duty}/do/check_out"):
            assert (path, client.post(f"{A}{path}", data=token).status_code) == (path, 404)


def test_an_approval_for_another_term_opens_nothing(school: School, opened: int, browser: Any) -> None:
    from .conftest import term

    real = school.term_id
    school.term_id = term(school, name="另一个学期")
    approved(school, school.worker_id)
    other, school.term_id = school.term_id, real
    assert "韦小宝" not in browser(school.worker_id).get(f"{A}/days/{opened}").text
    worker = browser(school.admin_id)
    assert worker.get(f"{A}/terms/{other}/children/{school.children[0]}").status_code == 404
    refused = worker.get(f"{A}/terms/{real}/children/{school.children[0]}")
    assert (refused.status_code, "要经负责人批准" in refused.text) == (403, True)


def test_a_photo_is_sent_for_a_child_of_this_class_only(school: School, opened: int, browser: Any) -> None:
    from .conftest import child

    stranger_child = child(school.guardians[1], "覃小二", date(2016, 1, 1))
    adult = pickups.name_adult(stranger_child, school.guardian(1), AUNT, photo())
    picture = pickups.photos_of([adult.id])[adult.id]
    mine = pickups.name_adult(school.children[0], school.guardian(), AUNT, photo())
    own = pickups.photos_of([mine.id])[mine.id]
    db.session.commit()
    teacher = browser(school.teachers[0])
    assert teacher.get(f"{A}/days/{opened}/adults/{adult.id}/photo/{picture}").status_code == 404
    assert teacher.get(f"{A}/days/{opened}/adults/{mine.id}/photo/{picture}").status_code == 404
    assert teacher.get(f"{A}/days/{opened}/adults/{mine.id}/photo/{own}").status_code == 200


def test_a_worker_of_another_grid_has_to_ask_like_everybody(school: School, opened: int, client_in: Any, community: Any) -> None:
    far = make_building(9)
    phone = make_account(make_person("别的网格员", far), ("grid_worker", "grids", [far.grid_id]))
    worker = client_in(community)
    assert sign_in(worker, phone).status_code == 302
    page = worker.get(f"{A}/days/{opened}")
    assert page.status_code == 200 and "韦小宝" not in page.text and "先得到批准" in page.text


def test_who_was_on_duty_opens_the_sheet_until_the_end_of_the_day(school: School, opened: int, browser: Any, clock_at: Any) -> None:
    from plugins.after_school.services import days, duties

    approved(school, school.teachers[1])
    duty = db.session.scalars(select(Duty).where(Duty.class_day_id == opened, Duty.person_id == school.teachers[1])).one()
    second = browser(school.teachers[1])
    assert second.get(f"{A}/days/{opened}").status_code == 200
    duties.check_out(duty.id, school.teacher(1))
    days.close_day(opened, school.teacher())
    db.session.commit()
    assert second.get(f"{A}/days/{opened}").status_code == 200
    clock_at(at(8, day=date(2026, 11, 25)))
    assert browser(school.teachers[1]).get(f"{A}/days/{opened}").status_code == 404


def test_a_worker_of_one_grid_plans_nothing_for_the_whole_community(school: School, client_in: Any, community: Any) -> None:
    from core.accounts.roles import set_role_permission
    from core.kernel.actor import SYSTEM

    staffed(school)
    make_role("helper", "课堂帮手")
    for name in ("after_school.view", "after_school.manage"):
        set_role_permission("helper", name, True, SYSTEM)
    phone = make_account(make_person("帮手", school.building), ("helper", "grids", [school.building.grid_id]))
    worker = client_in(community)
    assert sign_in(worker, phone).status_code == 302
    assert worker.get(f"{A}/terms/{school.term_id}").status_code == 200
    for path in ("terms/{}/edit", "terms/{}/courses/new", "terms/{}/enrolments"):
        same_404(worker, f"/{path}", school.term_id)
    token = {"csrf_token": csrf_of(worker, "/password"), "reason": "x", "day": "2026-12-01", "as_weekday": "off"}
    day_id = db.session.scalars(select(Duty.class_day_id)).first()
    for path in (f"terms/{school.term_id}/special", f"terms/{school.term_id}/allocate", f"courses/{school.course_id}/do/cancel", f"days/{day_id}/cancel"):
        assert (path, worker.post(f"{A}/{path}", data=token).status_code) == (path, 404)


def test_a_guardian_who_must_not_take_the_child_is_not_told_where_it_is(school: School, browser: Any, client: Any) -> None:
    staffed(school)
    wish(school, {0: [school.course_id], 1: [school.course_id]})
    one, other = (db.session.get_one(Person, number) for number in school.children[:2])
    calendar = open_link(GUARDIAN, school.guardians[0])
    db.session.commit()
    guardian = browser(school.guardians[0])
    places = (f"{A}/mine", f"{A}/calendars/guardian/{calendar}.ics", "/me/")
    before = [guardian.get(path).text.count("合唱") for path in places]
    pickups.block(one, school.admin, "不知道叫什么", school.phones[school.guardians[0]], "法院文书")
    pickups.block(other, school.admin, "别人", "", "法院文书")
    db.session.commit()

    assert "韦小宝" not in guardian.get(f"{A}/mine").text and "韦小贝" in guardian.get(f"{A}/mine").text
    assert "韦小宝" not in guardian.get(f"{A}/enrol/{school.term_id}").text
    after = [guardian.get(path).text.count("合唱") for path in places]
    assert [a < b for a, b in zip(after, before, strict=True)] == [True, False, True]  # a calendar has each class once
    pickups.block(other, school.admin, "不知道叫什么", school.phones[school.guardians[0]], "法院文书")
    db.session.commit()
    assert [guardian.get(path).text.count("合唱") for path in places] == [0, 0, 0]
    same_404(guardian, "/children/{}", one.id)
