"""Which seats are taken, and who gets what becomes free: judged while the activity's row is locked."""
from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select

from core.api import SYSTEM, Occupied, _, now, occupy, session

from ..effects import HELPER
from ..errors import CannotJoin
from ..models import Activity, Post, Signup
from ..workflow import EXPECTED, SEATED, activity_flow, signup_flow

Seats = dict[int | None, int]


def taken(activity_id: int) -> Seats:
    """Seats by post (None: those who take part), in one statement."""
    return taken_of([activity_id]).get(activity_id, {})


def taken_of(activity_ids: Iterable[int]) -> dict[int, Seats]:
    """The same for many activities at once."""
    found: dict[int, Seats] = {}
    counted = (
        select(Signup.activity_id, Signup.post_id, func.count())
        .where(Signup.activity_id.in_(list(activity_ids)), Signup.state.in_(SEATED))
        .group_by(Signup.activity_id, Signup.post_id)
    )
    for activity_id, post_id, count in session.execute(counted):
        found.setdefault(activity_id, {})[post_id] = int(count)
    return found


def seat_free(activity: Activity, post: Post | None, seats: Seats | None = None) -> bool:
    """Whether one more may come to the post, or take part."""
    now_taken = taken(activity.id) if seats is None else seats
    if post is not None:
        return now_taken.get(post.id, 0) < post.quota
    return activity.quota is None or now_taken.get(None, 0) < activity.quota


def settle(activity: Activity) -> None:
    """Open or full, as the seats are now. The activity is locked by the caller."""
    if activity.state not in ("open", "full"):
        return
    seats = taken(activity.id)
    posts = session.scalars(select(Post).where(Post.activity_id == activity.id)).unique().all()
    left = seat_free(activity, None, seats) or any(seat_free(activity, post, seats) for post in posts)
    if activity.state == "open" and not left:
        activity_flow.fire(activity, "fill", SYSTEM)
    elif activity.state == "full" and left:
        activity_flow.fire(activity, "free", SYSTEM)


def take_time(signup: Signup, activity: Activity) -> None:
    """A helper is in one place at a time; raises CannotJoin."""
    if signup.post_id is None:
        return
    try:
        occupy("person", signup.person_id, activity.starts_at, activity.ends_at, HELPER, signup.id)
    except Occupied as busy:
        raise CannotJoin(_("这个时间已经有别的服务安排，请换一场，或先退掉那一项。")) from busy


def check_overlap(activity: Activity, person_id: int) -> None:
    """Nobody signs up for two things at the same time; raises CannotJoin."""
    other = (
        select(Activity.title)
        .join(Signup, Signup.activity_id == Activity.id)
        .where(
            Signup.person_id == person_id, Signup.state.in_(EXPECTED), Activity.id != activity.id,
            Activity.starts_at < activity.ends_at, Activity.ends_at > activity.starts_at,
        )
        .limit(1)
    )
    title = session.scalar(other)
    if title is not None:
        raise CannotJoin(_("同一时间已经报了“%(title)s”，请先取消那一场再报。", title=title))


def move_up(activity: Activity, post_id: int | None) -> None:
    """Give free seats to those who wait, the earliest first. The activity is locked by the caller."""
    if activity.state not in ("published", "open", "full") or activity.starts_at <= now():
        return
    post = session.get(Post, post_id) if post_id else None
    line = (
        select(Signup)
        .where(Signup.activity_id == activity.id, Signup.post_id == post_id, Signup.state == "waiting")
        .order_by(Signup.asked_at, Signup.id)
    )
    for signup in session.scalars(line).all():
        if not seat_free(activity, post):
            break
        try:
            check_overlap(activity, signup.person_id)
            take_time(signup, activity)
        except CannotJoin:
            continue  # busy elsewhere by now: the next one's turn, the place in the line stays
        signup_flow.fire(signup, "promote", SYSTEM)
    settle(activity)


def move_up_all(activity: Activity) -> None:
    """The same for everything one can sign up for, after quotas changed. The activity is locked by the caller."""
    for post_id in (None, *session.scalars(select(Post.id).where(Post.activity_id == activity.id).order_by(Post.id))):
        move_up(activity, post_id)
