"""Signed-in browsers: made at sign-in, found again by their sid, ended by time, by the person or by staff."""
from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app
from sqlalchemy import ScalarSelect, and_, bindparam, select, update
from sqlalchemy.exc import OperationalError

from core.accounts.actor import CurrentActor, grants_from
from core.accounts.models import Account, AccountSession, RoleGrant
from core.accounts.roles import in_force
from core.accounts.totp import Keeper
from core.clock import now
from core.communities.services import community_today
from core.config import settings_of
from core.people.models import Person
from core.tenancy.current import current_id
from core.tenancy.session import db

SEEN_EVERY = timedelta(minutes=1)
CODE_WITHIN = timedelta(minutes=10)  # between the password and the one-time code
AHEAD = timedelta(minutes=5)  # how far two machines' clocks may differ
_log = logging.getLogger(__name__)
# Built once, because every page of a person who is signed in begins with it: a line for each role held today, or one.
_FIND = (
    select(
        AccountSession.id,
        AccountSession.created_at,
        AccountSession.last_seen_at,
        AccountSession.proved_at,
        AccountSession.previewing,
        Account.totp_since,
        Account.id.label("account_id"),
        Person.id.label("person_id"),
        Person.name,
        Person.household_id,
        RoleGrant.role_id,
        RoleGrant.scope,
        RoleGrant.scope_id,
    )
    .join(AccountSession.account)
    .join(Account.person)
    .outerjoin(
        RoleGrant,
        and_(
            RoleGrant.community_id == AccountSession.community_id,
            RoleGrant.person_id == Person.id,
            in_force(bindparam("day")),
        ),
    )
    .where(
        AccountSession.community_id == bindparam("community_id"),
        AccountSession.sid_hash == bindparam("sid_hash"),
        AccountSession.revoked_at.is_(None),
        ~AccountSession.awaits_code,
        Account.active,
        Person.deceased_on.is_(None),
    )
)


def count_unread_by(app: Flask, counted: ScalarSelect[int]) -> None:
    """Have the statement that finds the reader count, too, what waits in the inbox, so that no page pays for the bell.

    `counted` names the community as the parameter `community_id` and the reader as `Person.id`.
    """
    app.extensions["linli.find_reader"] = _FIND.add_columns(counted.label("unread"))


@dataclass(frozen=True)
class Limits:
    """How long a sign-in lasts: `idle` without a request, `absolute` in all."""

    idle: timedelta
    absolute: timedelta

    def over(self, created_at: datetime, last_seen_at: datetime) -> bool:
        """Whether a sign-in has ended; one from a time to come too, which a clock that was ahead would else prolong."""
        moment = now()
        too_old = moment - last_seen_at > self.idle or moment - created_at > self.absolute
        return too_old or last_seen_at > moment + AHEAD


def limits_for(staff: bool) -> Limits:
    """The limits from the settings; staff's are shorter."""
    s = settings_of(current_app)
    idle, absolute = (
        (s.staff_idle_minutes, s.staff_absolute_minutes)
        if staff
        else (s.resident_idle_minutes, s.resident_absolute_minutes)
    )
    return Limits(timedelta(minutes=idle), timedelta(minutes=absolute))


def sid_hash(sid: str) -> str:
    """What is stored of a sid; 256 random bits need no salt."""
    return hashlib.sha256(sid.encode()).hexdigest()


def open_session(account_id: int, user_agent: str = "", address: str = "", *, awaits_code: bool = False) -> str:
    """Sign a browser in and return its sid, which is stored nowhere else.

    `address`: the rough one, as it is shown. With `awaits_code` nobody is signed in yet, see `half_signed_in`.
    """
    sid = secrets.token_urlsafe(32)
    moment = now()
    db.session.add(
        AccountSession(
            account_id=account_id,
            sid_hash=sid_hash(sid),
            created_at=moment,
            last_seen_at=moment,
            proved_at=moment,
            user_agent=user_agent[:200],
            address=address,
            awaits_code=awaits_code,
        )
    )
    db.session.flush()
    return sid


def half_signed_in(keeper: Keeper, sid: str | None) -> Any:
    """The holder whose password this browser had right a few minutes ago, and whose one-time code is still to come."""
    if sid is None:
        return None
    holders, browsers = keeper.holders, keeper.browsers
    return db.session.scalar(
        select(holders)
        .join(browsers, getattr(browsers, keeper.owner) == holders.id)
        .where(
            browsers.sid_hash == sid_hash(sid),
            browsers.awaits_code,
            browsers.revoked_at.is_(None),
            browsers.created_at > now() - CODE_WITHIN,
            holders.active,
        )
    )


def find_actor(sid: str) -> CurrentActor | None:
    """The actor behind a sid in this community, or None when it is unknown, ended or too old.

    One statement; a second, committed at once, at most once a minute to note that the browser was seen. So call it
    before the view has written anything.
    """
    lines = _find(sid)
    if not lines:
        return None
    row = lines[0]
    held = [(line.role_id, line.scope, line.scope_id) for line in lines if line.role_id is not None]
    grants = grants_from(held, resident=row.household_id is not None)
    actor = CurrentActor(
        row.person_id,
        row.name,
        grants,
        account_id=row.account_id,
        sign_in_id=row.id,
        signed_in_at=row.created_at,
        proved_at=row.proved_at,
        has_totp=row.totp_since is not None,
        previewing=row.previewing,
        unread=row.unread,
    )
    if limits_for(actor.is_staff).over(row.created_at, row.last_seen_at):
        return None
    if now() - row.last_seen_at >= SEEN_EVERY:
        _note_seen(row.id, now())
    return actor


def _find(sid: str) -> Sequence[Any]:
    # On the connection, past the session's own work: each page pays for this. The community is named in the statement.
    asked = {"sid_hash": sid_hash(sid), "community_id": current_id(), "day": community_today()}
    return db.session.connection().execute(current_app.extensions["linli.find_reader"], asked).all()


def _note_seen(session_id: int, moment: datetime) -> None:
    """Where nothing can be written, on a full disk say, people shall still read."""
    try:
        db.session.execute(
            update(AccountSession)
            .where(AccountSession.id == session_id)
            .values(last_seen_at=moment)
            .execution_options(synchronize_session=False)
        )
        db.session.commit()
    except OperationalError:
        db.session.rollback()
        _log.warning("a browser was seen, but that could not be written", exc_info=True)


def end_session(sid: str) -> None:
    """Sign one browser out; an unknown sid is nobody's."""
    end_sessions(AccountSession.sid_hash == sid_hash(sid))


def end_all_sessions(account_id: int) -> None:
    """Sign an account out everywhere: after a new password, when it is closed, on request."""
    end_sessions(AccountSession.account_id == account_id)


def end_sessions(*which: Any, browsers: Any = AccountSession) -> None:
    """Sign out the browsers that all of these conditions name; `browsers`: the table that keeps them."""
    db.session.execute(
        update(browsers)
        .where(*which, browsers.revoked_at.is_(None))
        .values(revoked_at=now())
        .execution_options(synchronize_session=False)
    )
