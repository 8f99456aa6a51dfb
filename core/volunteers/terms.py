"""The fixed lists about volunteers, key to title, in the order in which forms show them."""
from __future__ import annotations

from core.texts import lazy_gettext as _l

WEEKDAYS = (_l("周一"), _l("周二"), _l("周三"), _l("周四"), _l("周五"), _l("周六"), _l("周日"))

# Parts of the day that forms offer, with their minutes after midnight.
DAY_PARTS = {
    "am": (_l("上午"), 8 * 60, 12 * 60),
    "pm": (_l("下午"), 12 * 60, 18 * 60),
    "evening": (_l("晚上"), 18 * 60, 21 * 60),
}

TEAM_KINDS = {"love": _l("爱心小分队"), "building": _l("帮帮互助组")}

UNIT_KINDS = {
    "government": _l("机关"),
    "school": _l("学校"),
    "hospital": _l("医院"),
    "company": _l("企业"),
    "bank": _l("银行"),
    "association": _l("社会组织"),
    "other": _l("其他"),
}

PROOFS = {"both": _l("签到并经双方确认"), "one": _l("单方确认，有凭据"), "hand": _l("人工补录，经审核")}
