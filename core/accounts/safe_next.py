"""Where to go after signing in: only to a page of the community that one signs in to."""
from __future__ import annotations

import unicodedata
from urllib.parse import unquote

from flask import request

from core.forms import cleaned

MOST_TIMES = 5  # encoded; browsers decode once, careless proxies again


def safe_next(target: str | None) -> str | None:
    """The target if it is a path of this community on this host, else None."""
    if not target or not target.startswith("/") or len(target) > 2000 or not _is_plain(_decoded(target)):
        return None
    # Cut before it is decoded: an encoded question mark is a part of the path. Careless systems take wide characters for
    # slashes and dots, and leave out what nobody sees.
    path = unicodedata.normalize("NFKC", _decoded(target.partition("#")[0].partition("?")[0]))
    if "//" in path or ".." in path.split("/") or not _is_plain(path) or cleaned(path) != path:
        return None
    root = request.script_root
    return target if not root or target == root or target.startswith(root + "/") else None


def _decoded(text: str) -> str:
    """As it is read in the end; nothing readable when that takes too long."""
    for _time in range(MOST_TIMES):
        text, before = unquote(text), text
        if text == before:
            return text
    return "\\"


def _is_plain(text: str) -> bool:
    return "\\" not in text and not any(ord(c) < 33 or ord(c) == 127 for c in text)


def here() -> str:
    """The address of the present page, as `next` takes it."""
    query = request.query_string.decode("utf-8", "replace")
    return f"{request.script_root}{request.path}" + (f"?{query}" if query else "")
