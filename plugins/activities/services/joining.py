"""Signing up: one clear reason for each no, a waiting list that moves on by itself."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from core.api import (
    SYSTEM,
    Person,
    TeamMember,
    Volunteer,
    VolunteerSkill,
    _,
    audit,
    local_day,
    now,
    on_behalf_of,
    session,
)

from ..errors import CannotJoin, NoSuchActivity
from ..models import Activity, Post, Signup
from ..rules import rules
from ..workflow import RUN, activity_flow, signup_flow
from .family import acts_for
from .making import find, open_if_time
from .seats import check_overlap, seat_free, settle, take_time

ELDER, GROWN, CHILD = 60, 18, 14
LIVE = ("signed_up", "offered", "waiting", "attended")


def join(activity_id: int, person: Person, actor: Any, *, post_id: int | None = None) -> Signup:
    """Sign a person up, on the waiting list when nothing is left; raises CannotJoin with the one reason.

    For somebody else the actor is the guardian or runs the activity, and the sign-up is noted as typed in (代办).
    """
    behalf = actor.person_id != person.id
    activity = activity_flow.lock(find(activity_id))
    if not activity.announced or (behalf and not _may_for(actor, person, activity)):
        raise NoSuchActivity
    activity = open_if_time(activity)  # the worker's clock may be a minute behind
    _check_window(activity)
    post = _the_post(activity, post_id)
    signup = signup_of(activity.id, person.id)
    if signup is not None and signup.state in (*LIVE, "no_show", "objected"):
        raise CannotJoin(_("已经报过这个活动了，请到“我的活动”里看。"))
    check_person(activity, person, post)
    waits = not seat_free(activity, post)
    if waits and not rules().waiting_list:
        raise CannotJoin(_("名额已经满了，请看看别的活动。"))
    signup = _enter(activity, person, actor, post, signup, behalf=behalf)
    if waits:
        signup = signup_flow.fire(signup, "wait", SYSTEM)
    else:
        take_time(signup, activity)
    settle(activity)
    return signup


def _may_for(actor: Any, person: Person, activity: Activity) -> bool:
    return acts_for(actor, person.id) or bool(actor.can(RUN, activity))


def seat(activity: Activity, person: Person, actor: Any, post: Post | None) -> Signup:
    """Keep the seat that another hands over for a person, past the waiting list; they say yes or no. Raises CannotJoin."""
    signup = signup_of(activity.id, person.id)
    if signup is not None and signup.state not in ("waiting", "cancelled", "late_cancelled", "excused"):
        raise CannotJoin(_("%(name)s已经报过这个活动了，请换一位。", name=person.name))
    check_person(activity, person, post)
    if signup is not None and signup.state == "waiting":
        signup.post_id = post.id if post else None
        signup = signup_flow.fire(signup, "promote", SYSTEM)
    else:
        signup = signup_flow.fire(_enter(activity, person, actor, post, signup, behalf=True), "offer", SYSTEM)
    take_time(signup, activity)
    return signup


def signup_of(activity_id: int, person_id: int) -> Signup | None:
    """The person's sign-up for an activity, if there ever was one."""
    return session.scalar(select(Signup).where(Signup.activity_id == activity_id, Signup.person_id == person_id))


def _enter(
    activity: Activity, person: Person, actor: Any, post: Post | None, known: Signup | None, *, behalf: bool
) -> Signup:
    recorded = actor.person_id if behalf else None
    actor = on_behalf_of(actor, person.id)
    if behalf:
        said = _("替邻居报名参加活动：%(title)s", title=activity.title)
        audit.write("activities.join_for", said, actor=actor, object_kind="activities_activity", object_id=activity.id)
    if known is None:
        signup = Signup(activity_id=activity.id, person_id=person.id, asked_at=now())
        signup.post_id, signup.recorded_by_id = post.id if post else None, recorded
        signup_flow.start(signup, actor)
        session.flush()
        return signup
    known.post_id, known.recorded_by_id, known.asked_at = post.id if post else None, recorded, now()
    known.reminded_at = None
    return signup_flow.fire(known, "again", actor)


