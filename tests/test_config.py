"""The process refuses to start without its secrets, and makes them itself for the demo only."""
from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from core.app import create_app
from core.config import ConfigError, Settings, prepared

GOOD = "0123456789abcdef0123456789abcdef"


@pytest.fixture(autouse=True)
def clean(monkeypatch):
    for name in ("LINLI_SECRET_KEY", "LINLI_DEMO", "LINLI_KEY_FILE", "FLASK_DEBUG", "PORT"):
        monkeypatch.delenv(name, raising=False)


def test_without_a_secret_it_does_not_start(tmp_path):
    with pytest.raises(ConfigError, match="LINLI_SECRET_KEY is not set"):
        create_app(Settings(data_dir=tmp_path))


@pytest.mark.parametrize("secret", ["dev", "changeme", "short", "a" * 40])
@pytest.mark.peer("CVE-2023-27524")
def test_a_secret_that_can_be_guessed_is_refused(tmp_path, secret):
    with pytest.raises(ConfigError, match="can be guessed"):
        prepared(Settings(data_dir=tmp_path, secret_key=secret, key_file=tmp_path / "keys"))


def test_without_a_key_file_it_does_not_start(tmp_path):
    with pytest.raises(ConfigError, match="LINLI_KEY_FILE"):
        prepared(Settings(data_dir=tmp_path, secret_key=GOOD))


def test_debug_mode_is_refused_outside_the_demo(tmp_path, monkeypatch):
    monkeypatch.setenv("FLASK_DEBUG", "1")
    with pytest.raises(ConfigError, match="debug"):
        prepared(Settings(data_dir=tmp_path, secret_key=GOOD, key_file=tmp_path / "keys"))


def test_the_demo_makes_its_secret_and_keys_once_for_its_owner_only(tmp_path):
    first = create_app(Settings(data_dir=tmp_path, demo=True)).config["SECRET_KEY"]
    assert create_app(Settings(data_dir=tmp_path, demo=True)).config["SECRET_KEY"] == first
    for name in ("secret_key", "keys.json"):
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600


def test_a_command_beside_the_demo_finds_it_by_its_folder(tmp_path, monkeypatch):
    create_app(Settings(data_dir=tmp_path, demo=True))
    monkeypatch.setenv("LINLI_DATA_DIR", str(tmp_path))
    settings = prepared()
    assert (settings.demo, settings.shared_origin, settings.cookies_are_secure) == (True, True, False)


@pytest.mark.parametrize("own", [{"key_file": Path("keys.json")}, {"database_url": "postgresql+psycopg://app@db/linli"}])
def test_a_real_site_in_a_demo_folder_is_no_demo(tmp_path, own):
    create_app(Settings(data_dir=tmp_path, demo=True))
    with pytest.raises(ConfigError, match="LINLI_SECRET_KEY is not set"):
        prepared(Settings(data_dir=tmp_path, **own))
    settings = prepared(Settings(data_dir=tmp_path, secret_key=GOOD, key_file=tmp_path / "keys.json"))
    assert (settings.demo, settings.shared_origin) == (False, False)


def test_a_command_that_may_not_start_says_why_in_one_line(tmp_path):
    command = [sys.executable, "-m", "flask", "community", "list"]
    ran = subprocess.run(command, env={"LINLI_DATA_DIR": str(tmp_path)}, capture_output=True, text=True)
    assert (ran.returncode, ran.stderr.count("\n")) == (1, 1)
    assert ran.stderr.startswith("Error: LINLI_SECRET_KEY is not set; make one:")


def test_port_and_folder_come_from_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("PORT", "8123")
    monkeypatch.setenv("LINLI_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LINLI_PLUGINS", "")
    settings = Settings()
    assert (settings.port, settings.data_dir, settings.plugin_names) == (8123, tmp_path, [])
    assert Settings(plugins="hello, love_savings").plugin_names == ["hello", "love_savings"]


def test_every_setting_says_what_it_is_for():
    assert [n for n, field in Settings.model_fields.items() if not (field.description or "").endswith(".")] == []
