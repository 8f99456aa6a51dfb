"""What is going on now: this month's plan, next month's draft, one activity today, one that waits to be summed up."""
from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from core.api import (
    SYSTEM,
    Person,
    Refused,
    Team,
    TeamMember,
    WorkflowStep,
    actor_for,
    bulk_insert,
    bulk_row,
    community_today,
    local_day,
    moment_at,
    month_after,
    now,
    past_steps,
    session,
    this_month,
)

from ..models import Activity, GroupMember, Plan, PlanLine, Signup
from ..services import closing, group, joining, making, series
from ..services.calendar import first_day, last_day
from ..services.planning import CREW
from ..workflow import activity_flow, plan_flow, signup_flow
from .cast import Cast
from .lists import MEETING, RULE, WHAT


def load_live(cast: Cast) -> None:
    """Something to do for the admin, the grid worker, the volunteer who leads, and the resident."""
    team = _team_of(cast)
    _group(cast)
    _plans(cast, team)
    _today(cast, team)
    _waiting_for_sum(cast, team)
    _summed_up(cast)
    _coming(cast, team)


def _team_of(cast: Cast) -> Team:
    """The demo volunteer leads the second team, where they are a member already."""
    team = next((t for t in cast.teams if cast.volunteer.id in cast.members[t.id]), cast.teams[0])
    both = (TeamMember.team_id == team.id, TeamMember.person_id.in_([team.leader_id, cast.volunteer.id]))
    members = session.scalars(select(TeamMember).where(*both)).all()
    if len(members) == 2:
        members[0].post, members[1].post = members[1].post, members[0].post
    team.leader_id = cast.volunteer.id
    session.flush()
    return team


def _group(cast: Cast) -> None:
    """Five members for their units, a public rule, and the minutes of last month's meeting."""
    adults = [p for p in cast.members[cast.teams[0].id] if p not in (cast.volunteer.id, cast.admin.id)][:5]
    rows = [
        bulk_row(
            person_id=person_id, unit_id=cast.units[at].id if at < len(cast.units) else None, post="成员",
            since=community_today() - timedelta(days=400), until=None,
        )
        for at, person_id in enumerate(adults)
    ]
    rows.append(
        bulk_row(
            person_id=cast.admin.id, unit_id=None, post="组长", since=community_today() - timedelta(days=500), until=None
        )
    )
    bulk_insert(GroupMember, rows)
    session.expire_all()
    group.write_rule(SYSTEM, *RULE, community_today() - timedelta(days=300), public=True)
    members = [member.person_id for member in group.members()]
    title, text, decisions = MEETING
    group.write_minutes(SYSTEM, title, community_today() - timedelta(days=20), text, decisions, members[:4])


def _plans(cast: Cast, team: Team) -> None:
    """This month approved, next month of the team still a draft, and another team's waiting for approval."""
    this, after = this_month(), month_after(this_month())
    other = next((t for t in cast.teams if t.id != team.id), team)
    _plan(cast, team, this, [("", 0), ("submit", 1), ("approve", 2)])
    _plan(cast, team, after, [("", 0)])
    if other.leader_id and other.id != team.id:
        _plan(cast, other, after, [("", 0), ("submit", 1)])


def _plan(cast: Cast, team: Team, month: int, steps: list[tuple[str, int]]) -> None:
    leader = session.get_one(Person, team.leader_id)
    begun = min(now() - timedelta(days=6), moment_at(first_day(this_month()), 600))
    past = [
        (name, begun + timedelta(days=at), cast.admin if name == "approve" else leader, "") for name, at in steps
    ]
    row = bulk_row(month=month, slot=team.id, team_id=team.id, grid_id=None, author_id=leader.id, note="多去看看独居长者")
    made, state, since = past_steps(plan_flow, row["id"], past)
    bulk_insert(Plan, [{**row, "state": state, "state_since": since, "due_at": None}])
    bulk_insert(WorkflowStep, made)
    first, last = first_day(month), last_day(month)
    lines = []
    for at in range(4):
        kind, title, minutes = WHAT[(at * 3 + team.id) % len(WHAT)]
        day = min(first + timedelta(days=5 + 7 * at), last)
        lines.append(
            bulk_row(
                plan_id=row["id"], title=title, kind=kind, for_whom="all", text="", place_id=None, place_text="服务中心",
                quota=30, day=day, start_minute=9 * 60 + 30, minutes=minutes, helpers=4,
            )
        )
    bulk_insert(PlanLine, lines)
    if state == "approved":
        for line in lines:
            if line["day"] > local_day(now()):
                _planned(team, line)


def _planned(team: Team, line: dict[str, Any]) -> None:
    start = moment_at(line["day"], line["start_minute"])
    made = _make(
        team, line["title"], line["kind"], start, line["minutes"], quota=line["quota"], plan_line_id=line["id"]
    )
    making.publish(made, SYSTEM)


def _make(team: Team | None, title: str, kind: str, start: datetime, minutes: int, **more: Any) -> Activity:
    begin, until = making.default_window(start)
    activity = making.make(
        SYSTEM, {
            "title": title, "kind": kind, "for_whom": "all", "text": "带上水杯，穿方便活动的鞋。", "place_text": "服务中心",
            "team_id": team.id if team else None, "leader_id": team.leader_id if team else None, "quota": 20,
            "starts_at": start, "ends_at": start + timedelta(minutes=minutes), "signup_from": min(begin, now()),
            "signup_until": until, **more,
        },
    )
    making.add_post(activity, CREW, 4, need="布置场地、引导签到")
    return activity


