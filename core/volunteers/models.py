"""Volunteers, what they can do and when, teams and units, blocks between persons, and what was served."""
from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.kernel.appendonly import AppendOnly
from core.kernel.workflow import Stateful
from core.people.sensitive import Sensitive
from core.people.tidy import tidy_phone
from core.tenancy.model import TenantModel, belongs_to


class Unit(TenantModel):
    """驻区单位: an organisation in the community; `co_building` ones plan the work together with it."""

    __scope__ = {"unit": "id"}

    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20), default="other")
    contact: Mapped[str] = mapped_column(String(64), default="")
    phone = Sensitive(tidy=tidy_phone)
    co_building: Mapped[bool] = mapped_column(default=False)
    __unique__ = [("name",)]


class Volunteer(Stateful, TenantModel):
    """A person in the role of helper, starting from (base_x, base_y) metres on the plan."""

    __scope__ = {"own": "person_id", "building": "building_id", "unit": "unit_id"}

    person = belongs_to("person")
    unit = belongs_to("unit", optional=True)
    building = belongs_to("building", optional=True)
    grid = belongs_to("grid", optional=True)
    base_x: Mapped[int] = mapped_column(default=0)
    base_y: Mapped[int] = mapped_column(default=0)
    since: Mapped[date | None]
    minors_cleared_until: Mapped[date | None]
    last_served_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(String(300), default="")
    __unique__ = [("person_id",)]
    __table_args__ = (
        Index(None, "community_id", "state", "base_x", "base_y"),
        Index(None, "community_id", "id", "base_x", "base_y", unique=True),  # what the skills' places refer to
    )


class Skill(TenantModel):
    """What volunteers can do; some skills need a certificate that is still valid."""

    key: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(40))
    needs_certificate: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    __unique__ = [("key",)]


class VolunteerSkill(TenantModel):
    """A volunteer's skill, until the certificate runs out where the skill needs one.

    base_x, base_y: the volunteer's; the database carries them on, so that the nearest with a skill stand in one index.
    """

    volunteer = belongs_to("volunteer", ondelete="CASCADE")
    skill = belongs_to("skill")
    valid_until: Mapped[date | None]
    base_x: Mapped[int]
    base_y: Mapped[int]
    __unique__ = [("volunteer_id", "skill_id")]
    __table_args__ = (
        ForeignKeyConstraint(
            ["community_id", "volunteer_id", "base_x", "base_y"],
            ["volunteer.community_id", "volunteer.id", "volunteer.base_x", "volunteer.base_y"],
            onupdate="CASCADE", ondelete="CASCADE",
        ),
        Index(None, "community_id", "skill_id", "base_x", "base_y"),
    )


class Availability(TenantModel):
    """A weekly window, in minutes after local midnight; weekday 0 is Monday."""

    volunteer = belongs_to("volunteer", ondelete="CASCADE")
    weekday: Mapped[int]
    start_minute: Mapped[int]
    end_minute: Mapped[int]
    __unique__ = [("volunteer_id", "weekday", "start_minute")]
    __table_args__ = (
        CheckConstraint(
            "weekday BETWEEN 0 AND 6 AND start_minute >= 0 AND start_minute < end_minute AND end_minute <= 1440",
            name="window",
        ),
    )


class Team(TenantModel):
    """A love team 爱心小分队 ('love') or a building's mutual-help group 帮帮互助 ('building')."""

    __scope__ = {"team": "id", "building": "building_id"}

    name: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(12), default="love")
    purpose: Mapped[str] = mapped_column(String(200), default="")
    items: Mapped[list[Any]] = mapped_column(default=list)
    leader = belongs_to("person", optional=True)
    building = belongs_to("building", optional=True)
    __unique__ = [("kind", "name")]


class TeamMember(TenantModel):
    """A person's post 岗位 in a team."""

    __scope__ = {"own": "person_id", "team": "team_id"}

    team = belongs_to("team", ondelete="CASCADE")
    person = belongs_to("person")
    post: Mapped[str] = mapped_column(String(30), default="")
    joined_on: Mapped[date | None]
    left_on: Mapped[date | None]
    __unique__ = [("team_id", "person_id")]


class TeamPost(TenantModel):
    """A post by need 因需设岗 of a team: how many it takes, and which skill it asks for."""

    __scope__ = {"team": "team_id"}

    team = belongs_to("team", ondelete="CASCADE")
    skill = belongs_to("skill", optional=True)
    title: Mapped[str] = mapped_column(String(30))
    need: Mapped[str] = mapped_column(String(200), default="")
    quota: Mapped[int]
    __unique__ = [("team_id", "title")]
    __table_args__ = (CheckConstraint("quota > 0", name="quota_positive"),)


class PersonBlock(TenantModel):
    """Two persons who must not be sent to each other; the order does not matter, and only staff see it."""

    person = belongs_to("person")
    other = belongs_to("person")
    reason: Mapped[str] = mapped_column(String(200), default="")
    __unique__ = [("person_id", "other_id")]


class ServiceRecord(AppendOnly, TenantModel):
    """Who helped whom, when and how long; written once, the base of certificates, stars and the savings ledger.

    `source` and `source_key` name the work that led to it ("love_savings", "request:42"); `proof` is 'both' (check-in
    and both sides), 'one' (one side and evidence) or 'hand' (added by hand and approved).
    """

    __scope__ = {"own": "helper_id"}

    helper = belongs_to("person")
    helped = belongs_to("person", optional=True)
    skill = belongs_to("skill", optional=True)
    team = belongs_to("team", optional=True)
    source: Mapped[str] = mapped_column(String(40))
    source_key: Mapped[str] = mapped_column(String(80))
    minutes: Mapped[int]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    proof: Mapped[str] = mapped_column(String(8), default="hand")
    recorded_by = belongs_to("person", optional=True)
    note: Mapped[str] = mapped_column(String(300), default="")
    __unique__ = [("source_key",)]
    __table_args__ = (
        Index(None, "community_id", "helper_id", "started_at"),
        Index(None, "community_id", "started_at"),
        CheckConstraint("minutes > 0", name="minutes"),
    )


class ServiceVoid(AppendOnly, TenantModel):
    """A service record that does not count any more, because a dispute was settled; the record itself stays.

    Minutes and start are the record's, so that sums over all records take the void ones off without a join.
    """

    record = belongs_to("service_record")
    minutes: Mapped[int]
    started_at: Mapped[datetime]
    voided_at: Mapped[datetime]
    voided_by = belongs_to("person", optional=True)
    reason: Mapped[str] = mapped_column(String(200), default="")
    __unique__ = [("record_id",)]
    __table_args__ = (Index(None, "community_id", "started_at"),)
