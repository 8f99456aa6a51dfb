"""A child has no phone: the guardian signs it up, is told for it, and nobody else may."""
from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from core.communities.services import community_today
from core.notices.models import Notice
from core.people.children_models import Guardianship
from core.tenancy.session import db
from core.testing_accounts import csrf_of, make_person
from plugins.activities.errors import CannotJoin, NoSuchActivity, NoSuchSignup
from plugins.activities.models import Signup
from plugins.activities.services import joining, leaving, making, presence

from .conftest import Scene, day_at

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


@pytest.fixture
def child_id(scene: Scene) -> int:
    """A child of nine whose guardian is the first resident."""
    child = make_person("小朋友", birth_date=date(community_today().year - 9, 1, 1))
    db.session.add(
        Guardianship(
            child_id=child.id, guardian_id=scene.resident_ids[0], relation="mother", priority=1, may_decide=True,
            since=community_today(),
        )
    )
    db.session.commit()
    return child.id


def test_the_guardian_signs_the_child_up_and_is_told(scene: Scene, announced: Any, child_id: int) -> None:
    activity_id = announced(quota=1, for_whom="children")
    first = joining.join(activity_id, scene.person(child_id), scene.resident())
    assert (first.state, first.recorded_by_id) == ("signed_up", scene.resident_ids[0])
    making.cancel(making.find(activity_id), scene.leader, "下大雨")
    told = db.session.scalars(select(Notice.person_id).where(Notice.text.contains("下大雨"))).all()
    assert told == [scene.resident_ids[0]]


def test_nobody_else_does(scene: Scene, announced: Any, child_id: int) -> None:
    activity_id = announced()
    with pytest.raises(NoSuchActivity):
        joining.join(activity_id, scene.person(child_id), scene.resident(1))
    signup = joining.join(activity_id, scene.person(child_id), scene.resident())
    with pytest.raises(NoSuchSignup):
        leaving.cancel(signup.id, scene.resident(1))
    assert leaving.cancel(signup.id, scene.resident()).state == "cancelled"


def test_a_child_takes_no_post(scene: Scene, announced: Any, child_id: int) -> None:
    activity_id = announced()
    with pytest.raises(CannotJoin, match="14 岁以下的孩子不能担任岗位"):
        joining.join(
            activity_id, scene.person(child_id), scene.resident(), post_id=making.posts_of(activity_id)[0].id
        )


def test_one_scan_checks_the_family_in(scene: Scene, announced: Any, child_id: int, clock_at: Any) -> None:
    activity_id = announced()
    for person_id in (child_id, scene.resident_ids[0]):
        joining.join(activity_id, scene.person(person_id), scene.resident())
    clock_at(day_at(9))
    presence.arrive(making.find(activity_id), scene.resident())
    assert set(db.session.scalars(select(Signup.state))) == {"attended"}


def test_it_is_done_on_the_phone(scene: Scene, announced: Any, child_id: int, browser_of: Any) -> None:
    activity_id = announced()
    mother, other = browser_of(scene.resident_ids[0]), browser_of(scene.resident_ids[1])
    assert "替小朋友报名" in mother.get(f"/activities/a/{activity_id}").text
    assert "小朋友" not in other.get(f"/activities/a/{activity_id}").text
    typed = {"person_id": child_id, "csrf_token": csrf_of(other, "/password")}
    assert other.post(f"/activities/a/{activity_id}/join", data=typed).status_code == 404
    typed["csrf_token"] = csrf_of(mother, "/password")
    assert "已报名" in mother.post(f"/activities/a/{activity_id}/join", data=typed, follow_redirects=True).text
    assert "小朋友" in mother.get("/activities/mine").text
    assert "陪长者过周末（小朋友）" in mother.get("/me/").text
