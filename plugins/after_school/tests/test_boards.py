"""What the classes put on pages of the site: the public home, the first page of a guardian and a teacher, a child's page."""
from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from core.people.approvals import ask_approval
from core.tenancy.session import db
from plugins.after_school.models import Duty
from plugins.after_school.services import boards, days, duties, finding

from .conftest import School, approved, at, course, first_day, staffed, wish
from .test_pages import text_of

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
TITLE = "5点半课堂"


def words_of(html: str) -> str:
    """What a reader sees, in one line."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def block_of(page: str, label: str) -> str:
    """The section with this label; empty where the page has none."""
    found = re.search(rf'(?s)<section[^>]*(?:aria-labelledby|aria-label)="{label}".*?</section>', page)
    return found[0] if found else ""


def rows_of(section: str) -> list[str]:
    """The lines of a list, each as a reader sees it."""
    return [words_of(row) for row in re.findall(r'(?s)<(?:a|div) class="lrow".*?</(?:a|div)>', section)]


def links_of(section: str) -> list[str]:
    """Where its lines lead, without the community's part of the address."""
    return [path.partition("/after-school")[2] for path in re.findall(r'<a class="lrow" href="([^"]*)"', section)]


def card(visitor: Any) -> str:
    """The block on the public home, drawn anew: strangers may see one that is a minute old, who is signed in does not."""
    return block_of(text_of(visitor.get("/")), "after_school-1")


def arranged(visitor: Any) -> str:
    """The arrangements on a person's first page."""
    return block_of(text_of(visitor.get("/me/")), "arranged")


def test_the_public_home_shows_the_courses_that_enrol_with_the_places_left(
    school: School, browser: Any, client: Any
) -> None:
    assert rows_of(card(client)) == ["合唱 2026 年秋季 · 音乐教室 还有 2 个名额"]
    guardian = browser(school.guardians[2])
    shown = card(guardian)
    assert rows_of(shown) == ["合唱 2026 年秋季 · 音乐教室 还有 2 个名额"]
    assert TITLE in shown and "来当老师" in shown
    staffed(school)
    wish(school, {0: [school.course_id], 1: [school.course_id]})
    shown = card(guardian)
    assert rows_of(shown) == ["合唱 2026 年秋季 · 音乐教室 可以候补"]
    assert "来当老师" not in shown  # both teachers are found


def test_the_public_home_has_no_card_when_nobody_enrols_and_no_teacher_is_wanted(school: School, client: Any) -> None:
    staffed(school)
    finding.get_term(school.term_id).enrol_until = date(2026, 11, 22)
    db.session.commit()
    assert card(client) == ""


def test_a_guardian_sees_the_own_childrens_classes_of_the_next_days_first(
    school: School, browser: Any, clock_at: Any
) -> None:
    staffed(school)
    wish(school, {0: [school.course_id]})
    wish(school, {2: [school.course_id]}, 1)
    shown = arranged(browser(school.guardians[0]))
    assert rows_of(shown) == [
        "韦小宝：合唱 明天 17:30 · 音乐教室", "韦小宝：合唱 11 月 26 日 17:30 · 音乐教室",
    ]
    assert links_of(shown) == ["/mine", "/mine"]
    days.cancel_day(first_day(school), school.admin, "停电")
    db.session.commit()
    assert rows_of(arranged(browser(school.guardians[0]))) == ["韦小宝：合唱 11 月 26 日 17:30 · 音乐教室"]
    assert "现在没有安排" in arranged(browser(school.guardians[2]))


def test_a_class_that_is_over_leaves_the_guardians_first_page(school: School, browser: Any, clock_at: Any) -> None:
    staffed(school)
    wish(school, {0: [school.course_id]})
    clock_at(at(18, 29))
    assert "今天 17:30" in arranged(browser(school.guardians[0]))
    clock_at(at(18, 31))
    shown = rows_of(arranged(browser(school.guardians[0])))
    assert [row.split(" · ")[0] for row in shown] == ["韦小宝：合唱 11 月 26 日 17:30"]


def test_a_teacher_finds_the_next_class_and_its_sheet_on_the_first_page(school: School, browser: Any) -> None:
    staffed(school)
    day_id = first_day(school)
    shown = arranged(browser(school.teachers[0]))
    assert (rows_of(shown), links_of(shown)) == (["去上课：合唱 明天 17:30 · 音乐教室"], [f"/days/{day_id}"])
    assert "现在没有安排" in arranged(browser(school.guardians[0]))


def test_a_teacher_with_children_still_there_keeps_the_class_until_it_is_closed(
    school: School, opened: int, browser: Any, clock_at: Any
) -> None:
    clock_at(at(18, 45))
    assert links_of(arranged(browser(school.teachers[0])))[0] == f"/days/{opened}"
    days.close_day(opened, school.teacher())
    db.session.commit()
    assert f"/days/{opened}" not in links_of(arranged(browser(school.teachers[0])))


def test_a_teacher_who_was_checked_out_early_is_sent_to_no_class_of_that_day(
    school: School, opened: int, browser: Any
) -> None:
    duty = db.session.scalars(select(Duty).where(Duty.class_day_id == opened, Duty.person_id == school.teachers[1])).one()
    assert f"/days/{opened}" in links_of(arranged(browser(school.teachers[1])))
    duties.check_out(duty.id, school.teacher(1))
    db.session.commit()
    assert f"/days/{opened}" not in links_of(arranged(browser(school.teachers[1])))


def test_a_childs_page_at_the_desk_shows_its_courses_to_who_may_open_the_terms_children(
    school: School, browser: Any
) -> None:
    staffed(school)
    other = staffed(school, course(school, "国画", place_id=school.rooms[1]), (2, 3))
    wish(school, {0: [school.course_id, other]})
    one = school.children[0]
    ask_approval(school.admin, "核对", child_id=one)  # opens the page of this child, not the courses of the term
    db.session.commit()
    admin, path = browser(school.admin_id), f"/desk/people/{one}"
    assert block_of(text_of(admin.get(path)), TITLE) == ""
    approved(school, school.admin_id)
    approved(school, school.worker_id)
    panel = block_of(text_of(admin.get(path)), TITLE)
    assert rows_of(panel) == ["合唱 2026 年秋季 已录取", "国画 2026 年秋季 候补"]
    assert links_of(panel) == [f"/terms/{school.term_id}/children/{one}"] * 2
    assert block_of(text_of(admin.get(f"/desk/people/{school.guardians[0]}")), TITLE) == ""
    assert boards.panel(one, school.worker) is None  # has the approval and does not manage classes
