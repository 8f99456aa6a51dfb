"""A reminder before each activity, once per sign-up, however often the worker asks."""
from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from core.api import _l, now, session

from .. import links
from ..effects import tell
from ..models import Activity, Signup
from ..rules import rules
from ..workflow import EXPECTED

AT_ONCE = 500


def remind() -> int:
    """Tell those whose activity begins within the hours of the setting; how many were told."""
    hours = rules().reminder_hours
    if not hours:
        return 0
    due = (
        select(Signup, Activity.title)
        .join(Activity, Activity.id == Signup.activity_id)
        .where(
            Signup.state.in_(EXPECTED), Signup.reminded_at.is_(None), Activity.starts_at > now(),
            Activity.starts_at <= now() + timedelta(hours=hours), Activity.state.in_(("published", "open", "full")),
        )
        .order_by(Activity.starts_at, Signup.id)
        .limit(AT_ONCE)
        .with_for_update(of=Signup, skip_locked=True)
    )
    rows = session.execute(due).unique().all()
    for signup, title in rows:
        signup.reminded_at = now()
        text = _l("“%(title)s”快开始了，记得来；去不了请取消，让候补的邻居来。", title=title)
        tell(signup.person_id, text, links.signup(signup.id))
    session.flush()
    return len(rows)
