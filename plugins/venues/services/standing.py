"""What is still open between the venues and a person, before somebody moves away."""
from __future__ import annotations

from sqlalchemy import func, select

from core.api import _, session

from ..models import Booking
from ..workflow import OPEN


def open_business(person_id: int) -> str | None:
    """Why the person cannot be moved out just now, or None."""
    open_now = (Booking.person_id == person_id, Booking.state.in_(OPEN))
    count = session.scalar(select(func.count()).select_from(Booking).where(*open_now)) or 0
    if not count:
        return None
    return _("还有 %(count)s 个场地预约没有用，请先取消，再办迁出。", count=count)
