"""Making an activity, and its way to the day: publish, open, reschedule, call off."""
from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from core.api import SYSTEM, _, local_day, month_of, now, release, session

from ..effects import HELPER, OWNER
from ..errors import CannotJoin, CannotPlan, NoSuchActivity
from ..models import Activity, Post, Signup
from ..rules import rules
from ..workflow import EXPECTED, RUN, activity_flow, signup_flow
from .hosts import check_host, host_key
from .seats import move_up_all, settle, take_time

LONGEST = timedelta(hours=16)
AUDIENCES = ("all", "elders", "children", "adults", "members", "helpers")


def find(activity_id: int) -> Activity:
    """The activity; raises NoSuchActivity."""
    activity = session.get(Activity, activity_id)
    if activity is None:
        raise NoSuchActivity
    return activity


def for_public(activity_id: int) -> Activity:
    """The activity if everybody may see it; raises NoSuchActivity."""
    activity = find(activity_id)
    if not activity.announced:
        raise NoSuchActivity
    return activity


def for_runner(activity_id: int, actor: Any) -> Activity:
    """The activity if the actor runs it; raises NoSuchActivity, the same as for none."""
    activity = find(activity_id)
    if not actor.can(RUN, activity):
        raise NoSuchActivity
    return activity


def make(actor: Any, values: dict[str, Any]) -> Activity:
    """A draft of `values` (columns of Activity); raises CannotPlan. Sign-up ends at the start unless given."""
    _check(values)
    start = values["starts_at"]
    values.setdefault("signup_until", start)
    values.setdefault("signup_from", min(now(), start))
    activity = Activity(**values, month=month_of(local_day(start)), code=new_code())
    check_host(activity, actor)
    activity_flow.start(activity, actor)
    session.flush()
    return activity


def change(activity: Activity, actor: Any, values: dict[str, Any]) -> None:
    """Other words and quotas; time and room of what is announced only change by `reschedule`. Raises CannotPlan."""
    activity = activity_flow.lock(activity)
    if activity.state in ("summed_up", "cancelled"):
        raise CannotPlan(_("这个活动已经结束，不能再改。"))
    if activity.state != "draft":
        values = {key: value for key, value in values.items() if key not in MOVING}
    before = host_key(activity)
    for name, value in values.items():
        setattr(activity, name, value)
    _check({name: getattr(activity, name) for name in CHECKED})
    activity.month = month_of(local_day(activity.starts_at))
    if host_key(activity) != before:
        check_host(activity, actor)
    session.flush()
    move_up_all(activity)
    settle(activity)


MOVING = ("starts_at", "ends_at", "place_id", "place_text")
CHECKED = ("starts_at", "ends_at", "signup_from", "signup_until", "quota", "for_whom")


def _check(values: dict[str, Any]) -> None:
    start, end = values["starts_at"], values["ends_at"]
    if not timedelta() < end - start <= LONGEST:
        raise CannotPlan(_("结束要晚于开始，一场活动最多 16 小时，请检查时间。"))
    until = values.get("signup_until")
    if until is not None and until > end:
        raise CannotPlan(_("报名截止不能晚于活动结束，请改早一些。"))
    begin = values.get("signup_from")
    if begin is not None and until is not None and begin > until:
        raise CannotPlan(_("报名开始要早于报名截止，请检查日期。"))
    if (values.get("quota") or 0) < 0:
        raise CannotPlan(_("名额不能是负数；不限人数请留空。"))
    if values.get("for_whom", "all") not in AUDIENCES:
        raise CannotPlan(_("请从列表里选面向谁。"))


def new_code() -> str:
    """Six digits that nobody guesses before the activity is over."""
    return f"{secrets.randbelow(10**6):06d}"


def publish(activity: Activity, actor: Any) -> Activity:
    """Announce it; sign-up opens at once when its time has come. Raises Occupied when the room is taken."""
    activity = activity_flow.fire(activity, "publish", actor)
    return open_if_time(activity)


