"""The figures of the worker's own part of the community, and what waits in core's pages."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, and_, bindparam, distinct, func, select

from core.accounts.actor import CurrentActor
from core.accounts.models import Registration
from core.communities.calendar import moment_at
from core.communities.services import community_today, word
from core.people.approval_flow import APPROVE
from core.people.children_models import ChildApproval
from core.people.figures import lives_here
from core.people.models import Person
from core.pluginsystem.offers import Task
from core.privacy.flow import ANSWER_DAYS, ERASE
from core.privacy.models import ErasureRequest
from core.tenancy.session import db
from core.texts import gettext as _
from core.volunteers.models import ServiceRecord, Volunteer
from core.volunteers.records import stands


def month_start() -> datetime:
    """The first moment of this month where the community lives, in UTC."""
    return moment_at(community_today().replace(day=1), 0)


def _count(model: Any, *where: ColumnElement[bool]) -> Any:
    """Rows are counted and not ids: an index alone can answer that."""
    return select(func.count()).select_from(model).where(*where)


# Built once, because building these costs more than running them.
_RESIDENTS = _count(Person, lives_here())
_HOUSEHOLDS = select(func.count(distinct(Person.household_id))).where(lives_here())
_ACTIVE = _count(Volunteer, Volunteer.state == "active")
_APPLIED = _count(Volunteer, Volunteer.state == "applied")
_THIS_MONTH = and_(ServiceRecord.started_at >= bindparam("month_start", callable_=month_start), stands())
_MINUTES = select(func.coalesce(func.sum(ServiceRecord.minutes), 0)).where(_THIS_MONTH)
_SERVICES = _count(ServiceRecord, _THIS_MONTH)
_REGISTRATIONS = _count(Registration, Registration.state == "waiting")
_APPROVALS = _count(ChildApproval, ChildApproval.state == "asked")
_ERASURES = _count(ErasureRequest, ErasureRequest.state == "asked")


@dataclass(frozen=True)
class Figures:
    """Counts over the actor's scope: people and households that live there, volunteers, services and minutes of this month."""

    residents: int
    households: int
    volunteers: int
    minutes: int
    services: int
    registrations: int
    applications: int
    approvals: int
    erasures: int


def figures(actor: CurrentActor) -> Figures:
    """All figures in one statement."""
    people, mine = actor.scope("people.view", Person), actor.scope("volunteers.view", Volunteer)
    counts = (
        _RESIDENTS.where(people),
        _HOUSEHOLDS.where(people),
        _ACTIVE.where(mine),
        _MINUTES,
        _SERVICES,
        _REGISTRATIONS.where(actor.scope("accounts.review", Registration)),
        _APPLIED.where(mine),
        _APPROVALS.where(actor.scope(APPROVE, ChildApproval)),
        _ERASURES.where(actor.scope(ERASE, ErasureRequest)),
    )
    row = db.session.execute(select(*(count.scalar_subquery() for count in counts))).one()
    return Figures(*(int(value or 0) for value in row))


def core_tasks(counted: Figures) -> list[Task]:
    """What waits in core's own pages."""
    found = []
    if counted.registrations:
        found.append(
            Task(
                title=_("注册申请待核对"),
                subtitle=_("有 %(count)s 位%(resident)s等您核对身份", count=counted.registrations, resident=word("resident")),
                url=url_for("desk.registrations"),
                icon="user-check",
                tone="gold",
                badge=str(counted.registrations),
            )
        )
    if counted.applications:
        found.append(
            Task(
                title=_("%(volunteer)s申请待审核", volunteer=word("volunteer")),
                subtitle=_("有 %(count)s 位邻居想来帮忙", count=counted.applications),
                url=url_for("desk.volunteers", state="applied"),
                icon="heart-handshake",
                tone="red",
                badge=str(counted.applications),
            )
        )
    if counted.approvals:
        found.append(
            Task(
                title=_("查看孩子资料的申请待批准"),
                subtitle=_("有 %(count)s 位工作人员等您答复", count=counted.approvals),
                url=url_for("desk.approvals"),
                icon="shield-lock",
                tone="red",
                badge=str(counted.approvals),
            )
        )
    return [*found, *_erasures(counted.erasures)]


def _erasures(count: int) -> list[Task]:
    if not count:
        return []
    said = _("有 %(count)s 位居民在等，%(days)s 天内要答复", count=count, days=ANSWER_DAYS)
    url = url_for("desk.erasures")
    return [Task(_("注销申请待办理"), said, url, icon="file-x", tone="red", badge=str(count))]
