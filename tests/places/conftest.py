"""Two places in a community, and moments of one day."""
from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from core.kernel.actor import SYSTEM
from core.places.models import Place
from core.places.register import save_place

ZONE = ZoneInfo("Asia/Shanghai")


def at(clock: str, day: int = 2) -> datetime:
    """A time of a day in March 2026, in the community."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 3, day, hour, minute, tzinfo=ZONE)


def add_music(**changes: Any) -> Place:
    values = {"name": "音乐教室", "kind": "room", "capacity": 20, "setup_minutes": 10, "cleanup_minutes": 10, **changes}
    return save_place(None, SYSTEM, **values)


@pytest.fixture
def music(inside: Any) -> Place:
    return add_music()


@pytest.fixture
def stage(inside: Any, music: Place) -> Place:
    return add_music(name="大家乐舞台", kind="stage", setup_minutes=0, cleanup_minutes=0)
