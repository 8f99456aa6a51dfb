"""Whatever database call fails while a wish is claimed, it is claimed or free."""
from __future__ import annotations

from typing import Any

import pytest

from .conftest import Station, in_days

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def test_claiming_a_wish_happens_or_does_not(station: Station, wished: Any, browser: Any, each_call_fails: Any) -> None:
    wished(to="published")
    fields = {"party": "person", "promised_on": in_days(2).isoformat()}
    assert each_call_fails(browser("helper"), "/micro-wish/no/1/claim", **fields) > 20
