"""What a plugin's revision failed at, kept in the data folder until it succeeds: web workers tell it, and never migrate."""
from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from flask import Flask

from core.config import settings_of

LONGEST = 200  # characters of a reason


class MigrationFailed(Exception):
    """The revisions of one owner failed and were rolled back; the sentence says which, why, and what to do."""

    def __init__(self, owner: str, revision: str, reason: str) -> None:
        self.owner, self.revision, self.reason = owner, revision, reason
        again = "flask db upgrade" if owner == "core" else f"flask plugin migrate {owner}"
        super().__init__(
            f"revision {revision} of {owner} failed and was rolled back ({reason}): mend {revision} in its migrations,"
            f" then run {again}" + ("" if owner == "core" else "; until then the site runs without this plugin")
        )


@dataclass(frozen=True)
class Failure:
    """A revision and why it failed."""

    revision: str
    reason: str


def reason_of(error: BaseException) -> str:
    """An error in one line. The database's own words only, without its details: those quote rows."""
    own = getattr(error, "orig", None) or error
    first = (str(own).strip() or type(own).__name__).splitlines()[0]
    kind = "" if own is not error else f"{type(error).__name__}: "
    return (kind + " ".join(first.split()))[:LONGEST]


def note_failure(app: Flask, failed: MigrationFailed) -> None:
    """Keep it for the console of every process."""
    path = _path(app, failed.owner)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(Failure(failed.revision, failed.reason))), encoding="utf-8")


def forget_failure(app: Flask, owner: str) -> None:
    """The owner's tables are up to date, or gone."""
    _path(app, owner).unlink(missing_ok=True)


def failure_of(app: Flask, owner: str) -> Failure | None:
    """What the owner's last upgrade failed at; None where it did not."""
    try:
        return Failure(**json.loads(_path(app, owner).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):  # not there, or being written right now
        return None


def _path(app: Flask, owner: str) -> Path:
    return Path(settings_of(app).data_dir) / "failed_migrations" / f"{owner}.json"
