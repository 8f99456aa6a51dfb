"""Schema changes: one Alembic history and version table for core and for each plugin, so that a plugin can leave."""
from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Connection, MetaData

from core.tenancy import rls
from core.tenancy.engines import app_engine, owner_engine
from core.tenancy.failures import MigrationFailed, forget_failure, note_failure, reason_of
from core.tenancy.histories import histories, pending, revision_files, stored_tables, strange_revisions
from core.tenancy.model import Base

log = logging.getLogger("linli.tenancy")
LOCK = 7_214_451  # PostgreSQL advisory lock: two upgrades at once wait for each other


class UnknownRevision(Exception):
    """The database is at a revision whose file is gone; the sentence names it."""


def upgrade(app: Flask, owner: str, to: str = "heads") -> None:
    """Bring the tables of one owner to its newest revision, or to `to`; raises MigrationFailed, and then none was applied."""
    running = ""  # named once any may run: a database that does not answer is nobody's failed revision
    try:
        with migrating(app) as connection:
            running = next(iter(pending(app).get(owner, ())), "?")
            script = script_of(owner)
            strange = ", ".join(strange_revisions(connection, owner)) if script else ""
            if strange:
                raise UnknownRevision(f"the database is at {strange}, which is not among them: put that file back")

            def steps(heads: Any, context: Any) -> Iterator[Any]:
                nonlocal running
                for step in script._upgrade_revs(to, heads) if script else ():
                    running = step.revision.revision
                    yield step

            if script is not None:
                _run(connection, owner, script, steps)
            rls.protect(app, connection)
    except Exception as error:  # whatever a plugin's code may raise
        if not running:
            raise
        failed = MigrationFailed(owner, running, reason_of(error))
        note_failure(app, failed)
        raise failed from error
    forget_failure(app, owner)


def upgrade_all(app: Flask) -> list[MigrationFailed]:
    """Upgrade core, then every plugin by itself; returns what failed of plugins. Raises MigrationFailed for core's own."""
    failed = []
    for owner in histories():
        try:
            upgrade(app, owner)
        except MigrationFailed as failure:
            if owner == "core":
                raise
            failed.append(failure)
    return failed


def downgrade(app: Flask, owner: str, to: str = "base") -> None:
    """Take the tables of one owner back to a revision; "base" removes them and what is in them."""
    script = script_of(owner)
    if script is not None:
        with migrating(app) as connection:
            _run(connection, owner, script, lambda rev, ctx: script._downgrade_revs(to, rev))


def remove(app: Flask, owner: str) -> None:
    """Drop all tables of a plugin and the record of its revisions, so that it may come back as if it were new.

    By its own revisions; where these cannot do it, whatever of it is in the database goes by name.
    """
    try:
        downgrade(app, owner)
    except Exception:  # whatever a plugin's code may raise: it is rolled back, and leaves
        log.warning("the revisions of %s cannot be taken back: its tables are dropped by name", owner, exc_info=True)
    with migrating(app) as connection:
        names = stored_tables(connection).get(owner, [])
        stored = MetaData()
        stored.reflect(connection, only=names)
        stored.drop_all(connection, [stored.tables[name] for name in names])
        connection.exec_driver_sql(f'DROP TABLE IF EXISTS "alembic_version_{owner}"')
    forget_failure(app, owner)


def current(app: Flask, owner: str) -> str | None:
    """The revision that the tables of one owner are at."""
    with app_engine(app).connect() as connection:
        return context(connection, owner).get_current_revision()


def differences(app: Flask, owner: str) -> list[Any]:
    """How the database differs from the owner's models, in Alembic's words."""
    with owner_engine(app).connect() as connection:
        return list(compare_metadata(context(connection, owner), Base.metadata))


def make_schema(app: Flask) -> None:
    """All tables for a test: by the revisions where there are any, straight from the models where there are none."""
    for failed in upgrade_all(app):
        raise failed
    with migrating(app) as connection:
        Base.metadata.create_all(connection)
        rls.protect(app, connection)


def script_of(owner: str) -> ScriptDirectory | None:
    """The revisions of one owner; None when it has none. Raises KeyError for an unknown owner."""
    if not revision_files(owner):
        return None
    folder = histories()[owner]
    return ScriptDirectory(str(folder), version_locations=[str(folder)])


def options(owner: str, only: Collection[str] | None = None) -> dict[str, Any]:
    """Alembic's options: an owner sees its own tables only, and a table that lost its model is dropped by hand."""
    own = {table.name for table in Base.metadata.tables.values() if table.info.get("owner") == owner}
    own &= own if only is None else set(only)

    def include(name: str | None, kind: str, parents: Any) -> bool:
        return kind != "table" or name in own

    return {
        "version_table": f"alembic_version_{owner}",
        "target_metadata": Base.metadata,
        "include_name": include,
        "include_object": lambda thing, name, kind, reflected, other: kind != "table" or name in own,
        "render_as_batch": True,
        "compare_type": True,
    }


def context(connection: Connection, owner: str, only: Collection[str] | None = None) -> MigrationContext:
    """Alembic's view of one owner's tables, or of some of them."""
    return MigrationContext.configure(connection, opts=options(owner, only))


def _run(connection: Connection, owner: str, script: ScriptDirectory, steps: Any) -> None:
    environment = EnvironmentContext(Config(), script, fn=steps)
    environment.configure(connection=connection, **options(owner))
    with environment:
        environment.run_migrations()


@contextmanager
def migrating(app: Flask) -> Iterator[Connection]:
    """One transaction of the owner, alone in the database, checked before it is committed."""
    with owner_engine(app).connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
            yield connection
            connection.commit()
            return
        # SQLite alters a table by rebuilding it, and dropping the old one would delete all rows that cascade from it.
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            yield connection
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken:
                raise RuntimeError(f"the migration left rows without their parent: {broken[:5]}")
            connection.commit()
        finally:
            connection.rollback()
            connection.exec_driver_sql("PRAGMA foreign_keys = ON")
