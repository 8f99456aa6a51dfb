"""Ages and who is a child: the law knows a special duty towards everybody under 14."""
from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_

from core.communities.services import community_today
from core.people.models import Person

CHILD_AGE = 14  # 个人信息保护法 第三十一条
GROWN_UP = 18


def age_of(born: date | None, day: date) -> int | None:
    """Full years on a day."""
    if born is None:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def is_child(person: Any, on: date | None = None) -> bool:
    """Whether the person (or row with a birth_date) is under 14, today or on a day. Without a birth date: no."""
    age = age_of(person.birth_date, on or community_today())
    return age is not None and age < CHILD_AGE


def is_grown_up(person: Any) -> bool:
    """Whether the register knows that the person is 18 or older."""
    age = age_of(person.birth_date, community_today())
    return age is not None and age >= GROWN_UP


def born_by(age: int) -> date:
    """Whoever was born on this day or earlier is this old today: `Person.birth_date <= born_by(80)`."""
    day = community_today()
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - age, day=28 if leap else day.day)


def not_a_child() -> ColumnElement[bool]:
    """The condition on Person that leaves out everybody under 14."""
    return or_(Person.birth_date.is_(None), Person.birth_date <= born_by(CHILD_AGE))
