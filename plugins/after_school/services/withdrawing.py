"""When a guardian takes the consent back, nothing of the classes goes on with the child's data."""
from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from core.api import N_, SYSTEM, now, session, withdraw_consent

from ..child_models import AloneConsent, HealthSheet, PickupCode, PickupPerson
from ..models import Enrolment
from . import family, health
from .enrolling import LIVE, leave

WITHDRAWN = N_("监护人撤回了对孩子信息的同意")


def end_child(child_id: int) -> None:
    """The child leaves its courses, nobody fetches it by our list any more, and its health sheets are empty.

    Harmless when it is told twice.
    """
    take_out(child_id, WITHDRAWN)
    for sheet in session.scalars(select(HealthSheet).where(HealthSheet.child_id == child_id)).all():
        sheet.alert = False
        for name in health.FIELDS:
            setattr(sheet, name, None)


def take_out(child_id: int, reason: str) -> int:
    """The child leaves its courses and is fetched by our list no more; returns how many courses that were."""
    live = select(Enrolment.id).where(Enrolment.child_id == child_id, Enrolment.state.in_(LIVE))
    enrolled = session.scalars(live.order_by(Enrolment.id)).all()
    for enrolment_id in enrolled:
        leave(enrolment_id, SYSTEM, reason)
    for model in (PickupPerson, PickupCode, AloneConsent):
        standing = update(model).where(model.child_id == child_id, model.revoked_at.is_(None))
        session.execute(standing.values(revoked_at=now()).execution_options(synchronize_session=False))
    return len(enrolled)


def withdraw_health(child_id: int, actor: Any) -> None:
    """A guardian takes back the consent to the health sheet; raises Missing, Refused."""
    from .. import HEALTH  # the manifest's, which is loaded before any request

    child = family.own_child(actor, child_id, deciding=True)
    withdraw_consent(child, HEALTH, actor)
    end_child(child.id)  # at once, without waiting for the event
