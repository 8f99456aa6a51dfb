"""What the activities keep: plans by the month, series, activities with their posts and who signed up."""
from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Stateful, TenantModel, belongs_to

HOST = {"team": "team_id", "unit": "unit_id", "grid": "grid_id", "building": "team.building_id"}


class What:
    """What a line of a plan, a series and an activity have in common."""

    title: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20), default="")
    for_whom: Mapped[str] = mapped_column(String(10), default="all")
    text: Mapped[str] = mapped_column(String(500), default="")
    place_text: Mapped[str] = mapped_column(String(60), default="")
    # How many may take part; None: as many as come, 0: nobody signs up but helpers.
    quota: Mapped[int | None]


class Plan(Stateful, TenantModel):
    """One month of one host: a team, a grid, or the community itself (`slot` 0)."""

    __tablename__ = "activities_plan"
    __unique__ = [("month", "slot")]
    __scope__ = {"own": "team.leader_id", "team": "team_id", "grid": "grid_id", "building": "team.building_id"}

    team = belongs_to("team", optional=True, lazy="joined")
    grid = belongs_to("grid", optional=True, lazy="joined")
    author = belongs_to("person", lazy="raise_on_sql")
    # Year and month of the community's own calendar, such as 202611.
    month: Mapped[int]
    # The host as one number that is never null, so that the key holds: the team's id, the grid's, or 0.
    slot: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(String(500), default="")


class PlanLine(What, TenantModel):
    """One activity that a plan proposes."""

    __tablename__ = "activities_plan_line"
    __table_args__ = (CheckConstraint("minutes > 0", name="minutes_positive"),)

    plan = belongs_to("activities_plan", ondelete="CASCADE", lazy="raise_on_sql")
    place = belongs_to("place", optional=True, lazy="joined")
    day: Mapped[date]
    start_minute: Mapped[int]
    minutes: Mapped[int]
    helpers: Mapped[int] = mapped_column(default=0)


class Series(What, TenantModel):
    """An activity that comes back every so many weeks; `skips` are the days left out, as ISO dates."""

    __tablename__ = "activities_series"
    __scope__ = {**HOST, "own": ("leader_id", "team.leader_id")}
    __table_args__ = (CheckConstraint("every_weeks > 0 AND minutes > 0", name="positive"),)

    team = belongs_to("team", optional=True, lazy="joined")
    unit = belongs_to("unit", optional=True, lazy="joined")
    grid = belongs_to("grid", optional=True, lazy="joined")
    leader = belongs_to("person", optional=True, lazy="raise_on_sql")
    place = belongs_to("place", optional=True, lazy="joined")
    weekday: Mapped[int]
    every_weeks: Mapped[int] = mapped_column(default=1)
    start_minute: Mapped[int]
    minutes: Mapped[int]
    helpers: Mapped[int] = mapped_column(default=0)
    from_day: Mapped[date]
    until_day: Mapped[date | None]
    skips: Mapped[list[Any]] = mapped_column(default=list)
    active: Mapped[bool] = mapped_column(default=True)


