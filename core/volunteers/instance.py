"""The skills that every new community starts with; staff add their own."""
from __future__ import annotations

from typing import Any

from core.communities.instance.parts import Part
from core.communities.words import N_
from core.volunteers.models import Skill

# key, title, needs a certificate
SKILLS = (
    ("elder_company", N_("陪伴老人"), False),
    ("home_repair", N_("水电维修"), False),
    ("appliance", N_("家电维修"), False),
    ("haircut", N_("上门理发"), False),
    ("hospital", N_("陪同就医"), False),
    ("errand", N_("代买代办"), False),
    ("phone", N_("手机电脑"), False),
    ("cleaning", N_("家庭保洁"), False),
    ("cooking", N_("做饭送餐"), False),
    ("medical", N_("医疗义诊"), True),
    ("law", N_("法律咨询"), True),
    ("mind", N_("心理疏导"), True),
    ("tutoring", N_("作业辅导"), False),
    ("arts", N_("文体才艺"), False),
    ("translation", N_("壮语方言翻译"), False),
    ("moving", N_("搬抬重物"), False),
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
