"""What waits for a worker, and what is still open with a person before they move away."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from core.api import MOST_TASKS, Person, _, now, session

from ..models import Activity, Plan, Signup
from ..workflow import ALIVE, APPROVE, RUN
from .lists import VIEW

# Built once, because building these costs more than running them.
_DUE = select(Activity).where(Activity.state.in_(("draft", "held"))).order_by(Activity.starts_at)
_PLANS = select(Plan).where(Plan.state == "submitted").order_by(Plan.month, Plan.id).limit(MOST_TASKS)
_OBJECTIONS = (
    select(Signup.state_since, Signup.words, Activity.id.label("activity_id"), Activity.title, Person.name, Person.household_id)
    .join(Activity, Activity.id == Signup.activity_id)
    .join(Person, Person.id == Signup.person_id)
    .where(Signup.state == "objected")
    .order_by(Signup.state_since, Signup.id)
    .limit(MOST_TASKS)
)


def due(actor: Any, limit: int = MOST_TASKS) -> list[Activity]:
    """Drafts to announce and activities to sum up that the actor sees, the earliest first."""
    return list(session.scalars(_DUE.where(actor.scope(VIEW, Activity)).limit(limit)).unique())


def plans_to_approve(actor: Any) -> list[Plan]:
    """Plans that wait for this person's word: those that somebody else wrote."""
    if not actor.can(APPROVE):
        return []
    others = _PLANS.where(actor.scope(APPROVE, Plan), Plan.author_id != (actor.person_id or 0))
    return list(session.scalars(others).unique())


def objections(actor: Any, household_id: int | None = None) -> Sequence[Any]:
    """(since when, words, activity's id and title, person's name and door) of what people object to where the actor
    decides, perhaps at one door; oldest first.
    """
    here = [] if household_id is None else [Person.household_id == household_id]
    return session.execute(_OBJECTIONS.where(actor.scope(RUN, Activity), *here)).all()


def open_business(person_id: int) -> str | None:
    """Why the person cannot be struck off now: activities to come that they lead, or None."""
    leads = select(func.count()).select_from(Activity).where(
        Activity.leader_id == person_id, Activity.state.in_(ALIVE), Activity.ends_at > now()
    )
    count = session.scalar(leads) or 0
    return _("还有 %(count)s 场要举行的活动由这位居民负责，请先换人或取消。", count=count) if count else None
