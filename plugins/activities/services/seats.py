"""Which seats are taken, and whether anything is left: judged while the activity's row is locked."""
from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select

from core.api import SYSTEM, session

from ..models import Activity, Post, Signup
from ..workflow import SEATED, activity_flow

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
