"""What paired help keeps: cases, indicator sheets, helpers' assignments, visits, their notes, and signatures."""
from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Sensitive, Stateful, TenantModel, belongs_to

# A graduated case stays the person's one case, because a relapse reopens it.
STANDING = text("state NOT IN ('transferred', 'deceased', 'declined')")
ONE_OF_EACH = text("until IS NULL AND function IN ('lead', 'backup')")
HELPING = text("until IS NULL")
TO_FOLLOW_UP = text("follow_up_cipher IS NOT NULL AND follow_up_done_at IS NULL")
OPEN_VISIT = text("state IN ('planned', 'backup', 'grid', 'station')")


def _hidden(value: str) -> str:
    return "****"


def _words() -> Sensitive:
    return Sensitive(mask=_hidden)


def _once(name: str, *columns: str, where: Any) -> Index:
    return Index(name, "community_id", *columns, unique=True, sqlite_where=where, postgresql_where=where)


class Case(Stateful, TenantModel):
    """One person in one household who is helped, from being noticed to standing on their own."""

    __tablename__ = "paired_help_case"
    __table_args__ = (
        # At most one standing case for a person, whoever opens one at the same moment.
        _once("uq_paired_help_case_standing", "person_id", where=STANDING),
        Index(None, "community_id", "state", "level"),
        Index(None, "community_id", "opened_on"),
        Index(None, "community_id", "graduated_on"),
        CheckConstraint("level IN ('', 'high', 'key', 'general')", name="level_known"),
    )
    __scope__ = {"building": "building_id", "own": "person_id"}

    person = belongs_to("person", lazy="raise_on_sql")
    household = belongs_to("household", lazy="raise_on_sql")
    building = belongs_to("building", optional=True, lazy="raise_on_sql")
    skill = belongs_to("skill", optional=True, lazy="raise_on_sql")
    source: Mapped[str] = mapped_column(String(12), default="visit")
    level: Mapped[str] = mapped_column(String(8), default="")
    language: Mapped[str] = mapped_column(String(12), default="")
    # How often the person was taken on: a relapse begins the next round, with its own sheets and signatures.
    round: Mapped[int] = mapped_column(default=1)
    opened_on: Mapped[date]
    # From when to when visits were made, for the figures of past years.
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    trial_ends_on: Mapped[date | None]
    graduated_on: Mapped[date | None]
    last_contact_at: Mapped[datetime | None]
    alarmed_at: Mapped[datetime | None]
    needs: Mapped[list[Any]] = mapped_column(JSON, default=list)
    recorded_by_id: Mapped[int | None]
    situation = _words()
    goals = _words()
    own_view = _words()


class Sheet(TenantModel):
    """The indicator sheet filled in at entry, at a review or at the exit; never changed afterwards."""

    __tablename__ = "paired_help_sheet"
    __table_args__ = (
        Index(None, "community_id", "case_id", "taken_on"),
        CheckConstraint("score BETWEEN 0 AND 100", name="score_in_percent"),
    )

    case = belongs_to("paired_help_case", ondelete="CASCADE", lazy="raise_on_sql")
    person = belongs_to("person", lazy="raise_on_sql")
    author = belongs_to("person", optional=True, lazy="raise_on_sql")
    kind: Mapped[str] = mapped_column(String(8))
    round: Mapped[int] = mapped_column(default=1)
    taken_on: Mapped[date]
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    score: Mapped[int]
    words = _words()


class Assignment(TenantModel):
    """One function of one helper in a case, from one moment until another."""

    __tablename__ = "paired_help_assignment"
    __table_args__ = (
        _once("uq_paired_help_assignment_function", "case_id", "function", where=ONE_OF_EACH),
        _once("uq_paired_help_assignment_helper", "case_id", "helper_id", where=HELPING),
        Index(None, "community_id", "helper_id", "until"),
        Index(None, "community_id", "function", "until"),
        CheckConstraint("function IN ('lead', 'backup', 'unit_pair')", name="function_known"),
    )
    __scope__ = {"own": "helper_id"}

    case = belongs_to("paired_help_case", ondelete="CASCADE", lazy="raise_on_sql")
    person = belongs_to("person", lazy="raise_on_sql")
    helper = belongs_to("person", lazy="raise_on_sql")
    volunteer = belongs_to("volunteer", lazy="raise_on_sql")
    unit = belongs_to("unit", optional=True, lazy="raise_on_sql")
    function: Mapped[str] = mapped_column(String(10))
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    # Notes from before `since` are shown only after the grid worker shared them.
    shared_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(String(200), default="")


class Visit(Stateful, TenantModel):
    """One visit that is due; its state says whose task it is just now."""

    __tablename__ = "paired_help_visit"
    __table_args__ = (
        _once("uq_paired_help_visit_open", "case_id", where=OPEN_VISIT),
        Index(None, "community_id", "state", "due_on"),
    )

    case = belongs_to("paired_help_case", ondelete="CASCADE", lazy="raise_on_sql")
    person = belongs_to("person", lazy="raise_on_sql")
    kind: Mapped[str] = mapped_column(String(8), default="regular")
    due_on: Mapped[date]
    done_at: Mapped[datetime | None]


class Note(TenantModel):
    """What one helper or worker wrote after a visit or a try: the contact log of a case."""

    __tablename__ = "paired_help_note"
    __table_args__ = (
        Index(None, "community_id", "case_id", "at"),
        Index(None, "community_id", "contact", "at"),
        Index("ix_paired_help_note_to_follow_up", "community_id", "case_id", sqlite_where=TO_FOLLOW_UP, postgresql_where=TO_FOLLOW_UP),
        CheckConstraint("minutes BETWEEN 0 AND 960", name="minutes_of_a_day"),
    )

    case = belongs_to("paired_help_case", ondelete="CASCADE", lazy="raise_on_sql")
    visit = belongs_to("paired_help_visit", ondelete="CASCADE", lazy="raise_on_sql")
    person = belongs_to("person", lazy="raise_on_sql")
    helper = belongs_to("person", lazy="raise_on_sql")
    service_record = belongs_to("service_record", optional=True, lazy="raise_on_sql")
    at: Mapped[datetime]
    minutes: Mapped[int]
    contact: Mapped[bool]
    medium: Mapped[str] = mapped_column(String(8))
    needs: Mapped[list[Any]] = mapped_column(JSON, default=list)
    written_at: Mapped[datetime]
    follow_up_on: Mapped[date | None]
    follow_up_done_at: Mapped[datetime | None]
    words = _words()
    follow_up = _words()


class Signature(TenantModel):
    """A name under the graduation; the drawing itself is kept among the core's encrypted pictures."""

    __tablename__ = "paired_help_signature"
    __unique__ = [("case_id", "round", "side")]

    case = belongs_to("paired_help_case", ondelete="CASCADE", lazy="raise_on_sql")
    person = belongs_to("person", lazy="raise_on_sql")
    signer = belongs_to("person", lazy="raise_on_sql")
    side: Mapped[str] = mapped_column(String(8))
    round: Mapped[int]
    signed_at: Mapped[datetime]
    picture_id: Mapped[int | None]


class Speaks(TenantModel):
    """A language that a helper speaks, because some elders speak only theirs."""

    __tablename__ = "paired_help_speaks"
    __unique__ = [("person_id", "language")]

    person = belongs_to("person", ondelete="CASCADE", lazy="raise_on_sql")
    language: Mapped[str] = mapped_column(String(12))
