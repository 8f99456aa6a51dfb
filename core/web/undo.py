"""A message above the next page that can take back what it tells of; it works without a script."""
from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from flask import flash


@dataclass(frozen=True)
class Undo:
    """What a button posts to take a step back: to which address, with which fields."""

    url: str
    sent: dict[str, list[str]] = field(default_factory=dict)


def flash_with_undo(text: Any, undo: Undo) -> None:
    """Say `text` on the next page, with a button that undoes what it tells of."""
    flash({"text": str(text), "undo": asdict(undo)}, "success")  # type: ignore[arg-type]  # JSON, drawn by `toasts`
