"""No contact for N days: which cases are silent, by their level, and who is told once."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select, update

from core.api import _l, notify, now, session

from .. import links
from ..models import Case
from ..rules import rules
from ..terms import LEVELS, SINGLE
from ..workflow import HELPED
from .helping import helpers_of

SOURCE = "paired_help"


def _alarm_before(level: str) -> Any:
    """The last moment of contact that is too long ago: asked when a statement runs, not when it is built."""
    return bindparam(f"alarm_{level}", callable_=lambda: now() - timedelta(days=rules().alarm_days(level)))


# The last contact, or the beginning of the visits where there was none.
QUIET_SINCE = func.coalesce(Case.last_contact_at, Case.started_at)
# Cases in which nobody was met for longer than their level allows. Built once, as several statements of a page ask it.
IS_QUIET = and_(
    Case.state.in_(HELPED), or_(*(and_(Case.level == level, QUIET_SINCE < _alarm_before(level)) for level in LEVELS))
)


def raise_alarms() -> int:
    """Tell lead and backup of each newly silent case, once; returns how many. A contact ends the alarm."""
    silent = list(session.scalars(select(Case.id).where(IS_QUIET, Case.alarmed_at.is_(None)).limit(200)))
    for case_id in silent:
        changed = session.execute(
            update(Case).where(Case.id == case_id, Case.alarmed_at.is_(None)).values(alarmed_at=now()),
            execution_options={"synchronize_session": False},
        )
        if changed.rowcount:
            for helper in [a for a in helpers_of(case_id) if a.function in SINGLE]:
                notify(helper.helper_id, _l("您结对的一户很久没有联系上了，请尽快去看看。"), links.MINE, SOURCE)
    return len(silent)
