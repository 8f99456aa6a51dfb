"""Guessing slows down: each try is counted before it is judged, so tries at the same moment gain nothing."""
from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, update

from core.accounts.errors import TooSoon
from core.clock import now
from core.kernel.insert import insert_new
from core.tenancy.ids import new_id
from core.tenancy.session import db

ANYWHERE = "anywhere"  # in the place of an address: tries are counted together wherever they come from
# Of tries at one moment one is counted at a time, and the others look again.
ATTEMPTS = 8


@dataclass(frozen=True)
class Pace:
    """How a counter slows down: `free` tries at once, then after waits of 1, 2, 4 ... `longest` seconds.

    `forgotten_after`: so long without a try, once the last wait is over, the count begins anew.
    """

    free: int
    longest: int
    forgotten_after: timedelta


GUESSING = Pace(5, 900, timedelta(hours=24))
# One address may be the Wi-Fi of a station on a recruitment day, and nobody of the crowd did anything wrong: sixty come
# in at once, later ones within a minute. A flood gets no further than one a minute.
CROWD = Pace(60, 60, timedelta(hours=1))
# What one phone is sent: five messages, and in the end one an hour, from however many addresses they are asked for.
SENDING = Pace(5, 3600, timedelta(hours=24))
FORGOTTEN_AFTER = max(pace.forgotten_after for pace in (GUESSING, CROWD, SENDING))


def wait_after(failures: int, pace: Pace = GUESSING) -> int:
    """Seconds to wait after so many failures: none while some are free, then 1, 2, 4 ... the pace's longest."""
    return 0 if failures < pace.free else min(pace.longest, 2 ** min(failures - pace.free, 12))


def take_try(model: Any, key: str, address: str, pace: Pace = GUESSING) -> None:
    """Count one more try of `key` from `address` and commit that; raises TooSoon with the seconds left.

    `model` carries DelayColumns. Call it before anything else was written: it ends the transaction.
    """
    for _attempt in range(ATTEMPTS):
        row = db.session.execute(
            select(model.id, model.failures, model.not_before).where(model.account_key == key, model.address == address)
        ).one_or_none()
        moment = now()  # after reading: another's try a moment ago must not look like one that is still to come
        if row is not None and row.not_before > moment:
            raise TooSoon(-int((moment - row.not_before).total_seconds() // 1))
        if _counted(model, key, address, row, moment, pace):
            db.session.commit()
            return
        db.session.rollback()
    raise TooSoon(1)


def _counted(model: Any, key: str, address: str, row: Any, moment: Any, pace: Pace) -> bool:
    """Whether this try, and no other at the same moment, moved the counter on."""
    if row is None:
        return _insert_first(model, key, address, moment)
    failures = 1 if moment - row.not_before > pace.forgotten_after else row.failures + 1
    done = db.session.execute(
        update(model)
        .where(model.id == row.id, model.failures == row.failures)
        .values(failures=failures, not_before=moment + timedelta(seconds=wait_after(failures, pace)))
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
