"""The database connections of an app: its own (guarded), the owner's (migrations) and the district's (reads across)."""
from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Flask
from sqlalchemy import Engine, create_engine, event

from core.config import ConfigError, settings_of
from core.tenancy import guard
from core.tenancy.session import db

PRAGMAS = (
    "busy_timeout = 30000",
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "cache_size = -65536",  # KiB: 64 MB for each connection
    "temp_store = MEMORY",
)
_SPACE = r"(?:\s|--[^\n]*\n|/\*.*?\*/)*"
_WRITES = re.compile(
    rf"{_SPACE}(?:INSERT|UPDATE|DELETE|REPLACE|CREATE|ALTER|DROP|SAVEPOINT"
    rf"|WITH\b.*\b(?:INSERT|UPDATE|DELETE|REPLACE)\b)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass
class Engines:
    """The engines of one app; owner and district are opened when first asked for."""

    app: Engine
    owner: Engine | None = None
    district: Engine | None = None


def init_engines(app: Flask) -> None:
    """Connect the app's database. On SQLite the guard stands in for PostgreSQL's row level security."""
    settings = settings_of(app)
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.app_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = _options(settings.app_url)
    db.init_app(app)
    with app.app_context():
        engine = db.engine
    event.listen(engine, "checkin", _end_transaction)
    if engine.dialect.name == "sqlite":
        tune_sqlite(engine)
        guard.install(engine)
    app.extensions["linli.engines"] = Engines(engine)


def app_engine(app: Flask) -> Engine:
    """The app's own engine; it sees no tenant row outside a community."""
    return _engines(app).app


def owner_engine(app: Flask) -> Engine:
    """The engine of the tables' owner, for migrations; raises ConfigError without LINLI_OWNER_DATABASE_URL."""
    held = _engines(app)
    if held.owner is None:
        held.owner = _beside(app, settings_of(app).owner_database_url, "LINLI_OWNER_DATABASE_URL")
    return held.owner


def district_engine(app: Flask) -> Engine:
    """The read-only engine behind `core.tenancy.district`; raises ConfigError without LINLI_DISTRICT_DATABASE_URL."""
    held = _engines(app)
    if held.district is None:
        held.district = _beside(app, settings_of(app).district_database_url, "LINLI_DISTRICT_DATABASE_URL")
        if held.district.dialect.name == "sqlite":
            event.listen(held.district, "connect", lambda driver, record: driver.execute("PRAGMA query_only = ON"))
    return held.district


def refresh_statistics(app: Flask) -> None:
    """Count rows for SQLite's planner, which else guesses and sorts a whole register for a page of twenty.

    PostgreSQL's autovacuum does this by itself.
    """
    if app_engine(app).dialect.name == "sqlite":
        with owner_engine(app).connect() as connection:
            # In full: a sample of each index would all come from one community and mislead the planner.
            connection.exec_driver_sql("ANALYZE")


def dispose_engines(app: Flask) -> None:
    """Close all idle connections, for tests and commands that exchange the database underneath."""
    held = _engines(app)
    for engine in (held.app, held.owner, held.district):
        if engine is not None:
            engine.dispose()


def _engines(app: Flask) -> Engines:
    held: Engines = app.extensions["linli.engines"]
    return held


def _beside(app: Flask, url: str, name: str) -> Engine:
    settings = settings_of(app)
    url = settings.app_url if settings.on_sqlite else url
    if not url:
        raise ConfigError(f"{name} is not set")
    engine = create_engine(url, **_options(url))
    if engine.dialect.name == "sqlite":
        tune_sqlite(engine)
    return engine


def _options(url: str) -> dict[str, Any]:
    # An error is logged with its statement, and its parameters are names and what people wrote.
    quiet = {"hide_parameters": True}
    if url.startswith("sqlite"):
        return {**quiet, "pool_size": 10, "max_overflow": 30, "connect_args": {"timeout": 30, "cached_statements": 512}}
    return {**quiet, "pool_size": 5, "max_overflow": 15, "pool_pre_ping": True}


def _end_transaction(driver: Any, record: Any) -> None:
    """After a COMMIT that failed SQLAlchemy takes the transaction for ended, but the database may keep it.

    It would wait in the pool, on SQLite with the write lock, and the next request would go on in it.
    """
    if driver is not None and not getattr(driver, "closed", False):
        driver.rollback()


@lru_cache(maxsize=4096)
def _is_write(statement: str) -> bool:
    return _WRITES.match(statement) is not None


def tune_sqlite(engine: Engine) -> None:
    """Reads run on their own; the first write, savepoint or FOR UPDATE takes SQLite's one write lock at once.

    A transaction that reads first and asks for the lock later fails with "locked", or oversells the last place.
    """
    event.listen(engine, "connect", _prepare_connection)
    event.listen(engine, "before_cursor_execute", _begin_before_write)
    event.listen(engine, "savepoint", _begin_before_savepoint)


def _prepare_connection(driver: Any, record: Any) -> None:
    driver.isolation_level = None  # the driver starts no transactions of its own
    for pragma in PRAGMAS:
        driver.execute(f"PRAGMA {pragma}")


def _begin_before_write(
    connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool
) -> None:
    if cursor.connection.in_transaction:
        return
    compiled = context.compiled if context is not None else None
    locks = compiled is not None and getattr(compiled.statement, "_for_update_arg", None) is not None
    if locks or _is_write(statement):
        cursor.execute("BEGIN IMMEDIATE")


def _begin_before_savepoint(connection: Any, name: str) -> None:
    driver = connection.connection.dbapi_connection
    if not driver.in_transaction:
        driver.execute("BEGIN IMMEDIATE")
