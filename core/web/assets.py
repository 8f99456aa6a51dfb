"""Addresses of static files that carry the file's hash, so that browsers may keep them for ever."""
from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Flask, current_app, url_for

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
    "theme/home.css",
    "theme/resident.css",
    "theme/desk.css",
    "theme/entry.css",
    "theme/modes.css",
)


def asset(filename: str, blueprint: str = "") -> str:
    """The address of a static file of core, or of a plugin's blueprint, with its hash as `v`.

    Core's files have one address for all communities, so that a browser fetches them once. Raises
    FileNotFoundError for a file that is not there.
    """
    scaffold = current_app.blueprints[blueprint] if blueprint else current_app
    version = _version(current_app, Path(scaffold.static_folder or "") / filename)  # type: ignore[attr-defined]
    if blueprint:
        return url_for(f"{blueprint}.static", filename=filename, v=version)
    return f"{current_app.static_url_path}/{filename}?v={version}"


def _version(app: Flask, file: Path) -> str:
    known: dict[Path, str] = app.extensions.setdefault("linli.assets", {})
    if app.debug or file not in known:
        known[file] = hashlib.sha256(file.read_bytes()).hexdigest()[:8]
    return known[file]
