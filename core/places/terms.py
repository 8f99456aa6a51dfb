"""What kinds of places there are, and how they are called."""
from __future__ import annotations

from core.texts import lazy_gettext as _l

PLACE_KINDS = {
    "room": _l("房间"),
    "hall": _l("大厅"),
    "garden": _l("花园"),
    "stage": _l("舞台"),
    "sports": _l("运动场地"),
}
LONGEST_PREPARATION = 240  # minutes
