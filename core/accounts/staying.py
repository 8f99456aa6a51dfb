"""What a page of staff knows of the sign-in's end, so that it warns in time."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from core.accounts.actor import CurrentActor
from core.accounts.sessions import SEEN_EVERY, limits_for
from core.clock import now

WARNING = timedelta(minutes=5)


@dataclass(frozen=True)
class SignInTimes:
    """Seconds: `idle` without a request ends the sign-in, as `left` does in any case; `warn` so long before."""

    idle: int
    left: int
    warn: int


def sign_in_times(actor: CurrentActor) -> SignInTimes:
    """When this browser's sign-in ends. On the early side, because the last request is noted once a minute only."""
    limits, moment = limits_for(actor.is_staff), now()
    idle = max(limits.idle - SEEN_EVERY, limits.idle / 2)
    left = (actor.signed_in_at or moment) + limits.absolute - moment
    return SignInTimes(_seconds(idle), _seconds(left), _seconds(min(WARNING, idle / 2)))


def _seconds(time: timedelta) -> int:
    return max(0, int(time.total_seconds()))
