"""The past in bulk: what the services would have written, with sums that agree."""
from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from core.api import (
    WorkflowStep,
    bulk_insert,
    bulk_row,
    current_community,
    local_day,
    moment_at,
    month_of,
    now,
    past_steps,
    session,
)

from ..models import Activity, Post, Signup
from ..services.planning import CREW
from ..workflow import activity_flow, signup_flow
from .cast import Cast
from .lists import CALLED_OFF, PUBLISHED, SUMMARIES, WHAT, Published

MONTHS_BACK = 13
PER_MONTH = (4, 7)
NAMED_SHARE = 0.55
WAYS = ("qr", "list", "list", "code", "paper")


class Books:
    """Rows by table, written at the end."""

    def __init__(self) -> None:
        self.activities: list[dict[str, Any]] = []
        self.posts: list[dict[str, Any]] = []
        self.signups: list[dict[str, Any]] = []
        self.steps: list[dict[str, Any]] = []

    def write(self) -> None:
        """All of it, in the order of the keys."""
        for model, rows in (
            (Activity, self.activities), (Post, self.posts), (Signup, self.signups), (WorkflowStep, self.steps)
        ):
            bulk_insert(model, rows)
        session.expire_all()


def load_past(rng: Random, cast: Cast) -> None:
    """The year that was published, where there is one, and a few activities for each of the last months."""
    books = Books()
    published = PUBLISHED.get(current_community().slug)
    if published is not None:
        _published(rng, cast, published, books)
    today = local_day(now())
    for back in range(MONTHS_BACK * 30, 6, -30):
        for _activity in range(rng.randint(*PER_MONTH)):
            day = today - timedelta(days=back - rng.randint(0, 20))
            if day < today - timedelta(days=3):
                _held(rng, cast, books, day, rng.randint(14, 40), rng.randint(10, 60), called_off=rng.random() < 0.07)
    books.write()


def _published(rng: Random, cast: Cast, year: Published, books: Books) -> None:
    """So many sessions over the year, whose sums are exactly those that were published."""
    seen, good = _shares(rng, year.participations, year.sessions), _shares(rng, year.beneficiaries, year.sessions)
    for at in range(year.sessions):
        day = date(year.year, 1, 1) + timedelta(days=at * 365 // year.sessions)
        _held(rng, cast, books, day, seen[at], good[at], called_off=False)


def _shares(rng: Random, total: int, parts: int) -> list[int]:
    """`total` in uneven whole parts, none of them small."""
    weights = [0.6 + rng.random() * 0.8 for _part in range(parts)]
    found = [int(total * weight / sum(weights)) for weight in weights]
    for at in range(total - sum(found)):
        found[at % parts] += 1
    return found


def _held(
    rng: Random, cast: Cast, books: Books, day: date, came: int, good: int, *, called_off: bool
) -> None:
    """One activity as it went: `came` persons in all, a part of them by name."""
    kind, title, minutes = rng.choice(WHAT)
    team = rng.choice(cast.teams)
    start = moment_at(day, 60 * rng.choice((9, 10, 14, 15, 19)) + rng.choice((0, 30)))
    end = start + timedelta(minutes=minutes)
    crew = rng.sample(cast.members[team.id], min(len(cast.members[team.id]), rng.randint(3, 7)))
    named = max(len(crew), round(came * NAMED_SHARE))
    others = [p for p in rng.sample(cast.neighbours, min(len(cast.neighbours), named)) if p not in crew]
    neighbours = others[: named - len(crew)]
    row = bulk_row(
        title=title, kind=kind, for_whom="all", text="", place_text="中心花园" if kind == "相助" else "服务中心",
        quota=None, team_id=team.id, unit_id=None, grid_id=None, leader_id=team.leader_id, place_id=None,
        plan_line_id=None, series_id=None, series_day=None, starts_at=start, ends_at=end, month=month_of(day),
        signup_from=start - timedelta(days=14), signup_until=start, code=f"{rng.randrange(10**6):06d}",
        guests=0 if called_off else came - len(crew) - len(neighbours), beneficiaries=0 if called_off else good,
        summary="" if called_off else rng.choice(SUMMARIES), released=not called_off, announced=True,
    )
    steps, state, since = past_steps(activity_flow, row["id"], _life(rng, start, end, called_off))
    books.activities.append({**row, "state": state, "state_since": since, "due_at": None})
    books.steps += steps
    if called_off:
        return
    post = bulk_row(activity_id=row["id"], skill_id=None, title=CREW, need="", quota=max(len(crew), 1))
    books.posts.append(post)
    for person_id in (*crew, *neighbours):
        helper = person_id in crew
        _came(rng, books, row, person_id, post["id"] if helper else None, start, minutes if helper else None)


def _life(rng: Random, start: datetime, end: datetime, called_off: bool) -> list[tuple[str, datetime, Any, str]]:
    first = start - timedelta(days=15)
    begun = [("", first, None, ""), ("publish", first, None, ""), ("open_signup", start - timedelta(days=14), None, "")]
    if called_off:
        return [*begun, ("cancel", start - timedelta(days=1), None, rng.choice(CALLED_OFF))]
    return [*begun, ("hold", end, None, ""), ("sum_up", end + timedelta(hours=rng.randint(2, 40)), None, "")]


def _came(
    rng: Random, books: Books, activity: dict[str, Any], person_id: int, post_id: int | None, start: datetime,
    minutes: int | None,
) -> None:
    asked = start - timedelta(days=rng.randint(1, 13), minutes=rng.randint(0, 600))
    row = bulk_row(
        activity_id=activity["id"], person_id=person_id, post_id=post_id, service_record_id=None, asked_at=asked,
        recorded_by_id=None, seen_at=start, seen_by=rng.choice(WAYS), minutes=minutes, wrong_codes=0, reminded_at=None,
        disputed="", words="",
    )
    steps, state, since = past_steps(
        signup_flow, row["id"], [("", asked, None, ""), ("mark_here", start, None, "")]
    )
    books.signups.append({**row, "state": state, "state_since": since, "due_at": None})
    books.steps += steps
