"""The curve of independence: the score at entry, at each review and at the exit."""
from __future__ import annotations

from typing import Any

from core.api import _

from ..terms import SHEETS


def independence(sheets: list[Any]) -> dict[str, Any]:
    """The chart of a case's sheets, oldest first."""
    return {
        "kind": "line",
        "x": [f"{sheet.taken_on.year}/{sheet.taken_on.month} {SHEETS[sheet.kind]}" for sheet in sheets],
        "series": [{"name": _("自立评分"), "data": [sheet.score for sheet in sheets]}],
    }


def said(sheets: list[Any]) -> str:
    """The curve in a sentence."""
    first, last = sheets[0].score, sheets[-1].score
    if len(sheets) == 1:
        return _("建档时的自立评分是 %(first)s 分。", first=first)
    return _("自立评分从 %(first)s 分到 %(last)s 分，满分 100 分。", first=first, last=last)
