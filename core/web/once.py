"""Parts of a page that are the same for everybody who reads the same language, or 长辈版, at the same address."""
from __future__ import annotations

from flask import current_app, render_template, request
from markupsafe import Markup

from core.web.i18n import language
from core.web.preferences import elder

KEPT = 1_000


def once(template: str) -> Markup:
    """A template without variables, drawn once per process, language, 长辈版 or not, and address of a community.

    Nothing of the reader, of the community's settings or of the moment may be in it.
    """
    kept: dict[tuple[str, str, bool, str], Markup] = current_app.extensions.setdefault("linli.once", {})
    slot = template, language(), elder(), request.script_root
    if slot not in kept or current_app.debug:
        while len(kept) >= KEPT:
            kept.pop(next(iter(kept)))
        kept[slot] = Markup(render_template(template))  # noqa: S704  # one of our own templates
    return kept[slot]
