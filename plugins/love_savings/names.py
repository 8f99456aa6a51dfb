"""How much of a name is shown to whom."""
from __future__ import annotations

from core.api import _

from .rules import SURNAME

DOUBLE = ("欧阳", "上官", "司马", "诸葛", "司徒", "东方", "皇甫", "尉迟", "公孙", "令狐", "慕容", "端木", "南宫", "夏侯")


def surname(name: str) -> str:
    """The family name, two characters for the double ones."""
    return name[:2] if name[:2] in DOUBLE and len(name) > 2 else name[:1]


def masked(name: str) -> str:
    """张* for 张晓梅: what a volunteer sees before accepting."""
    return surname(name) + "*"


def polite(name: str, sees: str) -> str:
    """The helper's name as the community lets a resident see it."""
    return _("%(name)s师傅", name=surname(name)) if sees == SURNAME else name
