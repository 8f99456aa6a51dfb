"""After school 5点半课堂: classes on school days and in holidays, with every child received and handed over safely."""
from __future__ import annotations

from core.api import N_, Manifest, Permission, Purpose, _l

STATION = ("grid_worker", "community_admin")
HEALTH = Purpose(
    "after_school.health",
    N_("课堂健康与安全"),
    "1",
    N_(
        "我同意社区在本学期为照看孩子使用我填写的健康情况、紧急联系人和接送人信息。只有经批准的课堂工作人员在孩子上课时查看，"
        "每次查看都留下记录；不公开，不作其他用途。我可以随时撤回同意，撤回后孩子不能继续上课。"
    ),
)

manifest = Manifest(
    name="after_school",
    title=_l("5点半课堂"),
    summary=_l("放学后和假期的课堂：报名公平分配，到课、下课、接走都有记录，老师的时长算志愿服务。"),
    version="1.0",
    category="learning",
    icon="school",
    purposes=(HEALTH,),
    permissions=(
        Permission(
            "after_school.enrol", _l("给孩子报名"), default_roles=("resident",),
            summary=_l("给自己监护的孩子报名、请假、指定谁来接。"),
        ),
        Permission(
            "after_school.teach", _l("报名当老师"), default_roles=("volunteer",),
            summary=_l("申请教课，看自己的课表，上课那天照看孩子。"),
        ),
        Permission(
            "after_school.view", _l("查看课堂"), default_roles=STATION,
            summary=_l("看学期、课程、课表和出勤数字，不含孩子的名字。"),
        ),
        Permission(
            "after_school.manage", _l("安排课程"), default_roles=("community_admin",),
            summary=_l("开学期、排课、请老师、分配名额，要管整个社区的人才能办。看孩子的名单另外需要批准。"),
        ),
        Permission(
            "after_school.class_day", _l("照看课堂"), default_roles=STATION,
            summary=_l("上课那天点名、交接孩子，各网格的孩子都在内。当天的老师不需要这项权限，但同样需要批准。"),
        ),
    ),
)
