"""The fixed lists of paired help, key to title, in the order in which pages show them."""
from __future__ import annotations

from typing import NamedTuple

from core.api import _l

HIGH, KEY, GENERAL = "high", "key", "general"
LEVELS = {HIGH: _l("高风险"), KEY: _l("重点"), GENERAL: _l("一般")}
LEVEL_BADGES = {HIGH: "red", KEY: "amber", GENERAL: "blue", "": "grey"}

LEAD, BACKUP, UNIT_PAIR = "lead", "backup", "unit_pair"
FUNCTIONS = {LEAD: _l("主帮扶人"), BACKUP: _l("后备帮扶人"), UNIT_PAIR: _l("单位结对党员")}
# Of these a case has one at a time; of unit pairs as many as there are.
SINGLE = (LEAD, BACKUP)

SOURCES = {
    "visit": _l("走访发现"), "self": _l("本人提出"), "neighbour": _l("邻居反映"), "unit": _l("单位提出"),
    "list": _l("民政等名册"),
}

NEEDS = {
    "health": _l("看病吃药"), "daily": _l("吃饭起居"), "money": _l("经济困难"), "policy": _l("办低保等手续"),
    "home": _l("住房和安全"), "company": _l("孤单，想有人说话"), "family": _l("家里的矛盾"), "work": _l("找工作"),
    "other": _l("其他"),
}

MEDIA = {"home": _l("上门"), "phone": _l("电话"), "outside": _l("在外面见面"), "video": _l("视频")}

LANGUAGES = {
    "mandarin": _l("普通话"), "nanning": _l("南宁白话"), "pinghua": _l("平话"), "zhuang": _l("壮语"),
    "yao": _l("瑶语"), "hakka": _l("客家话"), "uyghur": _l("维吾尔语"), "kazakh": _l("哈萨克语"), "sign": _l("手语"),
}

ENTRY, REVIEW, EXIT, CONTROL = "entry", "review", "exit", "control"
SHEETS = {ENTRY: _l("建档评估"), REVIEW: _l("定期回顾"), EXIT: _l("退出评估")}
VISITS = {"regular": _l("走访"), CONTROL: _l("回访")}

RESIDENT, STATION = "resident", "station"
SIGNERS = {RESIDENT: _l("帮扶对象本人"), STATION: _l("经办人")}


class Indicator(NamedTuple):
    """One line of the sheet; the answers run from what nobody can do alone to what needs nobody."""

    title: object
    answers: tuple[object, object, object, object]


INDICATORS = {
    "daily": Indicator(_l("吃饭、穿衣、洗澡"), (_l("全靠别人"), _l("多半要帮"), _l("偶尔要帮"), _l("自己能行"))),
    "moving": Indicator(_l("走动和出门"), (_l("下不了床"), _l("在家能走"), _l("有人陪能出门"), _l("自己能出门"))),
    "health": Indicator(_l("看病和吃药"), (_l("病重没人管"), _l("常漏药漏诊"), _l("有人提醒就行"), _l("自己管得好"))),
    "income": Indicator(_l("收入"), (_l("没有来源"), _l("不够吃穿"), _l("刚够用"), _l("稳定够用"))),
    "home": Indicator(_l("住处"), (_l("不安全"), _l("要修的多"), _l("有小毛病"), _l("安全整洁"))),
    "family": Indicator(_l("家人照应"), (_l("没有家人"), _l("有但指望不上"), _l("有时照应"), _l("一直照应"))),
    "company": Indicator(_l("和人来往"), (_l("不和人来往"), _l("很少出门见人"), _l("有几个熟人"), _l("常和邻里来往"))),
    "affairs": Indicator(_l("办事、用手机"), (_l("不会也没人帮"), _l("要人代办"), _l("教了会办"), _l("自己会办"))),
}
BEST = 3


def score_of(answers: dict[str, int]) -> int:
    """Independence from 0 to 100: the share of all points that the answers reach, rounded."""
    return round(sum(answers.values()) * 100 / (BEST * len(INDICATORS)))


def level_of(score: int) -> str:
    """The level that a score suggests; whoever assesses may set another one."""
    if score < 40:
        return HIGH
    return KEY if score < 65 else GENERAL
