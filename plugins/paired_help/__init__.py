"""Paired help 结对帮扶: know a person first, visit them, and stay until they need no help any more."""
from __future__ import annotations

from core.api import N_, Manifest, Permission, Purpose, _l

STATION = ("grid_worker", "community_admin")

CARE = Purpose(
    "paired_help.care",
    N_("结对帮扶"),
    "1",
    N_(
        "我同意社区为结对帮扶了解和记录我的生活情况：自立评分、困难和目标、走访记录。"
        "这些内容加密保存，只给我的帮扶人和经办的工作人员在需要时查看，每次查看都留下记录，不公开，不作其他用途。"
        "我可以随时停止帮扶并撤回同意，撤回后不再走访和评估。"
    ),
)

manifest = Manifest(
    name="paired_help",
    title=_l("结对帮扶"),
    summary=_l("先了解人，再定级、结对、走访、回顾；帮到不再需要帮，再请他来帮别人。"),
    version="1.0",
    category="care",
    icon="friends",
    purposes=(CARE,),
    permissions=(
        Permission(
            "paired_help.view", _l("查看帮扶档案"), default_roles=STATION,
            summary=_l("看自己网格里的帮扶对象、走访和图表，不含加密的文字。"),
        ),
        Permission(
            "paired_help.manage", _l("经办帮扶档案"), default_roles=STATION,
            summary=_l("建档、评估、定计划、配帮扶人、回顾、结案。"),
        ),
        Permission(
            "paired_help.read_notes", _l("查看帮扶的文字记录"), default_roles=STATION,
            summary=_l("打开走访记录、计划和评估里的文字，每次都要写事由并留下记录。"),
        ),
        Permission(
            "paired_help.station", _l("接手逾期的走访"), default_roles=("community_admin",),
            summary=_l("帮扶人和网格员都没有走访到的，由工作站接手。"),
        ),
        Permission(
            "paired_help.serve", _l("走访帮扶对象"), default_roles=("volunteer",),
            summary=_l("看自己结对的人、写走访记录。"),
        ),
    ),
)
