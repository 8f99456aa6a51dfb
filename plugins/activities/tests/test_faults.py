"""Whatever database call fails while a neighbour signs up, they are on the list or not."""
from __future__ import annotations

from typing import Any

import pytest

from .conftest import Scene

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def test_signing_up_happens_or_does_not(scene: Scene, announced: Any, browser_of: Any, each_call_fails: Any) -> None:
    path = f"/activities/a/{announced()}/join"
    assert each_call_fails(browser_of(scene.resident_ids[0]), path) > 20
