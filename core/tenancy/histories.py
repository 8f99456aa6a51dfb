"""Which revisions there are and which the database lacks, read without Alembic: web workers ask, and never migrate."""
from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Connection, inspect, text

from core.tenancy.engines import app_engine
from core.tenancy.model import Base

HISTORY = "alembic_version_"
_histories: dict[str, Path] = {"core": Path(__file__).parents[1] / "migrations"}


def add_history(owner: str, folder: Path) -> None:
    """Say where a plugin keeps its revisions; a folder that does not exist yet is an empty history."""
    _histories[owner] = folder


def histories() -> dict[str, Path]:
    """Owner -> folder; core comes first, plugins follow in the order in which they were mounted."""
    return dict(_histories)


def revision_files(owner: str) -> list[Path]:
    """The revisions of one owner by file name, oldest first. Raises KeyError for an unknown owner."""
    return sorted(_histories[owner].glob("[0-9]*.py"))


def stored_tables(connection: Connection) -> dict[str, list[str]]:
    """Owner -> its tables in the database itself: also of plugins whose code is gone, broken, or ahead of them.

    Each plugin that ever was installed left its version table and its tables' names.
    """
    names = inspect(connection).get_table_names()
    owners = {*_histories, *(name.removeprefix(HISTORY) for name in names if name.startswith(HISTORY))} - {"core"}
    longest = sorted(owners, key=len, reverse=True)
    found: dict[str, list[str]] = {}
    for name in sorted(name for name in names if not name.startswith(HISTORY)):
        known = Base.metadata.tables.get(name)
        stem = next((each for each in longest if name == each or name.startswith(f"{each}_")), "core")
        found.setdefault(stem if known is None else known.info["owner"], []).append(name)
    return found


def pending(app: Flask, *owners: str) -> dict[str, list[str]]:
    """Owner -> revisions that the database lacks, oldest first, of these owners or of all; empty when all is well."""
    with app_engine(app).connect() as connection:
        lacking = {owner: _lacking(connection, owner) for owner in _histories if not owners or owner in owners}
    return {owner: revisions for owner, revisions in lacking.items() if revisions}


def unmade(app: Flask, owner: str) -> list[str]:
    """Tables of the owner's models that the database does not have; they are owed by a revision."""
    own = [name for name, table in Base.metadata.tables.items() if table.info.get("owner") == owner]
    if not own:
        return []
    with app_engine(app).connect() as connection:
        return sorted(set(own) - set(inspect(connection).get_table_names()))


def strange_revisions(connection: Connection, owner: str) -> list[str]:
    """The revisions that the database is at and that are not among the owner's files."""
    return sorted(_heads(connection, f"{HISTORY}{owner}") - {_revision(path)[0] for path in revision_files(owner)})


def at_revisions(app: Flask) -> dict[str, list[str]]:
    """Owner -> the revisions that the database is at."""
    with app_engine(app).connect() as connection:
        return {owner: sorted(_heads(connection, f"{HISTORY}{owner}")) for owner in _histories}


def _lacking(connection: Connection, owner: str) -> list[str]:
    before = dict(_revision(path) for path in revision_files(owner))
    if not before:
        return []
    done, reached = set(), _heads(connection, f"{HISTORY}{owner}")
    while reached:
        done |= reached
        reached = {earlier for revision in reached for earlier in before.get(revision, ())} - done
    return [revision for revision in before if revision not in done]


def _heads(connection: Connection, table: str) -> set[str]:
    if not inspect(connection).has_table(table):
        return set()
    return set(connection.scalars(text(f"SELECT version_num FROM {table}")))  # noqa: S608 -- an owner's name


def _revision(path: Path) -> tuple[str, tuple[str, ...]]:
    """A revision's id and those that come right before it."""
    said: dict[str, Any] = {}
    try:
        body = ast.parse(path.read_text(encoding="utf-8")).body
    except (SyntaxError, ValueError):  # its upgrade will say so; until then it is lacking, and nothing else is
        return path.stem, ()
    for node in body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        names = [name.id for name in getattr(target, "elts", [target]) if isinstance(name, ast.Name)]
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value and {"revision", "down_revision"} & set(names):
            value = ast.literal_eval(node.value)
            said.update(zip(names, value if isinstance(target, ast.Tuple) else [value], strict=True))
    before = said.get("down_revision") or ()
    return said.get("revision", path.stem), (before,) if isinstance(before, str) else tuple(before)
