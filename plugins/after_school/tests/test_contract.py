"""The promises that every plugin makes."""
from __future__ import annotations

from core.testing import PluginContract


class TestContract(PluginContract):
    name = "after_school"
