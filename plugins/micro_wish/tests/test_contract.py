"""The promises that every plugin makes, and that its pages fit a phone."""
from __future__ import annotations

from core.testing import PhoneContract, PluginContract


class TestContract(PluginContract):
    name = "micro_wish"


class TestPhone(PhoneContract):
    name = "micro_wish"