def open_if_time(activity: Activity) -> Activity:
    """Open sign-up of a published activity whose sign-up time has come."""
    if activity.state == "published" and activity.signup_from <= now():
        activity = activity_flow.fire(activity, "open_signup", SYSTEM)
        settle(activity)
    return activity


def reschedule(activity: Activity, actor: Any, reason: str, values: dict[str, Any]) -> Activity:
    """Another time or place, with a reason; whoever signed up keeps the place and is told. Raises CannotPlan, Occupied."""
    start, end = values["starts_at"], values["ends_at"]
    if start <= now():
        raise CannotPlan(_("新的时间已经过去了，请选以后的时间。"))
    moved = {**values, "month": month_of(local_day(start)), "signup_until": start}
    _check({**{name: getattr(activity, name) for name in CHECKED}, **moved})
    activity = activity_flow.fire(activity, "reschedule", actor, reason, starts_at=start, ends_at=end, **{
        key: value for key, value in moved.items() if key not in ("starts_at", "ends_at")
    })
    activity = activity_flow.lock(activity)
    _move_along(activity)
    return open_if_time(activity)


def _move_along(activity: Activity) -> None:
    """Everybody is reminded of the new time, and helpers' time moves along; who is busy then keeps the post, is told,
    and cancels or comes.
    """
    coming = select(Signup).where(Signup.activity_id == activity.id, Signup.state.in_(EXPECTED))
    for signup in session.scalars(coming).all():
        release(HELPER, signup.id)
        signup.reminded_at = None
        try:
            take_time(signup, activity)
        except CannotJoin:
            continue


def cancel(activity: Activity, actor: Any, reason: str) -> Activity:
    """It does not take place: everybody is told why, the room and their time are free."""
    activity = activity_flow.fire(activity, "cancel", actor, reason)
    coming = select(Signup).where(Signup.activity_id == activity.id, Signup.state.in_((*EXPECTED, "waiting")))
    for signup in session.scalars(coming).all():
        release(HELPER, signup.id)
        signup_flow.fire(signup, "call_off", SYSTEM)
    return activity


def posts_of(activity_id: int) -> list[Post]:
    """The posts of an activity, in the order of making; one statement."""
    return list(session.scalars(select(Post).where(Post.activity_id == activity_id).order_by(Post.id)).unique())


def add_post(activity: Activity, title: str, quota: int, *, need: str = "", skill_id: int | None = None) -> Post:
    """A post, or another quota for the one of that title. Raises CannotPlan."""
    activity = activity_flow.lock(activity)
    title = title.strip()[:30]
    if not title or not 1 <= quota <= 500:
        raise CannotPlan(_("请写岗位名称，名额填 1 到 500。"))
    post = session.scalar(select(Post).where(Post.activity_id == activity.id, Post.title == title))
    if post is None:
        post = Post(activity_id=activity.id, title=title, quota=quota)
        session.add(post)
    post.quota, post.need, post.skill_id = quota, need.strip()[:200], skill_id
    session.flush()
    move_up_all(activity)
    settle(activity)
    return post


def drop_post(activity: Activity, post_id: int) -> None:
    """Take away a post that nobody holds. Raises CannotPlan."""
    activity = activity_flow.lock(activity)
    post = session.get(Post, post_id)
    if post is None or post.activity_id != activity.id:
        raise NoSuchActivity
    if session.scalar(select(Signup.id).where(Signup.post_id == post_id).limit(1)) is not None:
        raise CannotPlan(_("这个岗位已有人报名，请改名额，不能删。"))
    session.delete(post)
    session.flush()


def default_window(starts_at: datetime) -> tuple[datetime, datetime]:
    """When sign-up begins and ends unless somebody says otherwise."""
    return starts_at - timedelta(days=rules().signup_days), starts_at


__all__ = ["OWNER", "add_post", "cancel", "change", "drop_post", "find", "make", "publish", "reschedule"]
