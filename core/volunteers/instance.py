"""The skills that every new community starts with; staff add their own."""
from __future__ import annotations

from typing import Any

from core.communities.instance.parts import Part
from core.volunteers.models import Skill

# key, title, needs a certificate
SKILLS = (
    ("elder_company", "陪伴老人", False),
    ("home_repair", "水电维修", False),
    ("appliance", "家电维修", False),
    ("haircut", "上门理发", False),
    ("hospital", "陪同就医", False),
    ("errand", "代买代办", False),
    ("phone", "手机电脑", False),
    ("cleaning", "家庭保洁", False),
    ("cooking", "做饭送餐", False),
    ("medical", "医疗义诊", True),
    ("law", "法律咨询", True),
    ("mind", "心理疏导", True),
    ("tutoring", "作业辅导", False),
    ("arts", "文体才艺", False),
    ("translation", "壮语方言翻译", False),
    ("moving", "搬抬重物", False),
)


class SkillsPart(Part):
    """Nothing of the file; only what each new community has."""

    def begin(self, session: Any) -> None:
        """Write the usual skills."""
        session.add_all(
            Skill(key=key, title=title, needs_certificate=certified, position=at)
            for at, (key, title, certified) in enumerate(SKILLS)
        )

    def running(self, session: Any) -> dict[str, Any]:
        """No keys."""
        return {}
