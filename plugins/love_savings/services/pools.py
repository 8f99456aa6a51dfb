"""The accounts that belong to nobody: the station, the hours set aside, and the common pool.

`love_savings.pool` is the station; it may go below zero: its debt is what neighbours gave each other beyond what was
spent. `love_savings.hold` are hours set aside while a volunteer is on the way. `love_savings.common` is what
neighbours donated (公共池) and what full cards could not take; key elders are granted from it first.
"""
from __future__ import annotations

from core.api import open_account

POOL, HOLD, COMMON = "love_savings.pool", "love_savings.hold", "love_savings.common"


def pool_account() -> int:
    """The station's own account."""
    return open_account(POOL, floor=None).id


def hold_account() -> int:
    """Where hours wait between acceptance and confirmation."""
    return open_account(HOLD, floor=0).id


def common_account() -> int:
    """The common pool, never below zero."""
    return open_account(COMMON, floor=0).id
