"""The promises that every plugin makes, and that its pages fit a phone."""
from __future__ import annotations

from core.testing import PhoneContract, PluginContract


class TestContract(PluginContract):
    name = "activities"
    # What an activity, a plan's line or a series is called and where it is says nothing about who leads it.
    not_about_persons = frozenset(
        f"activities_{table}.{column}"
        for table in ("activity", "series")
        for column in ("title", "text", "place_text", "summary", "skips")
    )


class TestPhone(PhoneContract):
    name = "activities"
