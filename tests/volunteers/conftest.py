"""Somebody who is in the register and no volunteer yet."""
from __future__ import annotations

from typing import Any

import pytest

from core.kernel.actor import SYSTEM
from core.people.models import Person
from core.people.services import register_person


@pytest.fixture
def person(inside: Any) -> Person:
    return register_person(name="覃大山", actor=SYSTEM)
