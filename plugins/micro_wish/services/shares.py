"""Shares in words: one whole wish, equal parts, or an amount of money."""
from __future__ import annotations

from core.api import _


def yuan(fen: int) -> str:
    """Fen as people say it: 30 or 12.5."""
    return f"{fen / 100:.2f}".rstrip("0").rstrip(".")


def amount_words(share: str, parts: int) -> str:
    """"2 份", "30 元"."""
    if share == "fen":
        return _("%(amount)s 元", amount=yuan(parts))
    return _("%(count)s 份", count=parts)
