"""The doctor on what needs no database: each thing is broken for real, and the sentence says what to do."""
from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from core.config import Settings
from core.crypto import make_key_file
from core.doctor import machine

ROOT = Path(__file__).parents[2]
SECRET = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation that is in order."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    make_key_file(folder / "keys.json")
    return Settings(data_dir=folder, key_file=folder / "keys.json", secret_key=SECRET)


def said(found: Any) -> str:
    return "\n".join(f"{finding.problem} -> {finding.remedy}" for finding in found)


def test_an_installation_in_order_gives_no_findings(settings: Settings) -> None:
    assert {check.title: said(check.look(settings)) for check in machine.CHECKS} == {c.title: "" for c in machine.CHECKS}


def test_a_package_of_another_version_and_a_missing_one_are_named(settings: Settings, tmp_path: Path) -> None:
    pins = tmp_path / "requirements.txt"
    pins.write_text("flask==0.1 \\\n    --hash=sha256:00\nno-such-package==1.0\n")
    text = said(machine.packages(settings, pins))
    assert "but 0.1 was tested. -> Stop the site and install what requirements.txt pins" in text
    assert "The package no-such-package is not installed." in text


def test_a_folder_that_others_can_enter_is_named_with_the_command(settings: Settings) -> None:
    settings.data_dir.chmod(0o755)
    assert f"chmod 700 {settings.data_dir}" in said(machine.folder(settings))
    shutil.rmtree(settings.data_dir)
    assert "does not exist. -> Set LINLI_DATA_DIR" in said(machine.folder(settings))


@pytest.mark.parametrize(
    ("break_it", "sentence"),
    [
        (lambda path: path.unlink(), "does not exist; restore it from its backup"),
        (lambda path: path.chmod(0o644), "can be read by other users: chmod 600 it"),
        (lambda path: path.write_text("{"), "is damaged"),
    ],
)
def test_a_key_file_that_cannot_be_used_says_why(settings: Settings, break_it: Any, sentence: str) -> None:
    break_it(settings.key_path)
    assert sentence in said(machine.key_file(settings))


def test_a_weak_secret_is_refused(settings: Settings) -> None:
    weak = settings.model_copy(update={"secret_key": "changeme"})
    assert "LINLI_SECRET_KEY can be guessed" in said(machine.secret(weak))


def test_a_disk_that_is_nearly_full_is_named(settings: Settings) -> None:
    free = shutil.disk_usage(settings.data_dir).free
    assert "MB are free where the data folder" in said(machine.room(settings, least=free * 2))


def test_texts_that_are_not_compiled_are_named(settings: Settings, tmp_path: Path) -> None:
    written = tmp_path / "core/translations/en/LC_MESSAGES/messages.po"
    written.parent.mkdir(parents=True)
    written.write_text("")
    assert "not compiled. -> Run: make translations" in said(machine.texts(settings, tmp_path))


def test_where_the_site_does_not_start_the_doctor_still_speaks(tmp_path: Path) -> None:
    tell = "from core.doctor.cli import doctor; from flask.cli import ScriptInfo; doctor.main(obj=ScriptInfo(), args=[])"
    env = {name: value for name, value in os.environ.items() if not name.startswith("LINLI_")}
    env |= {"LINLI_DATA_DIR": str(tmp_path), "LINLI_SECRET_KEY": SECRET, "LINLI_KEY_FILE": str(tmp_path / "none.json")}
    done = subprocess.run([sys.executable, "-c", tell], cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 1
    assert "BAD  key file" in done.stdout
    assert "The site does not start: " in done.stdout and "none.json does not exist; restore it" in done.stdout
