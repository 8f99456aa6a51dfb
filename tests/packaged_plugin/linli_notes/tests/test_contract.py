"""The promises that every plugin makes; the kit is found by itself, since linli is installed."""
from __future__ import annotations

from linli_notes.models import Note

from core.testing import PluginContract


class TestContract(PluginContract):
    name = "notes"

    def test_its_table_is_its_own_wherever_it_is_imported_first(self) -> None:
        assert Note.__table__.info["owner"] == "notes"
