"""The figures of the worker's own part of the community, and what waits in core's pages."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from flask import url_for
from sqlalchemy import and_, distinct, func, select

from core.accounts.actor import CurrentActor
from core.accounts.models import Registration
from core.clock import today
from core.communities.services import current_community, word
from core.people.approval_flow import APPROVE
from core.people.children_models import ChildApproval
from core.people.models import Person
from core.pluginsystem.offers import Task
from core.privacy.flow import ANSWER_DAYS, ERASE
from core.privacy.models import ErasureRequest
from core.tenancy.session import db
from core.texts import gettext as _
from core.volunteers.models import ServiceRecord, Volunteer
from core.volunteers.records import stands


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
    living = (Person.household_id.is_not(None), Person.deceased_on.is_(None), actor.scope("people.view", Person))
    mine = actor.scope("volunteers.view", Volunteer)
    this_month = and_(ServiceRecord.started_at >= month_start(), stands())
    row = db.session.execute(
        select(
            select(func.count(Person.id)).where(*living).scalar_subquery(),
            select(func.count(distinct(Person.household_id))).where(*living).scalar_subquery(),
            select(func.count(Volunteer.id)).where(Volunteer.state == "active", mine).scalar_subquery(),
            select(func.coalesce(func.sum(ServiceRecord.minutes), 0)).where(this_month).scalar_subquery(),
            select(func.count(ServiceRecord.id)).where(this_month).scalar_subquery(),
            select(func.count(Registration.id))
            .where(Registration.state == "waiting", actor.scope("accounts.review", Registration))
            .scalar_subquery(),
            select(func.count(Volunteer.id)).where(Volunteer.state == "applied", mine).scalar_subquery(),
            select(func.count(ChildApproval.id))
            .where(ChildApproval.state == "asked", actor.scope(APPROVE, ChildApproval))
            .scalar_subquery(),
            select(func.count(ErasureRequest.id))
            .where(ErasureRequest.state == "asked", actor.scope(ERASE, ErasureRequest))
            .scalar_subquery(),
        )
    ).one()
    return Figures(*(int(value or 0) for value in row))


def month_start() -> datetime:
    """The first moment of this month where the community lives, in UTC."""
    zone = current_community().timezone
    first = today(zone).replace(day=1)
    return datetime.combine(first, time(), ZoneInfo(zone)).astimezone(UTC)


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
