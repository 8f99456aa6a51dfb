"""Who died or moved away comes to nothing more: seats go to those who wait, and what they ran to somebody else."""
from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from core.api import SYSTEM, Person, PersonLeft, Team, _l, community_today, notify, now, release, session, still_gone

from .. import links
from ..effects import HELPER, SOURCE, tell
from ..models import Activity, GroupMember, Series, Signup
from ..workflow import ALIVE, EXPECTED, activity_flow, signup_flow
from .seats import move_up

LIVE = (*EXPECTED, "waiting")


def person_left(event: PersonLeft) -> None:
    """Take them off the lists of what is to come. Harmless when told twice.

    Whoever moves away may go on helping: posts and what they run stay theirs until they give them up.
    """
    person = still_gone(event)
    if person is None:
        return
    dead = person.deceased_on is not None
    for signup, activity in _to_come(person.id, posts=dead):
        _take_off(signup, activity)
    if dead:
        _hand_on(person)
        member = update(GroupMember).where(GroupMember.person_id == person.id, GroupMember.until.is_(None))
        session.execute(member.values(until=community_today()), execution_options={"synchronize_session": "fetch"})


def _to_come(person_id: int, *, posts: bool) -> list[Any]:
    query = (
        select(Signup, Activity)
        .join(Activity, Activity.id == Signup.activity_id)
        .where(Signup.person_id == person_id, Signup.state.in_(LIVE), Activity.state.in_(ALIVE), Activity.ends_at > now())
    )
    if not posts:
        query = query.where(Signup.post_id.is_(None))
    return list(session.execute(query.order_by(Activity.starts_at, Signup.id)).unique())


def _take_off(signup: Signup, activity: Activity) -> None:
    activity = activity_flow.lock(activity)
    signup = signup_flow.lock(signup)
    if signup.state not in LIVE:
        return
    signup_flow.fire(signup, "gone", SYSTEM)
    release(HELPER, signup.id)
    text = _l("因为迁出社区，“%(title)s”的报名取消了；还想来请重新报名。", title=activity.title)
    tell(signup.person_id, text, links.signup(signup.id))
    move_up(activity, signup.post_id)


def _hand_on(person: Person) -> None:
    """To the leader of the team; without one, whoever may host for it sees it at the desk as before."""
    led = select(Activity).where(Activity.leader_id == person.id, Activity.state.in_((*ALIVE, "held")))
    for activity in session.scalars(led.order_by(Activity.starts_at, Activity.id)).unique().all():
        activity.leader_id = _next_leader(activity, person)
        if activity.leader_id:
            text = _l("“%(title)s”改由您负责，请看一看还要准备什么。", title=activity.title)
            notify(activity.leader_id, text, links.run(activity.id), SOURCE)
    for series in session.scalars(select(Series).where(Series.leader_id == person.id)).unique().all():
        series.leader_id = _next_leader(series, person)
    session.flush()


def _next_leader(row: Any, person: Person) -> int | None:
    team = session.get(Team, row.team_id) if row.team_id else None
    if team is None or team.leader_id in (None, person.id):
        return None
    return int(team.leader_id) if session.get_one(Person, team.leader_id).deceased_on is None else None
