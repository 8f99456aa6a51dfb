"""Terms that a community may call by names of its own."""
from __future__ import annotations

from typing import Any

from flask_babel import get_locale
from flask_babel.speaklater import LazyString

from core.communities.state import current_community
from core.tenancy.current import current_id_or_none
from core.texts import gettext
from core.texts import lazy_gettext as _l

TERMS: dict[str, Any] = {
    "community": _l("社区"),
    "resident": _l("居民"),
    "household": _l("住户"),
    "grid": _l("网格"),
    "grid_worker": _l("网格员"),
    "building": _l("楼栋"),
    "building_head": _l("楼栋长"),
    "mutual_help": _l("帮帮互助组"),
    "volunteer": _l("志愿者"),
    "team": _l("爱心小分队"),
    "unit": _l("共建单位"),
    "station": _l("志愿服务站"),
    "hotline": _l("服务热线"),
    "activities": _l("活动"),
    "venues": _l("阵地预约"),
    "love_savings": _l("爱心储蓄所"),
    "savings_card": _l("爱心储蓄卡"),
    "micro_wish": _l("微心愿"),
    "after_school": _l("5点半课堂"),
    "paired_help": _l("结对帮扶"),
    "neighbour_watch": _l("邻里守望"),
    "home_visit": _l("预约上门"),
    "love_fund": _l("爱心基金"),
}


def lazy_word(key: str) -> Any:
    """`word` for texts that are written down before a community is in force: menu entries, labels of forms."""
    return LazyString(word, key)


def N_(text: str) -> str:
    """Gettext's usual mark for a text that is stored as it is and translated where it is shown, by `usual`."""
    return text


def usual(text: str | None) -> str:
    """A stored text in the reader's language if it is one that Linli brought itself; else as it was written."""
    return gettext(text) if text else ""


def own_text(text: str | None) -> str:
    """What a community wrote about itself, for readers of its language; empty for others, who get the usual text."""
    locale = get_locale()
    return text or "" if locale is None or locale.language == "zh" else ""


def word(key: str) -> str:
    """The community's own name for a term, else the usual one, in the reader's language.

    Raises KeyError for a term that is not in TERMS. A community's name is `{"zh": ..., "en": ...}`, each optional.
    """
    usual = TERMS[key]
    if current_id_or_none() is None:
        return str(usual)
    own = current_community().words.get(key)
    if not own:
        return str(usual)
    locale = get_locale()
    return str(own.get(locale.language if locale else "zh") or usual)
