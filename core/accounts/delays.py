"""Guessing slows down: each try is counted before it is judged, so tries at the same moment gain nothing."""
from __future__ import annotations

import ipaddress
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, update

from core.accounts.errors import TooSoon
from core.clock import now
from core.kernel.insert import insert_new
from core.tenancy.ids import new_id
from core.tenancy.session import db

FREE, LONGEST = 5, 900
FORGOTTEN_AFTER = timedelta(hours=24)


def wait_after(failures: int) -> int:
    """Seconds to wait after so many failures: none for the first four, then 1, 2, 4 ... 900."""
    return 0 if failures < FREE else min(LONGEST, 2 ** min(failures - FREE, 10))


def take_try(model: Any, key: str, address: str) -> None:
    """Count one more try of `key` from `address` and commit that; raises TooSoon with the seconds left.

    `model` carries DelayColumns. Call it before anything else was written: it ends the transaction.
    """
    for _attempt in range(3):
        moment = now()
        row = db.session.execute(
            select(model.id, model.failures, model.not_before).where(model.account_key == key, model.address == address)
        ).one_or_none()
        if row is not None and row.not_before > moment:
            raise TooSoon(-int((moment - row.not_before).total_seconds() // 1))
        if _counted(model, key, address, row, moment):
            db.session.commit()
            return
        db.session.rollback()
    raise TooSoon(1)


def _counted(model: Any, key: str, address: str, row: Any, moment: Any) -> bool:
    """Whether this try, and no other at the same moment, moved the counter on."""
    if row is None:
        return _insert_first(model, key, address, moment)
    failures = 1 if moment - row.not_before > FORGOTTEN_AFTER else row.failures + 1
    done = db.session.execute(
        update(model)
        .where(model.id == row.id, model.failures == row.failures)
        .values(failures=failures, not_before=moment + timedelta(seconds=wait_after(failures)))
        .execution_options(synchronize_session=False)
    )
    return bool(done.rowcount == 1)


def _insert_first(model: Any, key: str, address: str, moment: Any) -> bool:
    values: dict[str, Any] = {"id": new_id(), "account_key": key, "address": address, "failures": 1, "not_before": moment}
    unique: tuple[str, ...] = ("account_key", "address")
    community_id = db.session().community_id
    if community_id is not None:
        values["community_id"], unique = community_id, ("community_id", *unique)
    return insert_new(model, values, unique)


def forget_tries(model: Any, key: str, address: str) -> None:
    """Start counting anew after a success."""
    db.session.execute(
        delete(model)
        .where(model.account_key == key, model.address == address)
        .execution_options(synchronize_session=False)
    )


def network_of(address: str | None) -> str:
    """The address to count under: IPv4 as it is, IPv6 by its /64, since one line has a whole /64."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
