"""The promises that every plugin makes, and that its pages fit a phone."""
from __future__ import annotations

from core.testing import PhoneContract, PluginContract


class TestContract(PluginContract):
    name = "love_savings"


class TestPhone(PhoneContract):
    name = "love_savings"