class Activity(Stateful, What, TenantModel):
    """One activity 场次, from the plan to the sum of what it brought."""

    __tablename__ = "activities_activity"
    __unique__ = [("series_id", "series_day"), ("plan_line_id",)]
    __scope__ = {**HOST, "own": ("leader_id", "team.leader_id")}
    __table_args__ = (
        Index(None, "community_id", "month", "state"),
        Index(None, "community_id", "state", "starts_at"),
        Index(None, "community_id", "starts_at"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("guests >= 0 AND beneficiaries >= 0", name="counts_not_negative"),
    )

    team = belongs_to("team", optional=True, lazy="joined")
    unit = belongs_to("unit", optional=True, lazy="joined")
    grid = belongs_to("grid", optional=True, lazy="joined")
    leader = belongs_to("person", optional=True, lazy="raise_on_sql")
    place = belongs_to("place", optional=True, lazy="joined")
    plan_line = belongs_to("activities_plan_line", optional=True, lazy="raise_on_sql")
    series = belongs_to("activities_series", optional=True, lazy="raise_on_sql")
    series_day: Mapped[date | None]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    month: Mapped[int]
    signup_from: Mapped[datetime]
    signup_until: Mapped[datetime]
    # The six digits that are said aloud where the activity is.
    code: Mapped[str] = mapped_column(String(6))
    # Who came without a name, counted as a number.
    guests: Mapped[int] = mapped_column(default=0)
    # 受益人次: whom it did good, as the leader estimates; never added to those who took part.
    beneficiaries: Mapped[int] = mapped_column(default=0)
    summary: Mapped[str] = mapped_column(String(500), default="")
    released: Mapped[bool] = mapped_column(default=False)
    # Shown in public once: a draft that is called off never is.
    announced: Mapped[bool] = mapped_column(default=False)


class Post(TenantModel):
    """A post by need 岗位 of one activity, with its own quota."""

    __tablename__ = "activities_post"
    __unique__ = [("activity_id", "title")]
    __table_args__ = (CheckConstraint("quota > 0", name="quota_positive"),)

    activity = belongs_to("activities_activity", ondelete="CASCADE", lazy="raise_on_sql")
    skill = belongs_to("skill", optional=True, lazy="joined")
    title: Mapped[str] = mapped_column(String(30))
    need: Mapped[str] = mapped_column(String(200), default="")
    quota: Mapped[int]


class Signup(Stateful, TenantModel):
    """One person's place in one activity: as a helper on a post, or as somebody who takes part."""

    __tablename__ = "activities_signup"
    __unique__ = [("activity_id", "person_id")]
    __scope__ = {"own": "person_id"}
    __table_args__ = (
        Index(None, "community_id", "activity_id", "state"),
        Index(None, "community_id", "person_id", "state"),
        Index(None, "community_id", "state", "state_since"),
    )

    activity = belongs_to("activities_activity", ondelete="CASCADE", lazy="raise_on_sql")
    person = belongs_to("person", lazy="raise_on_sql")
    post = belongs_to("activities_post", optional=True, lazy="raise_on_sql")
    service_record = belongs_to("service_record", optional=True, lazy="raise_on_sql")
    asked_at: Mapped[datetime]
    # Who typed it in for the person (代办); None when they signed up alone.
    recorded_by_id: Mapped[int | None]
    seen_at: Mapped[datetime | None]
    # How they were seen: qr, code, list or paper.
    seen_by: Mapped[str] = mapped_column(String(8), default="")
    minutes: Mapped[int | None]
    wrong_codes: Mapped[int] = mapped_column(default=0)
    reminded_at: Mapped[datetime | None]
    # What stood there before the person objected: no_show or late_cancelled.
    disputed: Mapped[str] = mapped_column(String(20), default="")
    words: Mapped[str] = mapped_column(String(200), default="")


class GroupMember(TenantModel):
    """A member of the leading group 领导小组, for a member unit or for the community itself."""

    __tablename__ = "activities_group_member"
    __unique__ = [("person_id",)]
    __scope__ = {"own": "person_id"}

    person = belongs_to("person", lazy="joined")
    unit = belongs_to("unit", optional=True, lazy="joined")
    post: Mapped[str] = mapped_column(String(30), default="")
    since: Mapped[date]
    until: Mapped[date | None]


class RuleText(TenantModel):
    """One version of a written rule 制度; a new version never changes an old one."""

    __tablename__ = "activities_rule"
    __unique__ = [("title", "version")]

    title: Mapped[str] = mapped_column(String(60))
    version: Mapped[int]
    text: Mapped[str] = mapped_column(String(5000))
    valid_from: Mapped[date]
    public: Mapped[bool] = mapped_column(default=False)
    written_by_id: Mapped[int | None]


class Meeting(TenantModel):
    """The minutes of one meeting of the leading group."""

    __tablename__ = "activities_meeting"
    __table_args__ = (Index(None, "community_id", "held_on"),)

    title: Mapped[str] = mapped_column(String(60))
    held_on: Mapped[date]
    text: Mapped[str] = mapped_column(String(5000), default="")
    decisions: Mapped[str] = mapped_column(String(2000), default="")
    written_by_id: Mapped[int | None]


class Attendance(TenantModel):
    """Who was at a meeting, and for whom they spoke then."""

    __tablename__ = "activities_attendance"
    __unique__ = [("meeting_id", "person_id")]

    meeting = belongs_to("activities_meeting", ondelete="CASCADE", lazy="raise_on_sql")
    person = belongs_to("person", lazy="raise_on_sql")
    spoke_for: Mapped[str] = mapped_column(String(30), default="")
