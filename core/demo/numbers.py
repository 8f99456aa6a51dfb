"""Telephone and identity numbers that are well formed and belong to nobody."""
from __future__ import annotations

from datetime import date

from stdnum.cn.ric import calc_check_digit

# 154 is not given to subscribers.
RANGE = "154"
SIGN_INS = ("13800000001", "13800000002", "13800000003", "13800000004")


def phone(seed: int, at: int) -> str:
    """The number of the person at place `at` of a community; 7919 scatters neighbours over the range."""
    return f"{RANGE}{seed % 100:02d}{at * 7919 % 1_000_000:06d}"


class IdNumbers:
    """Numbers of one district that end their sequence at 990 and above, which no register hands out to residents."""

    def __init__(self, district: str = "450103") -> None:
        self.district = district
        self._used: dict[tuple[date, str], int] = {}

    def next(self, born: date, sex: str) -> str | None:
        """A number for this birth date and sex, or None when its five are used up."""
        used = self._used.get((born, sex), 0)
        if used == 5:
            return None
        self._used[born, sex] = used + 1
        stem = f"{self.district}{born:%Y%m%d}{990 + 2 * used + (sex == 'm')}"
        return stem + calc_check_digit(stem + "0")
