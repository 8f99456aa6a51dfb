"""One of everything, for tests that visit every address."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from core.api import (
    SYSTEM,
    Person,
    Picture,
    Team,
    community_today,
    example_volunteer,
    keep_picture,
    month_after,
    now,
    open_link,
    session,
    this_month,
)

from ..effects import OWNER
from ..models import Activity, GroupMember, Meeting, Plan, PlanLine, Post, Series, Signup
from ..services import group, joining, making, planning, presence, series
from ..services.calendar import first_day
from ..services.privacy import FEED

TITLE = "示例活动"


def examples() -> dict[str, dict[str, Any]]:
    """Values for every route with arguments; made once per community."""
    activity = session.scalar(select(Activity).where(Activity.title == TITLE)) or _make()
    signup = session.scalars(select(Signup).where(Signup.activity_id == activity.id).order_by(Signup.id)).first()
    plan = session.scalars(select(Plan).order_by(Plan.id)).first()
    one, mine = {"activity_id": activity.id}, {"signup_id": signup.id}
    found: dict[str, dict[str, Any]] = {
        name: one
        for name in (
            "activity", "join", "run", "edit", "people", "paper", "result", "door_sign", "add_post", "add_photos",
            "drop_photos", "renew_code",
        )
    }
    found |= {"step": {**one, "step": "open_signup"}, "show": one, "hide": one}
    found |= {"drop_post": {**one, "post_id": session.scalars(select(Post.id).order_by(Post.id)).first()}}
    found |= {"signup": mine, "signup_step": {**mine, "step": "cancel"}, "person_step": {**mine, "step": "mark_here"}}
    found |= {"door": {"token": presence.door_token(activity)}, "pass_": {"token": presence.pass_token(signup)}}
    found |= {"plan": {"plan_id": plan.id}, "plan_step": {"plan_id": plan.id, "step": "submit"}}
    found |= {"drop_line": {"plan_id": plan.id, "line_id": session.scalars(select(PlanLine.id)).first()}}
    series_id = session.scalars(select(Series.id)).first()
    found |= {name: {"series_id": series_id} for name in ("one_series", "skip", "end_series")}
    found |= {"dismiss": {"member_id": session.scalars(select(GroupMember.id)).first()}}
    found |= {"meeting": {"meeting_id": session.scalars(select(Meeting.id)).first()}}
    found |= {"own_feed": {"token": open_link(FEED, signup.person_id)}}
    picture = select(Picture.id).where(Picture.owner_kind == OWNER, Picture.owner_id == activity.id)
    found |= {"photo": {**one, "picture_id": session.scalars(picture).first()}}
    return {f"activities.{name}": values for name, values in found.items()}


def _make() -> Activity:
    people = [Person(name=f"示例{name}") for name in ("组长", "居民", "志愿者")]
    session.add_all(people)
    session.flush()
    leader, resident, helper = people
    team = Team(name="示例队", kind="love", items=[], leader_id=leader.id)
    session.add(team)
    session.flush()
    example_volunteer(helper)
    start = now() + timedelta(days=1)
    activity = making.make(
        SYSTEM, {
            "title": TITLE, "kind": "相伴", "team_id": team.id, "leader_id": leader.id, "starts_at": start,
            "ends_at": start + timedelta(hours=2), "quota": 5, "for_whom": "all", "text": "", "place_text": "花园",
        },
    )
    post = making.add_post(activity, "引导员", 2)
    making.add_post(activity, "摄影", 1)
    making.publish(activity, SYSTEM)
    joining.join(activity.id, resident, SYSTEM).words = "示例：请留靠门的座位，我腿脚不方便"
    joining.join(activity.id, helper, SYSTEM, post_id=post.id)
    keep_picture(_grey(), OWNER, activity.id)
    _papers(team, leader)
    return activity


def _papers(team: Team, leader: Person) -> None:
    from .leader import Leader

    month = month_after(this_month())
    author = Leader(leader)
    plan = planning.start(author, month, team_id=team.id, note="示例：本月重点是独居长者，多走几趟")
    planning.add_line(
        plan.id, author, {
            "title": "示例计划项", "kind": "相伴", "for_whom": "all", "text": "", "place_id": None, "place_text": "花园",
            "quota": 10, "day": first_day(month), "start_minute": 540, "minutes": 60, "helpers": 1,
        },
    )
    series.begin(
        SYSTEM, {
            "title": "示例系列", "kind": "相悦", "for_whom": "all", "text": "", "place_id": None, "place_text": "大厅",
            "quota": 10, "team_id": team.id, "unit_id": None, "grid_id": None, "leader_id": leader.id, "weekday": 5,
            "every_weeks": 1, "start_minute": 540, "minutes": 60, "helpers": 0, "from_day": community_today(),
            "until_day": None, "skips": [],
        },
    )
    group.admit(leader, SYSTEM, post="示例单位的负责同志，主管社区共建")
    group.write_rule(SYSTEM, "示例制度", "先报名，后参加。", community_today(), public=True)
    group.write_minutes(SYSTEM, "示例会议", community_today(), "讨论了下月安排。", "每周办一场。", [leader.id])


def _grey() -> bytes:
    """A small picture, drawn."""
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (64, 48), (120, 110, 100)).save(out, "PNG")
    return out.getvalue()
