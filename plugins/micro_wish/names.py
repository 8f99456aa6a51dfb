"""A wish in a few words, for a reader of either language."""
from __future__ import annotations

from typing import Any

from core.api import _, usual

from .rules import GOODS
from .services.shares import amount_words, yuan


def kind_title(kind: str) -> str:
    """物品 or 帮忙."""
    return _("物品") if kind == GOODS else _("帮忙")


def what(row: Any) -> str:
    """What is wished; a wish whose words were erased is still one of its kind."""
    return row.title or kind_title(row.kind)


def number_text(number: int | None) -> str:
    """The number as it is said: No. 0042."""
    return f"No. {number:04d}" if number else ""


# What every template of the plugin says a wish with, on its own pages and where core draws a block of it.
WORDS: dict[str, Any] = {
    "what": what, "kind_title": kind_title, "number_text": number_text, "group_title": usual, "amount_words": amount_words,
    "yuan_text": yuan,
}
