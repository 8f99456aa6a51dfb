"""What a place is booked for, chosen from a list, so that what hangs in the lobby never holds anybody's name."""
from __future__ import annotations

from core.api import N_, usual

KINDS = {
    "rehearse": N_("排练"),
    "dance": N_("舞蹈健身"),
    "meet": N_("开会议事"),
    "learn": N_("学习交流"),
    "children": N_("亲子活动"),
    "games": N_("棋牌书画"),
    "sports": N_("球类运动"),
    "party": N_("邻里聚会"),
    "other": N_("其他活动"),
}


def title_of(kind: str, group: str = "") -> str:
    """The public title as it is stored: whose group, and what for."""
    return f"{group} · {KINDS[kind]}" if group else KINDS[kind]


def shown_title(title: str) -> str:
    """The stored title in the reader's language."""
    group, _dot, kind = title.rpartition(" · ")
    return f"{group} · {usual(kind)}" if group else usual(title)
