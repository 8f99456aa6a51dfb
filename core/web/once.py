"""Parts of a page that are the same for everybody who reads the same language, or 长辈版, in the same community."""
from __future__ import annotations

from typing import Any

from flask import current_app, render_template, request
from markupsafe import Markup

from core.communities.services import current_community
from core.tenancy.current import current_id_or_none
from core.web.i18n import language
from core.web.preferences import elder

KEPT = 2_000


def once(template: str, **values: str) -> Markup:
    """A template drawn once per process for these values, a version of the community, its address, language, 长辈版.

    Nothing of the reader or of the moment may be in it.
    """
    kept: dict[Any, Markup] = current_app.extensions.setdefault("linli.once", {})
    here = (current_community().id, current_community().version) if current_id_or_none() is not None else None
    slot = template, *values.items(), here, request.script_root, language(), elder()
    if slot in kept and not current_app.debug:
        return kept[slot]
    drawn = Markup(render_template(template, **values))  # noqa: S704  # one of our own templates
    if request.method == "GET":  # what another method has changed may yet be undone
        while len(kept) >= KEPT:
            kept.pop(next(iter(kept)))
        kept[slot] = drawn
    return drawn
