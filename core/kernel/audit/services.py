"""Write and read the audit."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from core.clock import now
from core.kernel.actor import Actor
from core.kernel.audit.models import AuditEntry
from core.tenancy.session import db

SEARCHED = ("text", "actor_name", "reason")


@dataclass(frozen=True)
class EntryPage:
    """One page of the audit, newest first."""

    items: list[AuditEntry]
    page: int
    has_next: bool


def write(
    action: str,
    text: str,
    *,
    actor: Actor,
    object_kind: str = "",
    object_id: int | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> AuditEntry:
    """Add an entry to the caller's transaction: both happen or neither.

    action: a stable code ("people.open_sensitive"); text: the finished sentence for the reader. `before` and `after`
    are JSON without sensitive values.
    """
    entry = AuditEntry(
        at=now(), actor_name=str(actor.name), actor_person_id=actor.person_id, acting_for_id=actor.acting_for_id,
        action=action, text=str(text), object_kind=object_kind, object_id=object_id, before=before, after=after,
        reason=reason,
    )
    db.session.add(entry)
    return entry


def entries(page: int = 1, per_page: int = 50, said: str = "", **where: Any) -> EntryPage:
    """A page of entries, newest first; `said` is in text, actor or reason, `where` narrows by columns (action=, object_id= ...)."""
    query = select(AuditEntry).filter_by(**where).order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    if said:
        query = query.where(or_(*(getattr(AuditEntry, name).icontains(said, autoescape=True) for name in SEARCHED)))
    found = list(db.session.scalars(query.offset((max(page, 1) - 1) * per_page).limit(per_page + 1)))
    return EntryPage(found[:per_page], max(page, 1), len(found) > per_page)
