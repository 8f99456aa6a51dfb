"""What other features ask of communities: the one in force, its words, and the list of all."""
from __future__ import annotations

from sqlalchemy import select

from core.communities.models import Community
from core.communities.state import CommunityState, bump_version, community_today, current_community, forget, state_part
from core.communities.words import TERMS, own_text, usual, word
from core.tenancy.session import db

__all__ = [
    "TERMS",
    "CommunityState",
    "all_communities",
    "bump_version",
    "community_by_slug",
    "community_today",
    "current_community",
    "forget",
    "own_text",
    "state_part",
    "usual",
    "word",
]


def all_communities() -> list[Community]:
    """Every community in the order of the operator's list; needs no community in force."""
    return list(db.session.scalars(select(Community).order_by(Community.position, Community.slug)))


def community_by_slug(slug: str) -> Community | None:
    """The community at an address, or None."""
    return db.session.scalar(select(Community).where(Community.slug == slug))
