"""Lists of activities and sign-ups, each one statement, for the public, the person, the leader and the desk."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from core.api import Page, Person, local_day, now, page_of, session

from ..models import Activity, Post, Signup
from ..workflow import EXPECTED, RUN
from .calendar import bounds, first_day, last_day
from .family import of_family

VIEW = "activities.view"
# What waits for somebody: drafts to announce, and what is over but not summed up.
FILTERS: dict[str, tuple[str, ...]] = {
    "todo": ("draft", "held"),
    "coming": ("published", "open", "full"),
    "done": ("summed_up",),
    "cancelled": ("cancelled",),
    "all": (),
}


def of_month(month: int) -> list[Activity]:
    """What the public sees of a month, by time."""
    return _between(*bounds(first_day(month), last_day(month)))


def of_week(day: date) -> list[Activity]:
    """What the public sees of the week of a day, from Monday on."""
    monday = day - timedelta(days=day.weekday())
    return _between(*bounds(monday, monday + timedelta(days=6)))


def _between(start: datetime, end: datetime) -> list[Activity]:
    shown = (Activity.announced.is_(True), Activity.starts_at >= start, Activity.starts_at < end)
    query = select(Activity).where(*shown).order_by(Activity.starts_at, Activity.id)
    return list(session.scalars(query).unique())


def coming(limit: int = 4) -> list[Activity]:
    """The next activities that take place."""
    query = select(Activity).where(
        Activity.state.in_(("published", "open", "full")), Activity.ends_at > now()
    )
    return list(session.scalars(query.order_by(Activity.starts_at, Activity.id).limit(limit)).unique())


def for_feed() -> list[Activity]:
    """What the public calendar tells: three months back, and everything to come."""
    query = select(Activity).where(Activity.announced.is_(True), Activity.starts_at > now() - timedelta(days=92))
    return list(session.scalars(query.order_by(Activity.starts_at).limit(1000)).unique())


def mine(person_id: int, *, family: bool = True, live: bool = False, limit: int = 40) -> Sequence[Any]:
    """(sign-up, activity, title of the post, name) of a person and their children: what is to come first, then the past.
    """
    to_come = Activity.ends_at > now()
    query = (
        select(Signup, Activity, Post.title, Person.name)
        .join(Activity, Activity.id == Signup.activity_id)
        .join(Person, Person.id == Signup.person_id)
        .outerjoin(Post, Post.id == Signup.post_id)
        .where(of_family(person_id) if family else Signup.person_id == person_id)
    )
    if live:
        query = query.where(
            or_(and_(Signup.state.in_((*EXPECTED, "waiting")), to_come), Signup.state == "objected")
        )
    order = (case((to_come, 0), else_=1), case((to_come, Activity.starts_at)), Activity.starts_at.desc(), Signup.id)
    return session.execute(query.order_by(*order).limit(limit)).unique().all()


def people_of(activity_id: int) -> Sequence[Any]:
    """(sign-up, person, title of the post) of one activity: helpers by post, then who takes part, by name."""
    query = (
        select(Signup, Person.name, Post.title)
        .join(Person, Person.id == Signup.person_id)
        .outerjoin(Post, Post.id == Signup.post_id)
        .where(Signup.activity_id == activity_id)
        .order_by(Signup.post_id.is_(None), Signup.post_id, Signup.asked_at, Signup.id)
    )
    return session.execute(query).all()


def run_by(actor: Any, limit: int = 40) -> list[Activity]:
    """What an actor runs and has to do: the earliest due first."""
    waiting = Activity.state.in_(("draft", "held", "published", "open", "full"))
    query = select(Activity).where(actor.scope(RUN, Activity), waiting).order_by(Activity.starts_at, Activity.id)
    return list(session.scalars(query.limit(limit)).unique())


def desk_page(actor: Any, which: str, number: int, total: int) -> Page:
    """Twenty activities for the desk: what is due first among the open ones, the newest first else."""
    states = FILTERS[which]
    where: list[ColumnElement[bool]] = [actor.scope(VIEW, Activity)]
    if states:
        where.append(Activity.state.in_(states))
    soonest = which in ("todo", "coming")
    order = (Activity.starts_at, Activity.id) if soonest else (Activity.starts_at.desc(), Activity.id.desc())
    return page_of(select(Activity).where(*where).order_by(*order), number, total)


def counts_by_filter(actor: Any) -> dict[str, int]:
    """How many activities stand behind each filter, in one statement."""
    found = dict(
        session.execute(
            select(Activity.state, func.count()).where(actor.scope(VIEW, Activity)).group_by(Activity.state)
        ).all()
    )
    counts = {name: sum(found.get(state, 0) for state in states) for name, states in FILTERS.items() if states}
    return {**counts, "all": sum(found.values())}


def today_of(activities: Sequence[Activity]) -> list[Activity]:
    """Those that are on today."""
    today = local_day(now())
    return [activity for activity in activities if local_day(activity.starts_at) == today]
