"""What the activities keep about a person: handed out, or made nameless."""
from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from core.api import SYSTEM, close_link, release, session

from ..effects import HELPER
from ..models import Activity, Attendance, GroupMember, Meeting, Plan, Post, Series, Signup
from ..workflow import EXPECTED, activity_flow, signup_flow
from .seats import move_up

FEED = "activities.feed"


def export(person_id: int) -> dict[str, Any]:
    """Sign-ups, posts, plans, what they lead, and the leading group, JSON-ready."""
    signups = session.execute(
        select(Signup, Activity.title, Activity.starts_at, Post.title)
        .join(Activity, Activity.id == Signup.activity_id)
        .outerjoin(Post, Post.id == Signup.post_id)
        .where(Signup.person_id == person_id)
        .order_by(Signup.id)
    )
    leads = session.execute(select(Activity.title, Activity.state).where(Activity.leader_id == person_id))
    series = session.scalars(select(Series.title).where(Series.leader_id == person_id).order_by(Series.id))
    plans = session.execute(select(Plan.month, Plan.state, Plan.note).where(Plan.author_id == person_id))
    group = session.execute(select(GroupMember.post, GroupMember.since).where(GroupMember.person_id == person_id))
    return {
        "signups": [
            {
                "activity": title, "starts_at": starts_at.isoformat(), "post": post, "state": signup.state,
                "asked_at": signup.asked_at.isoformat(), "seen_by": signup.seen_by, "minutes": signup.minutes,
                "words": signup.words,
            }
            for signup, title, starts_at, post in signups
        ],
        "leads": [{"activity": title, "state": state} for title, state in leads],
        "series": list(series),
        "plans": [{"month": month, "state": state, "note": note} for month, state, note in plans],
        "group": [{"post": post, "since": since.isoformat()} for post, since in group],
        "meetings": [
            {"title": title, "held_on": day.isoformat(), "spoke_for": unit} for title, day, unit in _meetings(person_id)
        ],
    }


def _meetings(person_id: int) -> Any:
    return session.execute(
        select(Meeting.title, Meeting.held_on, Attendance.spoke_for)
        .join(Attendance, Attendance.meeting_id == Meeting.id)
        .where(Attendance.person_id == person_id)
        .order_by(Meeting.held_on)
    ).all()


def erase(person_id: int) -> None:
    """Give up what is to come and clear all words and the calendar's address; the rows stay for the sums, nameless."""
    quiet = {"synchronize_session": "fetch"}
    own = Signup.person_id == person_id
    for signup in session.scalars(select(Signup).where(own, Signup.state.in_((*EXPECTED, "waiting")))).all():
        _give_up(signup)
    session.execute(update(Signup).where(own).values(words=""), execution_options=quiet)
    session.execute(update(Plan).where(Plan.author_id == person_id).values(note=""), execution_options=quiet)
    session.execute(
        update(GroupMember).where(GroupMember.person_id == person_id).values(post=""), execution_options=quiet
    )
    close_link(FEED, person_id)


def _give_up(signup: Signup) -> None:
    activity = activity_flow.lock(session.get_one(Activity, signup.activity_id))
    signup_flow.fire(signup, "call_off", SYSTEM)
    release(HELPER, signup.id)
    move_up(activity, signup.post_id)
