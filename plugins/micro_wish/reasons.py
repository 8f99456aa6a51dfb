"""Why a wish was not realised: the codes that staff choose from, and those that follow from its state."""
from __future__ import annotations

from typing import Any

from core.api import _l

RETURNED: dict[str, Any] = {
    "over_limit": _l("超过价格上限"),
    "policy": _l("有专门的政策渠道"),
    "twice": _l("重复登记"),
    "not_true": _l("情况不属实"),
    "unsafe": _l("不安全或不合规定"),
    "unclear": _l("内容不清楚"),
}
STOPPED: dict[str, Any] = {
    "solved": _l("已经自己解决"),
    "changed": _l("改变主意"),
    "moved": _l("搬离社区"),
    "died": _l("居民去世"),
    "refused": _l("居民不接受替换"),
    "other": _l("其他"),
}
BY_STATE: dict[str, Any] = {
    "collected": _l("还在核实"),
    "returned": _l("已退回，等居民修改"),
    "verified": _l("核实完，还没公布"),
    "published": _l("还没有人认领"),
    "reserved": _l("有人预留，还没定日子"),
    "claimed": _l("有人认领，正在准备"),
    "overdue": _l("认领人逾期没办"),
    "prepared": _l("准备好了，还没送"),
    "at_station": _l("在站里，还没交给居民"),
    "delivered": _l("已送到，等居民确认"),
    "withdrawn": _l("已撤下"),
    "expired": _l("长期无人认领"),
}
TITLES = {**BY_STATE, **RETURNED, **STOPPED}
