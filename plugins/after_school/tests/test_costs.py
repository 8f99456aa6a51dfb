"""How many statements each page costs, however many children there are."""
from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.tenancy.session import db
from plugins.after_school.models import Course
from plugins.after_school.services import finding, wishes

from .conftest import School, approved, child, first_day, staffed, wish
from .test_pages import A, text_of

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
# Who, and where; four for whom it is: the person, roles, the community's plugins and what the frame counts.
PAGES = {
    "public": (None, "/"),
    "mine": ("guardian", "/mine"),
    "enrol": ("guardian", "/enrol/{term}"),
    "teaching": ("teacher", "/teaching"),
    "sheet": ("teacher", "/days/{day}"),
    "desk": ("worker", "/desk"),
    "term": ("worker", "/terms/{term}"),
    "enrolments": ("admin", "/terms/{term}/enrolments?show=accepted"),
    "course": ("worker", "/courses/{course}"),
    "timetable": ("worker", "/timetable"),
}
MOST = {"public": 8, "mine": 12, "enrol": 11, "teaching": 6, "sheet": 19, "desk": 7, "term": 12, "enrolments": 10, "course": 12, "timetable": 8}


def many(school: School, count: int, start: int) -> None:
    """More children of the third guardian in the class."""
    for number in range(start, start + count):
        added = child(school.guardians[2], f"孩子{number}", date(2016, 1, 1 + number % 28))
        wishes.enrol(school.term_id, school.guardian(2), {added: [school.course_id]}, together=False)
    db.session.commit()


@pytest.mark.parametrize("page", list(PAGES))
def test_a_page_costs_a_fixed_number_of_statements(
    school: School, browser: Any, client: Any, query_counter: Any, clock_at: Any, page: str
) -> None:
    staffed(school)
    db.session.get(Course, school.course_id).capacity = 100
    db.session.commit()
    wish(school, {0: [school.course_id], 1: [school.course_id]})
    for person_id in (school.teachers[0], school.admin_id):
        approved(school, person_id)
    who, path = PAGES[page]
    path = A + path.format(term=school.term_id, day=first_day(school), course=school.course_id)
    person = {"guardian": school.guardians[0], "teacher": school.teachers[0], "worker": school.worker_id, "admin": school.admin_id}
    visitor = client if who is None else browser(person[who])
    costs = []
    for more, begin in ((2, 0), (38, 2)):
        many(school, more, begin)
        text_of(visitor.get(path))
        with query_counter() as statements:
            shown = text_of(visitor.get(path))
        costs.append(len(statements))
    if page == "sheet":
        assert shown.count('class="lrow"') >= 40
    assert costs[0] == costs[1] <= MOST[page], f"{costs}\n" + "\n".join(statements)


def test_a_child_gets_a_whole_term_in_a_few_statements(school: School, query_counter: Any) -> None:
    staffed(school)
    db.session.commit()
    with query_counter() as statements:
        wish(school, {0: [school.course_id]})
    writes = [s for s in statements if s.startswith(("INSERT INTO after_school_seat", "INSERT INTO main.after_school_seat", "INSERT INTO occupied", "INSERT INTO main.occupied"))]
    assert len(writes) == 2
    assert finding.get_course(school.course_id).state == "open"
