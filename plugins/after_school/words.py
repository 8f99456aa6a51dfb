"""The fixed lists of the classes, key to title, in the order in which forms show them."""
from __future__ import annotations

from core.api import GUARDIAN_RELATIONS, _, _l

SUBJECTS = {
    "music": (_l("音乐"), "music"), "painting": (_l("绘画"), "palette"), "calligraphy": (_l("书法"), "writing"),
    "english": (_l("英语"), "message-2"), "table_tennis": (_l("乒乓球"), "trophy"),
    "homework": (_l("作业辅导"), "book-2"), "other": (_l("其他"), "school"),
}
WEEKDAYS = (_l("周一"), _l("周二"), _l("周三"), _l("周四"), _l("周五"), _l("周六"), _l("周日"))
KINDS = {"school": _l("上学期间（5点半课堂）"), "holiday": _l("假期（学校放假，社区开学）")}
ROLES = {"lead": _l("主讲"), "assistant": _l("助教")}
ALLOCATIONS = {"lottery": _l("抽签，公布办法和结果"), "first": _l("先到先得")}
RELATIONS = {
    "grandparent": _l("祖辈"), "relative": _l("亲戚"), "neighbour": _l("邻居"), "carer": _l("保姆"),
    "sibling": _l("成年的哥哥姐姐"), "other": _l("其他"),
}
VERIFIED = {"code": _l("凭一次性的码"), "known": _l("认人，对过照片"), "alone": _l("按同意书自己回家")}
ALARMS = {"not_arrived": _l("没到，已通知全部监护人"), "not_collected": _l("没人接，已通知")}


def relation_title(key: str) -> str:
    """What an adult is to the child; a word that core knows and this list does not stays as it is."""
    return str(RELATIONS.get(key) or GUARDIAN_RELATIONS.get(key) or _("家人"))


def minutes_word(minutes: int) -> str:
    """17:30 for 1050."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def time_word(weekday: int, start: int, end: int) -> str:
    """周二 17:30–18:30."""
    return f"{WEEKDAYS[weekday]} {minutes_word(start)}–{minutes_word(end)}"
