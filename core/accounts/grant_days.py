"""The days of a role: changed by admins, and a week before the last one its holder and the admins hear of it."""
from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select

from core.accounts.errors import LastAdmin
from core.accounts.events import RoleEnds
from core.accounts.models import RoleGrant
from core.accounts.permissions import ADMIN
from core.accounts.roles import admins_besides, days_of, in_force, role_title, roles
from core.communities.services import community_today
from core.errors import Refused
from core.events import publish
from core.kernel import audit
from core.kernel.actor import Actor
from core.tenancy.session import db
from core.texts import gettext as _

SOON = timedelta(days=7)


def change_days(grant: RoleGrant, first: date | None, last: date | None, actor: Actor) -> None:
    """Let a role hold from another day, or until another one (None: from today, without end).

    Once its first day has come that day stays. Raises LastAdmin, Refused for an end before the beginning.
    """
    today = community_today()
    first = grant.starts_on if grant.starts_on <= today else first or today
    if last is not None and last < first:
        raise Refused(_("结束的一天不能早于开始的一天。"))
    state = roles().get(grant.role_id)
    shorter = first > today or last is not None
    if state is not None and state.key == ADMIN and shorter and admins_besides(grant) == 0:
        raise LastAdmin()
    before = days_of(grant)
    grant.starts_on, grant.ends_on = first, last
    db.session.flush()
    audit.write(
        "roles.days",
        _("改角色“%(role)s”的日期", role=role_title(state) if state else ""),
        actor=actor,
        object_kind="person",
        object_id=grant.person_id,
        before=before,
        after=days_of(grant),
    )


def ends_soon() -> Any:
    """The condition for grants that hold today and end within a week."""
    return in_force() & (RoleGrant.ends_on <= community_today() + SOON)


def warn_of_ends(community_id: int) -> None:
    """Every few hours, in the job's transaction: tell of each end once, and again when the day was changed."""
    untold = or_(RoleGrant.told_of.is_(None), RoleGrant.told_of != RoleGrant.ends_on)
    for grant in db.session.scalars(select(RoleGrant).where(ends_soon(), untold)):
        grant.told_of = grant.ends_on
        publish(RoleEnds(grant.id))
