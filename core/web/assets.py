"""Addresses of static files that carry the file's hash, so that browsers may keep them for ever."""
from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Flask, current_app, url_for

from core.config import this_app

# In the order in which the page's <head> names them; later ones win.
STYLES = (
    "vendor/bootstrap.min.css",
    "theme/tokens.css",
    "theme/looks.css",
    "theme/base.css",
    "theme/controls.css",
    "theme/forms.css",
    "theme/layout.css",
    "theme/shell.css",
    "theme/blocks.css",
    "theme/tables.css",
    "theme/home.css",
    "theme/resident.css",
    "theme/desk.css",
    "theme/entry.css",
    "theme/lobby.css",
    "theme/modes.css",
)


def asset(filename: str, blueprint: str = "") -> str:
    """The address of a static file of core, or of a plugin's blueprint, with its hash as `v`.

    Core's files have one address for all communities, so that a browser fetches them once. Raises
    FileNotFoundError for a file that is not there.
    """
    version = _version(this_app(), filename, blueprint)
    if blueprint:
        return url_for(f"{blueprint}.static", filename=filename, v=version)
    return f"{current_app.static_url_path}/{filename}?v={version}"


def _version(app: Flask, filename: str, blueprint: str) -> str:
    known: dict[tuple[str, str], str] = app.extensions.setdefault("linli.assets", {})
    slot = filename, blueprint
    if app.debug or slot not in known:
        folder = (app.blueprints[blueprint] if blueprint else app).static_folder
        known[slot] = hashlib.sha256(Path(folder or "", filename).read_bytes()).hexdigest()[:8]
    return known[slot]
