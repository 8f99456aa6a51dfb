"""Checks of the database as a whole: reachable, up to date, isolated, sound, on time."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from core.clock import now
from core.config import ConfigError, settings_of
from core.doctor.finding import Check, Finding, sentence
from core.tenancy import rls
from core.tenancy.engines import app_engine, owner_engine
from core.tenancy.failures import failure_of
from core.tenancy.histories import pending

MOST_SKEW = 30  # seconds between our clock and the database's
AHEAD = 60_000 << 22  # ids of a minute to come: made by a clock that was ahead
# Row level security that is on but has no policy of ours lets nobody in, or the wrong ones.
WITHOUT_POLICY = rls.TENANT_TABLES + """
 AND NOT EXISTS (SELECT 1 FROM pg_policies p WHERE p.schemaname = 'public' AND p.tablename = c.relname
 AND p.policyname = 'own_community') ORDER BY 1
"""


def reachable(app: Flask) -> Iterator[Finding]:
    """The app's own connection; the other checks lean on it."""
    try:
        with app_engine(app).connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        yield Finding(
            f"The database does not answer: {sentence(error)}",
            "Start the database, and check LINLI_DATABASE_URL: address, name, role and password.",
        )


def owner(app: Flask) -> Iterator[Finding]:
    try:
        with owner_engine(app).connect() as connection:
            connection.execute(text("SELECT 1"))
    except (ConfigError, SQLAlchemyError) as error:
        yield Finding(
            f"The role that owns the tables cannot be used: {sentence(error)}.",
            "Set LINLI_OWNER_DATABASE_URL; without it nothing can be upgraded, and keys cannot be rotated.",
        )


def revisions(app: Flask) -> Iterator[Finding]:
    for name, missing in pending(app).items():
        failed = failure_of(app, name)
        if failed is None:
            yield Finding(f"The tables of {name} lack the revisions {', '.join(missing)}.", f"Run: flask db upgrade {name}")
        else:
            advice = f"Mend that revision, then run: flask db upgrade {name}"
            yield Finding(f"Revision {failed.revision} of {name} failed: {failed.reason}", advice)


def isolation(app: Flask) -> Iterator[Finding]:
    """PostgreSQL: what `flask db roles` and `flask db upgrade` have set up still holds."""
    if app_engine(app).dialect.name != "postgresql":
        return
    try:
        rls.check_roles(app)
    except ConfigError as error:
        yield Finding(f"Communities are not kept apart: {sentence(error)}.", "Do that, then start the site again.")
    with app_engine(app).connect() as connection:
        bare = connection.scalars(text(WITHOUT_POLICY)).all()
    if bare:
        yield Finding(f"The policy own_community is missing on {', '.join(bare)}.", "Run: flask db roles --apply")


def clock(app: Flask) -> Iterator[Finding]:
    """Leases of jobs and ids of rows lean on our clock being right."""
    with app_engine(app).connect() as connection:
        on_server = connection.dialect.name == "postgresql"
        theirs: Any = connection.scalar(text("SELECT clock_timestamp()")) if on_server else now()
        latest = connection.scalar(text("SELECT max(id) FROM job")) or 0
    skew = abs((now() - theirs).total_seconds())
    if skew > MOST_SKEW:
        yield Finding(
            f"This machine's clock and the database's differ by {skew:.0f} seconds.",
            "Let both keep time by NTP: jobs are taken twice or late, and sign-ins end too soon.",
        )
    moment = datetime.fromtimestamp((latest >> 22) / 1000 + 1_735_689_600, UTC)
    if latest and (moment - now()).total_seconds() > MOST_SKEW:
        yield Finding(
            f"The newest job was made at {moment:%Y-%m-%d %H:%M} UTC, which is still to come.",
            "A clock was ahead. Put it right; ids go on above that moment, and what was due then waits until it comes.",
        )


def soundness(app: Flask) -> Iterator[Finding]:
    """SQLite: its own look at the file."""
    if app_engine(app).dialect.name != "sqlite":
        return
    restore = "Stop the site, keep a copy of the file, and restore the last backup."
    try:
        with owner_engine(app).connect() as connection:
            said = connection.execute(text("PRAGMA integrity_check(3)")).scalars().all()
            orphans = connection.execute(text("PRAGMA foreign_key_check")).all()
    except SQLAlchemyError as error:
        said, orphans = [sentence(error)], []
    if said != ["ok"]:
        yield Finding(f"The database file is damaged: {'; '.join(map(str, said))}.", restore)
    if orphans:
        yield Finding(f"{len(orphans)} rows refer to rows that are gone, first in {orphans[0][0]}.", restore)


def hosts(app: Flask) -> Iterator[Finding]:
    """Who serves several communities gives each its host, or says that they share one."""
    settings = settings_of(app)
    with app_engine(app).connect() as connection:
        slugs = connection.scalars(text("SELECT slug FROM community ORDER BY 1")).all()
    if settings.base_host and settings.base_host.startswith(("http", ".", "*")):
        yield Finding(f"LINLI_BASE_HOST is {settings.base_host}, which is no host name.", "Write it like linli.example.cn.")
    if not settings.base_host and len(slugs) > 1 and not settings.makes_keys:
        yield Finding(
            f"{len(slugs)} communities share one browser origin: {', '.join(slugs)}.",
            "Set LINLI_BASE_HOST, so that each has a host of its own; a shared origin is for demos.",
        )


CONNECTION = Check("database", reachable)
CHECKS = [
    Check("owner of the tables", owner),
    Check("revisions", revisions),
    Check("isolation of communities", isolation),
    Check("clocks", clock),
    Check("database file", soundness),
    Check("hosts", hosts),
]
