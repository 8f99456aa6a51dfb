"""The pages of the classes: for everybody, for guardians and teachers on the phone, for workers at the desk."""
from __future__ import annotations

from . import (
    behalf,
    calendars,
    calls,
    child,
    courses,
    days,
    desk,
    enrolments,
    guardian,
    health,
    public,
    sheet,
    teacher,
    timetable,
)
from .blueprint import pages

__all__ = [
    "behalf", "calendars", "calls", "child", "courses", "days", "desk", "enrolments", "guardian", "health", "pages",
    "public", "sheet", "teacher", "timetable",
]  # fmt: skip
