"""Activities 社区活动: planned by the month, held every week, led by the love teams, counted without mixing."""
from __future__ import annotations

from core.api import Manifest, Permission, _l

manifest = Manifest(
    name="activities",
    title=_l("社区活动"),
    summary=_l("每月有计划、每周有活动：报名、签到、总结、月报，一步接一步。"),
    version="1.0",
    category="other",
    icon="calendar-event",
    permissions=(
        Permission(
            "activities.join", _l("报名活动"), default_roles=("resident", "volunteer"),
            summary=_l("为自己报名、请假、查看自己的活动。"),
        ),
        Permission(
            "activities.run", _l("策划和主持活动"), default_roles=("resident", "volunteer", "grid_worker", "unit_contact"),
            summary=_l("居民和志愿者只能主持自己当组长的队伍的活动；网格员主持本网格的，单位联系人主持本单位的。"),
        ),
        Permission(
            "activities.view", _l("查看活动台账"), default_roles=("grid_worker",),
            summary=_l("看活动的办理进度、月报和统计图。"),
        ),
        Permission("activities.approve", _l("审批月度计划"), summary=_l("批准别人写的月度计划，自己写的要请别人批。")),
        Permission("activities.group", _l("管理领导小组"), summary=_l("登记成员、制度和会议纪要。")),
    ),
)
