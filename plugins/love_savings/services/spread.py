"""How evenly something is spread over people, and how long most of them waited."""
from __future__ import annotations

from collections.abc import Sequence
from math import ceil


def gini(values: Sequence[int]) -> float:
    """0 where everybody has the same, towards 1 where one has all; 0 for nobody and for nothing."""
    total = sum(values)
    if not total:
        return 0.0
    weighted = sum(rank * value for rank, value in enumerate(sorted(values), 1))
    count = len(values)
    return (2 * weighted - (count + 1) * total) / (count * total)


def top_tenth_percent(values: Sequence[int]) -> int:
    """The share of the busiest tenth (one person at least) in the total, in whole per cent."""
    total = sum(values)
    busiest = sorted(values, reverse=True)[: ceil(len(values) / 10)]
    return round(100 * sum(busiest) / total) if total else 0


def percentile(values: Sequence[int], percent: int) -> int | None:
    """The smallest value that at least so many per cent do not exceed; None for no values."""
    if not values:
        return None
    return sorted(values)[max(0, ceil(len(values) * percent / 100) - 1)]