def _the_post(activity: Activity, post_id: int | None) -> Post | None:
    if post_id is None:
        if activity.quota == 0:
            raise CannotJoin(_("这个活动只招募志愿者，请选一个岗位报名。"))
        return None
    post = session.get(Post, post_id)
    if post is None or post.activity_id != activity.id:
        raise NoSuchActivity
    return post


def _check_window(activity: Activity) -> None:
    if activity.state == "cancelled":
        raise CannotJoin(_("这个活动取消了，请看看别的活动。"))
    if activity.state in ("held", "summed_up") or activity.ends_at <= now():
        raise CannotJoin(_("这个活动已经办完了，请看看下一场。"))
    if activity.state == "published":
        raise CannotJoin(_("还没有开始报名，请到开始报名的时间再来。"))
    if activity.signup_until <= now():
        raise CannotJoin(_("报名已经截止，想参加请打电话问问志愿服务站。"))


def check_person(activity: Activity, person: Person, post: Post | None) -> None:
    """Whether the activity is for this person, and the person free for it; raises CannotJoin."""
    if person.deceased_on is not None:
        raise CannotJoin(_("这位居民已登记去世，不能报名。"))
    if post is not None:
        check_helper(person, post)
    else:
        _check_audience(activity, person)
    _check_record(person)
    check_overlap(activity, person.id)


def _check_audience(activity: Activity, person: Person) -> None:
    whom, age = activity.for_whom, _age(person)
    if whom == "elders" and (age is None or age < ELDER):
        raise CannotJoin(_("这个活动是为 60 岁以上的长者办的，请选别的活动。"))
    if whom == "children" and (age is None or age >= GROWN):
        raise CannotJoin(_("这个活动是为 18 岁以下的孩子办的，请选别的活动。"))
    if whom == "adults" and age is not None and age < GROWN:
        raise CannotJoin(_("这个活动需要年满 18 岁，请选别的活动。"))
    if whom == "members" and not _member(activity.team_id, person.id):
        raise CannotJoin(_("这个活动只面向本队队员，请先联系组长加入队伍。"))
    if whom == "helpers" and _volunteer(person.id) is None:
        raise CannotJoin(_("这个活动面向注册志愿者，请先申请做志愿者。"))


def check_helper(person: Person, post: Post) -> None:
    """Whether a person may hold a post; raises CannotJoin."""
    age = _age(person)
    if age is not None and age < CHILD:
        raise CannotJoin(_("14 岁以下的孩子不能担任岗位，请以参加者报名。"))
    volunteer = _volunteer(person.id)
    if volunteer is None:
        raise CannotJoin(_("担任岗位要先成为注册志愿者，请先申请做志愿者。"))
    if post.skill_id is None:
        return
    held = select(VolunteerSkill.valid_until).where(
        VolunteerSkill.volunteer_id == volunteer.id, VolunteerSkill.skill_id == post.skill_id
    )
    row = session.execute(held).one_or_none()
    if row is None:
        raise CannotJoin(_("这个岗位需要“%(skill)s”技能，请先请工作站登记这项技能，或选别的岗位。", skill=post.skill.title))
    if row.valid_until is not None and row.valid_until < local_day(now()):
        raise CannotJoin(_("您的“%(skill)s”证书已经过期，请先到工作站更新。", skill=post.skill.title))


def _check_record(person: Person) -> None:
    limit, days = rules().no_show_limit, rules().no_show_days
    if not limit:
        return
    missed = select(func.count()).select_from(Signup).where(
        Signup.person_id == person.id, Signup.state == "no_show", Signup.state_since > now() - timedelta(days=days)
    )
    if (session.scalar(missed) or 0) >= limit:
        raise CannotJoin(
            _("最近 %(days)d 天有 %(count)d 次报了名没有来，请先联系志愿服务站说明情况。", days=days, count=limit)
        )


def _age(person: Person) -> int | None:
    if person.birth_date is None:
        return None
    today, born = local_day(now()), person.birth_date
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _volunteer(person_id: int) -> Volunteer | None:
    return session.scalar(select(Volunteer).where(Volunteer.person_id == person_id, Volunteer.state == "active"))


def _member(team_id: int | None, person_id: int) -> bool:
    present = (TeamMember.team_id == team_id, TeamMember.person_id == person_id, TeamMember.left_on.is_(None))
    return team_id is not None and session.scalar(select(TeamMember.id).where(*present)) is not None
