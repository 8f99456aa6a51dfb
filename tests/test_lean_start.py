"""A web process starts without what only commands, uploads and calendars need, and with its collector at work again."""
from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SAYS = "import wsgi, sys, gc; print(gc.isenabled(), gc.get_freeze_count() > 100_000, *sorted(sys.modules), sep='\\n')"
SPARED = ("PIL", "alembic", "core.demo.loader", "icalendar", "pypinyin", "rich", "scipy", "segno")


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_a_web_process_starts_without_what_only_commands_and_uploads_need(site):
    environment = {**os.environ, "LINLI_DATA_DIR": str(site.file.parent), "LINLI_TESTING": "1", "LINLI_SHARED_ORIGIN": "1"}
    command = [sys.executable, "-c", SAYS]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=60)
    collecting, frozen, *loaded = done.stdout.split()
    assert (collecting, frozen) == ("True", "True")
    assert "plugins.love_savings.hooks" in loaded
    assert [name for name in loaded if name in SPARED or name.startswith("plugins.") and name.endswith(".demo")] == []
