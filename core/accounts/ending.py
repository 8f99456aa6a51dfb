"""Roles that end soon: their holders and the admins hear of it a week before."""
from __future__ import annotations

from datetime import timedelta

from sqlalchemy import or_, select

from core.accounts.events import RoleEnds
from core.accounts.models import RoleGrant
from core.accounts.roles import in_force
from core.communities.services import community_today
from core.events import publish
from core.tenancy.session import db

SOON = timedelta(days=7)


def ends_soon() -> object:
    """The condition for grants that hold today and end within a week."""
    return in_force() & (RoleGrant.ends_on <= community_today() + SOON)


def warn_of_ends(community_id: int) -> None:
    """Every few hours, in the job's transaction: tell of each end once, and again when the day was changed."""
    untold = or_(RoleGrant.told_of.is_(None), RoleGrant.told_of != RoleGrant.ends_on)
    for grant in db.session.scalars(select(RoleGrant).where(ends_soon(), untold)):
        grant.told_of = grant.ends_on
        publish(RoleEnds(grant.id))