def _sign_up(activity: Activity, persons: list[int], post_id: int | None = None) -> list[Signup]:
    made = []
    for person_id in persons:
        try:
            with session.begin_nested():
                made.append(joining.join(activity.id, session.get_one(Person, person_id), SYSTEM, post_id=post_id))
        except Refused:
            continue
    return made


def _today(cast: Cast, team: Team) -> None:
    """One today, with sign-ups; none where the day is nearly over."""
    day = local_day(now())
    start = max(_half_hour(now() + timedelta(minutes=10)), moment_at(day, 9 * 60))
    if local_day(start) != day:
        return
    activity = _make(team, "陪长者过周末", "相伴", start, 90, quota=12)
    making.publish(activity, SYSTEM)
    crew = making.posts_of(activity.id)[0].id
    _sign_up(activity, [p for p in cast.members[team.id] if p != cast.volunteer.id][:3], crew)
    _sign_up(activity, [cast.resident.id, *cast.neighbours[40:48]])


def _half_hour(moment: datetime) -> datetime:
    """The next full or half hour."""
    return moment.replace(minute=30, second=0, microsecond=0) if moment.minute < 30 else (
        moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    )


def _waiting_for_sum(cast: Cast, team: Team) -> None:
    """Held the day before yesterday, signed in, and not summed up yet."""
    start = moment_at(local_day(now()) - timedelta(days=2), 15 * 60)
    _past(team, "花园清洁日", "相助", start, cast.members[team.id][1:4], [*cast.neighbours[60:70], cast.resident.id])


def _past(
    team: Team, title: str, kind: str, start: datetime, crew: list[int], others: list[int]
) -> tuple[Activity, list[Signup]]:
    activity = _make(team, title, kind, start, 120, signup_from=start - timedelta(days=10))
    activity = activity_flow.fire(activity, "record", SYSTEM)
    post_id = making.posts_of(activity.id)[0].id
    signups = []
    for person_id in dict.fromkeys((*crew, *others)):
        signup = Signup(activity_id=activity.id, person_id=person_id, asked_at=start - timedelta(days=3))
        signup.post_id = post_id if person_id in crew else None
        signup_flow.start(signup, SYSTEM, at=start - timedelta(days=3))
        session.flush()
        signups.append(signup)
    for signup in signups[:-2]:
        signup_flow.fire(signup, "mark_here", SYSTEM, at=start, way="list")
    return activity, signups


def _summed_up(cast: Cast) -> None:
    """A recent one whose helpers' hours are recorded; two did not come, and one of them objects."""
    team = cast.teams[-1]
    start = moment_at(local_day(now()) - timedelta(days=5), 9 * 60 + 30)
    crew = [p for p in cast.members[team.id][:4] if p != cast.volunteer.id]
    activity, signups = _past(team, "楼道大扫除", "相助", start, crew, [*cast.neighbours[80:88], cast.resident.id])
    closing.sum_up(activity.id, SYSTEM, guests=6, beneficiaries=40, summary="三栋楼的楼道都清完了。")
    closing.release_result(activity.id, SYSTEM, shown=True)
    late = signup_flow.lock(signups[-2])
    signup_flow.fire(late, "object", actor_for(session.get_one(Person, late.person_id)), "我去了，忘了签名", disputed="no_show")


def _coming(cast: Cast, team: Team) -> None:
    """A full one with a waiting list, one of the grid, one of a unit, and a series on Saturdays."""
    day = local_day(now())
    full = _make(team, "手机课堂", "相伴", moment_at(day + timedelta(days=3), 15 * 60), 90, quota=6)
    making.publish(full, SYSTEM)
    _sign_up(full, [*cast.neighbours[100:106], cast.resident.id, *cast.neighbours[106:108]])
    crew = making.posts_of(full.id)[0].id
    _sign_up(full, [cast.volunteer.id], crew)
    if cast.grid is not None:
        start = moment_at(day + timedelta(days=6), 10 * 60)
        grid = _make(None, "网格议事会", "相亲", start, 60, quota=None, grid_id=cast.grid.id, leader_id=cast.worker.id)
        making.publish(grid, SYSTEM)
        _make(None, "消防小演练", "相助", start + timedelta(days=4), 60, grid_id=cast.grid.id, leader_id=cast.worker.id)
    if cast.units:
        unit = _make(None, "共建单位开放日", "相悦", moment_at(day + timedelta(days=8), 14 * 60), 120, unit_id=cast.units[0].id)
        making.publish(unit, SYSTEM)
    _saturdays(cast, team, day)


def _saturdays(cast: Cast, team: Team, day: date) -> None:
    series.begin(
        SYSTEM, {
            "title": "周六合唱排练", "kind": "相悦", "for_whom": "all", "text": "会唱不会唱都欢迎。", "quota": 40,
            "place_id": cast.place_ids[0] if cast.place_ids else None, "place_text": "", "team_id": team.id,
            "unit_id": None, "grid_id": None, "leader_id": team.leader_id, "weekday": 5, "every_weeks": 1,
            "start_minute": 19 * 60, "minutes": 120, "helpers": 2, "from_day": day, "until_day": None, "skips": [],
        },
    )
