"""While somebody else holds SQLite's write lock: who needs no database goes on, who does says so in one sentence."""
from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from core.busy import BUSY, is_busy

ROOT = Path(__file__).parents[1]
WRITES = "import wsgi, sqlite3; sqlite3.connect(wsgi.app.config['SQLALCHEMY_DATABASE_URI'][10:], timeout=0).execute('BEGIN IMMEDIATE')"


@pytest.fixture
def locked(site):
    """`locked("-m", "flask", ...)`: exit code, output and errors of a process of its own, on a database that is being written."""
    environment = {**os.environ, "LINLI_DATA_DIR": str(site.file.parent), "LINLI_TESTING": "1", "LINLI_SHARED_ORIGIN": "1"}
    environment |= {"PYTHONPATH": str(ROOT), "FLASK_APP": str(ROOT / "wsgi.py")}
    with closing(sqlite3.connect(site.file)) as writer:
        writer.execute("BEGIN IMMEDIATE")

        def run(*words: str) -> tuple[int, str, str]:
            # Less than a writer waits for the lock.
            done = subprocess.run([sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=28)
            return done.returncode, done.stdout, done.stderr

        yield run
        writer.rollback()


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_commands_that_write_nothing_do_not_wait_for_who_writes(locked, tmp_path):
    code, said, _errors = locked("-m", "flask", "plugin", "new", "waste_sorting", "--into", str(tmp_path))
    assert (code, "is a working plugin" in said) == (0, True)
    assert locked("-m", "flask", "plugin", "list")[0] == 0


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_a_lock_that_is_not_to_be_had_is_said_in_one_sentence(locked):
    assert locked("-c", WRITES) == (1, "", f"{BUSY}\n")


def test_other_errors_keep_their_traceback():
    assert is_busy(None) is False
    assert is_busy(sqlite3.OperationalError("no such table: nowhere")) is False
