"""Bulk inserts in portions, so that a progress bar can move."""
from __future__ import annotations

from collections.abc import Callable

from core.kernel.bulk import bulk_insert as write
from core.kernel.bulk import bulk_row as row

__all__ = ["Step", "row", "write"]

Step = Callable[[int], None]
