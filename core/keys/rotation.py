"""Exchange the newest key while readers and writers go on; what was interrupted goes on where it stopped.

The key file says how far it is: a key that is not yet the newest is known to all processes, but nobody writes under it.
"""
from __future__ import annotations

import time
from collections.abc import Callable

from flask import Flask
from sqlalchemy import and_, func, select, tuple_

from core.config import settings_of
from core.crypto import RELOAD_SECONDS, KeyRing, add_key, drop_key, keyring, load_key_file, write_under_newest
from core.errors import Refused
from core.keys.sealed import Sealed, left_behind, sealed_columns
from core.tenancy.engines import owner_engine

BATCH = 200  # rows of one transaction: writers wait for one batch at most
Say = Callable[[str], None]


def rotate(app: Flask, say: Say) -> int:
    """Give the installation a new newest key and bring every value under it; returns how many were rewritten."""
    path = settings_of(app).key_path
    ring = load_key_file(path)
    if ring.newest == max(ring.keys) and not any(counts_under_others(app, ring).values()):
        say(f"key {add_key(path)} made; every process learns it before anything is written under it")
        ring = load_key_file(path)
    if ring.newest != max(ring.keys):
        settle()
        write_under_newest(path)
        say(f"from now on key {max(ring.keys)} is written with")
    settle()
    return rewrite(app, say)


def settle() -> None:
    """Wait until every running process has read the key file again."""
    time.sleep(2 * RELOAD_SECONDS)


def rewrite(app: Flask, say: Say) -> int:
    """Bring every value under the newest key, batch by batch; rows that somebody writes just now come in a later round."""
    done = 0
    with app.app_context():
        while True:
            ring = keyring()
            for column in sealed_columns():
                count = _rewrite_column(app, column, ring)
                done += count
                if count:
                    say(f"{column.name}: {count}")
            if not any(counts_under_others(app, ring).values()):
                return done
            time.sleep(0.1)


def _rewrite_column(app: Flask, column: Sealed, ring: KeyRing) -> int:
    done, last = 0, (-1, -1)
    table = column.table.c
    while True:
        with owner_engine(app).begin() as connection:
            after = tuple_(column.home, table.id) > tuple_(*last)
            stale = column.rows().where(after, column.under_others(ring.newest)).limit(BATCH)
            # A row that is locked is left for later: who waits for nobody can block nobody for ever.
            rows = connection.execute(stale.with_for_update(skip_locked=True)).all()
            for row in rows:
                values = column.renewed(ring, row)
                here = and_(column.home == row.community_id, table.id == row.id)
                if values:
                    connection.execute(column.table.update().where(here).values(values))
                    done += 1
        if not rows:
            return done
        last = rows[-1].community_id, rows[-1].id


def counts_under_others(app: Flask, ring: KeyRing) -> dict[str, int]:
    """Column -> how many values are not under the newest key."""
    found = {}
    with app.app_context(), owner_engine(app).connect() as connection:
        for column in sealed_columns():
            stored = column.table.c[column.column].is_not(None)
            if column.field is None and column.column == "settings":
                found[column.name] = sum(bool(column.renewed(ring, row)) for row in connection.execute(column.rows()))
            else:
                count = select(func.count()).select_from(column.table).where(stored, column.under_others(ring.newest))
                found[column.name] = connection.scalar(count) or 0
    return found


def remove(app: Flask, key_id: int) -> None:
    """Take a key that nothing needs any more off the ring; what is left of it can check old seals of the audit only.

    Raises Refused with what to do first.
    """
    path = settings_of(app).key_path
    ring = load_key_file(path)
    if key_id not in ring.keys:
        raise Refused(f"there is no key {key_id}; there are {', '.join(map(str, sorted(ring.keys)))}")
    if key_id == ring.newest or key_id == max(ring.keys):
        raise Refused(f"key {key_id} is the newest: run flask keys rotate first")
    waiting = {name: count for name, count in counts_under_others(app, ring).items() if count}
    if waiting:
        raise Refused(f"{sum(waiting.values())} values are under older keys ({', '.join(waiting)}): run flask keys rotate first")
    with owner_engine(app).connect() as connection:
        orphans = left_behind(connection)
        if orphans:
            raise Refused(f"{', '.join(orphans)} belong to plugins whose code is missing: put it back, then rotate again")
        communities = connection.exec_driver_sql("SELECT id FROM community").scalars().all()
    drop_key(path, key_id, communities)
