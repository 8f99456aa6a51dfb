"""A plugin's medal: how much of it is proven. `flask plugin check NAME --write` writes it into the plugin's folder.

It is a small file beside the code and not worked out at start, because only a run of the plugin's own tests can earn it.
It counts for the version for which it was written; what it says is held by the tests of the house.
"""
from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Any

from core.texts import lazy_gettext as _l

FILE = "medal.json"


class Medal(StrEnum):
    """In rising order: each holds all that the one before it holds."""

    BRONZE = "bronze"  # keeps the contract
    SILVER = "silver"  # and its own tests reach every service and name every permission
    GOLD = "gold"  # and it is translated, described, and fits a phone

    @property
    def title(self) -> Any:
        """What people call it."""
        return TITLES[self]

    @property
    def badge(self) -> str:
        """The colour of its badge."""
        return {Medal.BRONZE: "amber", Medal.SILVER: "grey", Medal.GOLD: "gold"}[self]


def next_to(medal: Medal | None) -> Medal | None:
    """The medal after this one; None after the last."""
    rising = list(Medal)
    place = rising.index(medal) + 1 if medal else 0
    return rising[place] if place < len(rising) else None


TITLES = {Medal.BRONZE: _l("质量铜牌"), Medal.SILVER: _l("质量银牌"), Medal.GOLD: _l("质量金牌")}


def medal_in(folder: Path | None, version: str) -> Medal | None:
    """The medal that was written for this version of the plugin in `folder`; None where there is none."""
    try:
        written = json.loads((folder / FILE).read_text(encoding="utf-8")) if folder else {}
        return Medal(written["medal"]) if written["version"] == version else None
    except (OSError, ValueError, KeyError, TypeError):  # a broken file is no medal, and no reason to leave a plugin out
        return None


def write_medal(folder: Path, version: str, medal: Medal | None) -> None:
    """Write the medal that a check found, or take the file away where it found none."""
    if medal is None:
        (folder / FILE).unlink(missing_ok=True)
    else:
        text = json.dumps({"medal": medal, "version": version})
        (folder / FILE).write_text(text + "\n", encoding="utf-8")
