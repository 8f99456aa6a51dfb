"""Checks that need no database: Python, packages, folder, keys, secret, room, texts."""
from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from click import ClickException
from packaging.requirements import Requirement

from core.config import ConfigError, Settings, prepared
from core.crypto import load_key_file
from core.doctor.finding import Check, Finding, sentence

ROOT = Path(__file__).resolve().parents[2]
PYTHON = (3, 11)
LEAST_FREE = 500 * 1024 * 1024  # bytes; a day's writes of a large town fit in
PINNED = re.compile(r"^[A-Za-z0-9][\w.-]*==[^\\\n]+", re.MULTILINE)
INSTALL = "install what requirements.txt pins: .venv/bin/pip install -r requirements.txt"


def python(settings: Settings) -> Iterator[Finding]:
    if sys.version_info < PYTHON:
        yield Finding(f"Python {sys.version.split()[0]} is too old.", "Make .venv anew with Python 3.11 or newer.")


def packages(settings: Settings, pins: Path = ROOT / "requirements.txt") -> Iterator[Finding]:
    pinned = [Requirement(line) for line in PINNED.findall(pins.read_text())]
    for pin in (each for each in pinned if each.marker is None or each.marker.evaluate()):
        name, wanted = pin.name, str(pin.specifier).lstrip("=")
        try:
            found = version(name)
        except PackageNotFoundError:
            yield Finding(f"The package {name} is not installed.", f"Stop the site and {INSTALL}.")
            continue
        if found != wanted:
            yield Finding(f"{name} is {found}, but {wanted} was tested.", f"Stop the site and {INSTALL}.")


def folder(settings: Settings) -> Iterator[Finding]:
    path = settings.data_dir.resolve()
    if not path.is_dir():
        yield Finding(f"The data folder {path} does not exist.", "Set LINLI_DATA_DIR to the right folder.")
    elif path.stat().st_mode & 0o077:
        yield Finding(f"Other users can look into the data folder {path}.", f"Close it: chmod 700 {path}")


def secret(settings: Settings) -> Iterator[Finding]:
    try:
        prepared(settings.model_copy())
    except ConfigError as error:
        yield Finding(f"{sentence(error)}.", "Change the variable where the site is started, then start it again.")


def key_file(settings: Settings) -> Iterator[Finding]:
    try:
        load_key_file(settings.key_path)
    except ClickException as error:
        yield Finding(f"The keys of the encrypted fields cannot be used: {sentence(error)}.", "Do what the sentence says.")


def room(settings: Settings, least: int = LEAST_FREE) -> Iterator[Finding]:
    """Where a disk is full, everything is refused that writes."""
    path = settings.data_dir.resolve()
    free = shutil.disk_usage(path).free if path.is_dir() else least
    if free < least:
        said = f"Only {free // 1024**2} MB are free where the data folder {path} lies; below {least // 1024**2} MB it is tight."
        yield Finding(said, "Delete old backups and logs there, or give the disk more room.")


def texts(settings: Settings, root: Path = ROOT) -> Iterator[Finding]:
    """English stands in compiled catalogues; without them the pages stay Chinese."""
    for written in sorted([*root.glob("core/translations/*/*/*.po"), *root.glob("plugins/*/translations/*/*/*.po")]):
        made = written.with_suffix(".mo")
        if not made.exists():
            yield Finding(f"The texts of {written.relative_to(root)} are not compiled.", "Run: make translations")


CHECKS = [
    Check("Python", python),
    Check("packages", packages),
    Check("data folder", folder),
    Check("settings and secret", secret),
    Check("key file", key_file),
    Check("room on the disk", room),
    Check("compiled texts", texts),
]
