"""The one spelling in which phones and ID numbers are stored, compared and searched."""
from __future__ import annotations

import unicodedata


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum() or c == "+")


def tidy_phone(text: str) -> str:
    """Digits only, without the country code 86: "+86 138-0013 8000" -> "13800138000"."""
    digits = _plain(text).lstrip("+")
    for prefix in ("0086", "86"):
        if digits.startswith(prefix) and len(digits) - len(prefix) == 11:
            return digits[len(prefix) :]
    return digits


def tidy_id_number(text: str) -> str:
    """Without spaces, full-width forms or a small x."""
    return _plain(text).upper()
