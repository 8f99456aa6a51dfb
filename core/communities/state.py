"""What a request needs to know of its community, kept in the process until the community's version changes."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from flask import current_app, has_request_context, request
from sqlalchemy import event, select, update

from core.clock import today
from core.communities.models import Community
from core.tenancy.current import current_id
from core.tenancy.session import TenantSession, db

Loader = Callable[[Any], Any]
_loaders: dict[str, Loader] = {}
KEPT = 5_000


@dataclass(frozen=True)
class CommunityState:
    """A community as configured at one version; `parts` holds what other features registered by `state_part`."""

    id: int
    slug: str
    name: str
    name_en: str
    tagline: str
    address: str
    hotline: str
    hotline_name: str
    opening_hours: str
    timezone: str
    plan_width: int
    plan_height: int
    look: Mapping[str, Any]
    words: Mapping[str, Any]
    version: int
    parts: Mapping[str, Any]

    @property
    def plugins(self) -> Mapping[str, Mapping[str, Any]]:
        """Enabled plugins and their stored settings."""
        return self.parts.get("plugins") or {}

    def enabled(self, plugin: str) -> bool:
        """Whether a plugin is switched on here."""
        return plugin in self.plugins


def state_part(name: str, loader: Loader) -> None:
    """Have `loader(session)` called for each new version; its (unchanging) answer is `state.parts[name]`."""
    _loaders[name] = loader


def current_community() -> CommunityState:
    """The state of the community in force: from the process's cache unless its version changed since.

    In a request the version comes with the row that the WSGI layer has read already; elsewhere it is asked once
    per session. Raises NoCommunity outside `use`.
    """
    community_id, session = current_id(), db.session()
    known: CommunityState | None = session.info.get("community_state")
    if known is not None:
        return known
    cache: dict[int, CommunityState] = current_app.extensions.setdefault("linli.communities", {})
    kept = cache.get(community_id)
    if kept is None or kept.version != _version(community_id, session):
        kept = _load(community_id, session)
        while len(cache) >= KEPT:
            cache.pop(next(iter(cache)))
        if not session.info.get("community_bumped"):  # what is not committed, nobody else may see
            cache[community_id] = kept
    session.info["community_state"] = kept
    return kept


def community_today() -> date:
    """The calendar day where the community in force lives; raises NoCommunity outside `use`."""
    return today(current_community().timezone)


def bump_version(community_id: int) -> None:
    """Say, in the transaction that changes the configuration, that it changed: every process reloads after commit."""
    session = db.session()
    session.flush()
    session.execute(
        update(Community)
        .where(Community.id == community_id)
        .values(version=Community.version + 1)
        .execution_options(synchronize_session=False)
    )
    session.info.pop("community_state", None)
    session.info["community_bumped"] = True


def forget() -> None:
    """Drop what this process keeps, for commands and tests that exchange the database underneath."""
    for kept in ("linli.communities", "linli.pages"):
        current_app.extensions.pop(kept, None)


def _version(community_id: int, session: Any) -> int:
    if session.info.get("community_bumped"):
        return -1
    if has_request_context() and "community_changed" not in session.info:
        row = request.environ.get("linli.community")
        if row is not None and row.id == community_id:
            return int(row.version)
    if "community_version" not in session.info:
        asked = session.scalar(select(Community.version).where(Community.id == community_id))
        session.info["community_version"] = -1 if asked is None else asked
    return int(session.info["community_version"])


def _load(community_id: int, session: Any) -> CommunityState:
    # The row comes first: parts read later may be newer than the version, never older.
    table = Community.__table__.c
    names = [f for f in CommunityState.__dataclass_fields__ if f != "parts"]
    row = session.execute(select(*(table[n] for n in names)).where(table.id == community_id)).one()._asdict()
    row["look"], row["words"] = MappingProxyType(row["look"] or {}), MappingProxyType(row["words"] or {})
    session.info["community_version"] = row["version"]
    return CommunityState(**row, parts=MappingProxyType({k: load(session) for k, load in _loaders.items()}))


@event.listens_for(TenantSession, "after_commit")
def _committed(session: Any) -> None:
    # The version that the WSGI layer read is old from here on, for the session that changed it.
    if session.info.pop("community_bumped", None):
        session.info["community_changed"] = True
    _ask_again(session)


@event.listens_for(TenantSession, "after_rollback")
def _rolled_back(session: Any) -> None:
    session.info.pop("community_bumped", None)
    _ask_again(session)


@event.listens_for(TenantSession, "after_soft_rollback")
def _savepoint_rolled_back(session: Any, previous: Any) -> None:
    _ask_again(session)


def _ask_again(session: Any) -> None:
    session.info.pop("community_state", None)
    session.info.pop("community_version", None)
