"""Whatever database call fails while children are enrolled and handed over, all of it happened or nothing."""
from __future__ import annotations

from typing import Any

import pytest

from core.tenancy.session import db
from plugins.after_school.services import handing

from .conftest import School, at, staffed

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def test_enrolling_two_children_happens_or_does_not(school: School, browser: Any, each_call_fails: Any) -> None:
    staffed(school)
    wishes = {f"wish-{child_id}-1": school.course_id for child_id in school.children[:2]}
    path = f"/after-school/enrol/{school.term_id}"
    assert each_call_fails(browser(school.guardians[0]), path, **wishes, together="on") > 40


def test_handing_a_child_over_happens_or_does_not(
    school: School, opened: int, browser: Any, clock_at: Any, each_call_fails: Any
) -> None:
    one = school.children[0]
    handing.arrive(opened, one, school.teacher())
    db.session.commit()
    clock_at(at(18, 30))
    path = f"/after-school/days/{opened}/children/{one}/do/known"
    assert each_call_fails(browser(school.teachers[0]), path, who=f"guardian-{school.guardians[0]}") > 20
