"""The charts of the page about fairness and stars."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.api import _

from ..rules import rules
from .fairness import BANDS, GridRow


def bands_chart(bands: Sequence[int]) -> dict[str, Any]:
    """How many volunteers served how long."""
    return {"kind": "bar", "x": _band_titles(), "series": [{"name": _("志愿者（人）"), "data": list(bands)}]}


def _band_titles() -> list[str]:
    titles = [_("没有服务")]
    for low, below in BANDS[1:]:
        if below is None:
            titles.append(_("%(hours)s 小时以上", hours=low // 60))
        else:
            titles.append(_("%(low)s–%(high)s 小时", low=low // 60, high=below // 60))
    return titles


def grids_chart(grids: Sequence[GridRow]) -> dict[str, Any]:
    """How long the requests of each grid waited until somebody said yes."""
    return {
        "kind": "bar", "x": [row.name or _("没有登记楼栋") for row in grids],
        "series": [
            {"name": _("一半的请求在多少分钟内"), "data": [row.wait_half or 0 for row in grids]},
            {"name": _("九成的请求在多少分钟内"), "data": [row.wait_most or 0 for row in grids]},
        ],
    }


def stars_chart(levels: Sequence[int]) -> dict[str, Any]:
    """How many active volunteers have how many stars, with the hours that each level asks."""
    hours = rules().stars
    titles = [_("还没有星级"), *(_("%(stars)s 星（%(hours)s 小时）", stars=n, hours=h) for n, h in enumerate(hours, 1))]
    return {"kind": "bar", "x": titles, "series": [{"name": _("志愿者（人）"), "data": list(levels)}]}
