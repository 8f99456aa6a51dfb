"""Where to go after signing in: only to a page of the community that one signs in to."""
from __future__ import annotations

from urllib.parse import unquote, urlsplit

from flask import request


def safe_next(target: str | None) -> str | None:
    """The target if it is a path of this community on this host, else None."""
    if not target or not target.startswith("/") or len(target) > 2000:
        return None
    plain = target
    for _ in range(3):  # browsers decode once, careless proxies again
        plain = unquote(plain)
    if plain.startswith("//") or "\\" in plain or any(ord(c) < 33 or ord(c) == 127 for c in plain):
        return None
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or ".." in unquote(plain).split("?")[0].split("/"):
        return None
    root = request.script_root
    return target if not root or target == root or target.startswith(root + "/") else None


def here() -> str:
    """The address of the present page, as `next` takes it."""
    query = request.query_string.decode("utf-8", "replace")
    return f"{request.script_root}{request.path}" + (f"?{query}" if query else "")
