"""Venues 阵地预约: the community's rooms, garden, stage and courts, booked by neighbours, teams and units."""
from __future__ import annotations

from core.api import Manifest, Permission, _l

STAFF = ("grid_worker", "community_admin")

manifest = Manifest(
    name="venues",
    title=_l("阵地预约"),
    summary=_l("活动室、花园、舞台、健身场地谁都能约：看空闲、线上预约、扫码签到，没人来就放给候补。"),
    version="1.0",
    category="other",
    icon="calendar-time",
    permissions=(
        Permission(
            "venues.book", _l("预约场地"), default_roles=("resident", "volunteer", "unit_contact"),
            summary=_l("为自己、自己带的队伍或单位预约，取消、签到。"),
        ),
        Permission(
            "venues.view", _l("查看场地预约"), default_roles=STAFF,
            summary=_l("看每天的场地安排和谁约了场地。"),
        ),
        Permission(
            "venues.approve", _l("审批与代办预约"), default_roles=STAFF,
            summary=_l("批准或谢绝预约，替居民预约、签到、取消。"),
        ),
        Permission(
            "venues.manage", _l("管理场地规则"), default_roles=("community_admin",),
            summary=_l("设置开放时间、谁可以约、器材、闭馆日和门上的签到码。"),
        ),
    ),
)
