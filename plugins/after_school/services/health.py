"""一人一档: the health and safety sheet of a child in a term, written by a guardian, opened with an approval."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from core.api import Person, Refused, _, audit, give_consent, keep_signature, now, session

from ..child_models import HealthSheet
from ..models import Term
from .family import consented_child

FIELDS = ("allergies", "illnesses", "medicine", "notes", "emergency_name", "emergency_phone")
ALERTS = ("allergies", "illnesses", "medicine")
SIGNED = "after_school.health_sheet"


def sheet_of(term_id: int, child_id: int) -> HealthSheet | None:
    """The sheet, or None where no guardian filled one in."""
    found: HealthSheet | None = session.scalar(
        select(HealthSheet).where(HealthSheet.term_id == term_id, HealthSheet.child_id == child_id)
    )
    return found


def sheets_of(term_id: int, child_ids: Iterable[int]) -> dict[int, bool]:
    """Which children have a sheet in the term, and whether it holds something to look out for; one statement."""
    rows = select(HealthSheet.child_id, HealthSheet.alert).where(
        HealthSheet.term_id == term_id, HealthSheet.child_id.in_(list(child_ids))
    )
    return {child_id: alert for child_id, alert in session.execute(rows)}


def clear(sheet: HealthSheet) -> dict[str, str]:
    """All fields in clear, for the guardian's own form and for who opened the child."""
    return {name: vars(HealthSheet)[name].clear(sheet) or "" for name in FIELDS}


def save(term: Term, child_id: int, actor: Any, values: dict[str, Any], signature: str, *, consented: bool) -> HealthSheet:
    """A guardian fills the sheet in and signs the safety agreement; raises Refused without consent or signature."""
    child = consented_child(actor, child_id)
    if not consented:
        raise Refused(_("请先勾选同意，再保存健康安全表。"))
    guardian = session.get_one(Person, actor.person_id)
    sheet = sheet_of(term.id, child.id)
    if sheet is None:
        sheet = HealthSheet(term_id=term.id, child_id=child.id, guardian_id=guardian.id, signed_at=now())
        session.add(sheet)
    for name in FIELDS:
        setattr(sheet, name, values[name])
    sheet.guardian_id, sheet.signed_at = guardian.id, now()
    sheet.alert = any(values[name].strip() for name in ALERTS)
    session.flush()
    keep_signature(signature, SIGNED, sheet.id)
    from .. import HEALTH  # the manifest's, which is loaded before any request

    give_consent(child, HEALTH, actor, given_by=guardian)
    return sheet


def opened(term_id: int, child: Person, actor: Any) -> dict[str, str] | None:
    """The sheet in clear for a worker who opened the child, noted in the audit. Commit before showing it."""
    sheet = sheet_of(term_id, child.id)
    if sheet is None:
        return None
    audit.write(
        "after_school.open_health", _("查看了%(name)s的健康安全表", name=child.name), actor=actor,
        object_kind="after_school_health_sheet", object_id=sheet.id,
    )
    return clear(sheet)
