"""What can be put right: a post that nobody wants, a wrong check-in; and who must hand over before leaving."""
from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from core.communities.services import current_community
from core.errors import Refused
from core.pluginsystem import dispatch
from core.tenancy.session import db
from plugins.activities.errors import NoSuchActivity
from plugins.activities.models import Activity, Post
from plugins.activities.services import joining, making, presence

from .conftest import Scene, day_at

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def test_only_a_post_that_nobody_holds_is_taken_away(scene: Scene, announced: Any) -> None:
    activity, other = (db.session.get_one(Activity, announced(day_at(9, days))) for days in (3, 4))
    post_id = db.session.scalars(select(Post.id).where(Post.activity_id == activity.id)).one()
    with pytest.raises(NoSuchActivity):
        making.drop_post(other, post_id)

    second = making.add_post(activity, "收拾场地", 1)
    making.drop_post(activity, second.id)
    assert list(db.session.scalars(select(Post.id).where(Post.activity_id == activity.id))) == [post_id]

    joining.join(activity.id, scene.person(scene.resident_ids[0]), scene.resident(), post_id=None)
    making.drop_post(activity, post_id)  # a guest is no helper: the post is still free
    assert db.session.get(Post, post_id) is None


def test_a_wrong_check_in_is_taken_back(scene: Scene, announced: Any, clock_at: Any) -> None:
    signup = joining.join(announced(day_at(9)), scene.person(scene.resident_ids[0]), scene.resident())
    clock_at(day_at(9))
    assert presence.mark_here(signup.id, scene.leader).state == "attended"

    assert presence.unmark(signup.id, scene.leader).state == "signed_up"


def test_whoever_leads_what_is_to_come_cannot_be_struck_off(scene: Scene, announced: Any) -> None:
    announced()
    leader = scene.person(scene.leader_id)

    with pytest.raises(Refused, match="还有 1 场要举行的活动由这位居民负责"):
        dispatch.veto("may_leave", current_community(), person=leader)
    dispatch.veto("may_leave", current_community(), person=scene.person(scene.resident_ids[0]))
