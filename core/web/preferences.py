"""How the reader wants pages to look, as the cookies say that app.js sets."""
from __future__ import annotations

from flask import request

THEMES = ("auto", "light", "dark")


def theme() -> str:
    """`light`, `dark` or `auto`; the 长辈版 is light unless its reader chose otherwise."""
    chosen = request.cookies.get("theme")
    return chosen if chosen in THEMES else "light" if elder() else "auto"


def elder() -> bool:
    """Whether the reader chose 长辈版: larger text and targets, fewer things on a page."""
    return request.cookies.get("elder") == "1"
