"""The promises that every plugin makes, and that its pages fit a phone."""
from __future__ import annotations

from core.testing import PhoneContract, PluginContract


class TestContract(PluginContract):
    name = "venues"
    # Made by the plugin itself of a list and the names of groups, written by staff about the place, or days.
    not_about_persons = frozenset({"venues_booking.title", "venues_rules.note", "venues_rules.hours", "venues_series.skipped"})


class TestPhone(PhoneContract):
    name = "venues"
