"""What the doctor finds, and how a check is declared."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Finding:
    """`problem`: what is wrong, a finished sentence; `remedy`: what the operator does about it."""

    problem: str
    remedy: str


@dataclass(frozen=True)
class Check:
    """A named look at one thing; `look` yields what is wrong with it."""

    title: str
    look: Callable[[Any], Iterable[Finding]]


def sentence(error: BaseException) -> str:
    """An error in one line; many of ours are finished sentences already."""
    said = getattr(error, "message", None) or str(error) or type(error).__name__
    return " ".join(str(said).split())[:400]
