"""Whatever database call fails while a case is opened, it is open or there is none."""
from __future__ import annotations

from typing import Any

import pytest

from .conftest import Station

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def test_opening_a_case_happens_or_does_not(station: Station, browser: Any, each_call_fails: Any) -> None:
    fields = {"person_id": str(station.elder_id), "source": "neighbour", "situation": "独自住"}
    path = f"/paired-help/new?person_id={station.elder_id}"
    assert each_call_fails(browser(station.worker_id), path, **fields) > 20
