"""What the classes keep: terms, courses, who teaches, who is enrolled, and what happened on each class day."""
from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Reason, Stateful, TenantModel, belongs_to


class Term(TenantModel):
    """A school term ("school", 5点半课堂) or a holiday ("holiday", 学校放假，社区开学).

    `seed` is made with the term; only its hash is shown until the places are allocated, so nobody can choose it later.
    """

    __tablename__ = "after_school_term"
    __unique__ = [("name",)]
    __table_args__ = (
        Index(None, "community_id", "ends_on"),
        CheckConstraint("ends_on >= starts_on AND enrol_until >= enrol_from", name="days_in_order"),
    )

    name: Mapped[str] = mapped_column(String(30))
    kind: Mapped[str] = mapped_column(String(10))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    enrol_from: Mapped[date]
    enrol_until: Mapped[date]
    allocation: Mapped[str] = mapped_column(String(10))
    max_courses: Mapped[int]
    seed: Mapped[str] = mapped_column(String(30))
    allocated_at: Mapped[datetime | None]


class SpecialDay(TenantModel):
    """The admin's word on one day: no classes, or classes as on a weekday; it goes before the holiday calendar."""

    __tablename__ = "after_school_special_day"
    __unique__ = [("day",)]

    day: Mapped[date]
    # None: no classes; else the weekday (0 is Monday) whose timetable is held.
    as_weekday: Mapped[int | None]
    note: Mapped[str] = mapped_column(String(30), default="")


class Course(Stateful, TenantModel):
    """One course of a term: what, where, for whom, how many."""

    __tablename__ = "after_school_course"
    __unique__ = [("term_id", "title")]
    __table_args__ = (
        CheckConstraint("capacity > 0 AND age_from <= age_to", name="sizes_hold_together"),
    )

    term = belongs_to("after_school_term", lazy="raise_on_sql")
    place = belongs_to("place", lazy="raise_on_sql")
    title: Mapped[str] = mapped_column(String(30))
    subject: Mapped[str] = mapped_column(String(20))
    summary: Mapped[str] = mapped_column(String(200), default="")
    age_from: Mapped[int]
    age_to: Mapped[int]
    capacity: Mapped[int]
    teachers_wanted: Mapped[int] = mapped_column(default=2)


class CourseTime(TenantModel):
    """A weekly time, in minutes after local midnight; weekday 0 is Monday."""

    __tablename__ = "after_school_course_time"
    __unique__ = [("course_id", "weekday", "start_minute")]
    __table_args__ = (
        CheckConstraint(
            "weekday BETWEEN 0 AND 6 AND start_minute >= 0 AND start_minute < end_minute AND end_minute <= 1440",
            name="window",
        ),
    )

    course = belongs_to("after_school_course", ondelete="CASCADE", lazy="raise_on_sql")
    weekday: Mapped[int]
    start_minute: Mapped[int]
    end_minute: Mapped[int]


class Teacher(Stateful, TenantModel):
    """A volunteer who applied to teach a course or to assist in it, and what became of it."""

    __tablename__ = "after_school_teacher"
    __unique__ = [("course_id", "person_id")]
    __table_args__ = (Index(None, "community_id", "person_id", "state"),)
    __scope__ = {"own": "person_id"}

    course = belongs_to("after_school_course", lazy="raise_on_sql")
    person = belongs_to("person", lazy="raise_on_sql")
    role: Mapped[str] = mapped_column(String(10))
    words: Mapped[str] = mapped_column(String(200), default="")


class ClassDay(Stateful, TenantModel):
    """One class on one day; `starts_at` never repeats within a course."""

    __tablename__ = "after_school_class_day"
    __unique__ = [("course_id", "starts_at")]
    __table_args__ = (
        Index(None, "community_id", "day", "state"),
        Index(None, "community_id", "state", "starts_at"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    )

    course = belongs_to("after_school_course", lazy="raise_on_sql")
    place = belongs_to("place", lazy="raise_on_sql")
    day: Mapped[date]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    make_up: Mapped[bool] = mapped_column(default=False)
    topic: Mapped[str] = mapped_column(String(30), default="")
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class Duty(Stateful, TenantModel):
    """One adult on one class day; a substitute is a row of its own."""

    __tablename__ = "after_school_duty"
    __unique__ = [("class_day_id", "person_id")]
    __table_args__ = (Index(None, "community_id", "person_id", "state"),)
    __scope__ = {"own": "person_id"}

    class_day = belongs_to("after_school_class_day", lazy="raise_on_sql")
    person = belongs_to("person", lazy="raise_on_sql")
    role: Mapped[str] = mapped_column(String(10))
    checked_in_at: Mapped[datetime | None]
    checked_out_at: Mapped[datetime | None]
    minutes: Mapped[int | None]


class Application(TenantModel):
    """A guardian's wishes in a term; `together`: brothers and sisters get the same course together or wait together."""

    __tablename__ = "after_school_application"
    __unique__ = [("term_id", "guardian_id")]
    __scope__ = {"own": "guardian_id"}

    term = belongs_to("after_school_term", lazy="raise_on_sql")
    guardian = belongs_to("person", lazy="raise_on_sql")
    together: Mapped[bool] = mapped_column(default=True)
    submitted_at: Mapped[datetime]
    # The place in the draw, from 1; None before it.
    lot: Mapped[int | None]


class Enrolment(Stateful, TenantModel):
    """One child and one course: wished for, waiting, accepted, refused or left."""

    __tablename__ = "after_school_enrolment"
    __unique__ = [("course_id", "child_id")]
    __table_args__ = (
        Index(None, "community_id", "course_id", "state"),
        Index(None, "community_id", "child_id", "state"),
    )

    course = belongs_to("after_school_course", lazy="raise_on_sql")
    child = belongs_to("person", lazy="raise_on_sql")
    application = belongs_to("after_school_application", lazy="raise_on_sql")
    rank: Mapped[int]
    # Order on the waiting list: by lot after a draw, by the clock afterwards.
    queue: Mapped[int] = mapped_column(default=0)
    why: Mapped[list[Any]] = mapped_column(JSON, default=list)

    @property
    def explained(self) -> Any:
        """Why it came out so, in the reader's language."""
        return Reason(*self.why) if self.why else ""


class Seat(TenantModel):
    """A child's place in one class day. Its id owns the child's time, so nobody is expected in two classes at once."""

    __tablename__ = "after_school_seat"
    __unique__ = [("class_day_id", "child_id")]

    class_day = belongs_to("after_school_class_day", lazy="raise_on_sql")
    enrolment = belongs_to("after_school_enrolment", lazy="raise_on_sql")
    child = belongs_to("person", lazy="raise_on_sql")
    starts_at: Mapped[datetime]
