"""Line icons and QR codes as inline SVG, so that a page needs no icon font and no style attribute."""
from __future__ import annotations

import functools
import json
import logging
from pathlib import Path

from flask import current_app
from markupsafe import Markup, escape

FALLBACK = "puzzle"
_log = logging.getLogger(__name__)


@functools.cache
def icon_shapes() -> dict[str, str]:
    """The SVG content of every vendored icon, by name (chosen in core/web/tools/icons.txt)."""
    nodes = json.loads(Path(__file__).with_name("icons.json").read_text())
    return {name: "".join(_element(tag, attributes) for tag, attributes in parts) for name, parts in nodes.items()}


def icon(name: str, classes: str = "", label: str = "") -> Markup:
    """An inline icon; decoration unless it has a `label`.

    An unknown name raises LookupError in tests and in debug mode; elsewhere a puzzle piece stands in for it.
    """
    shapes = icon_shapes()
    if name not in shapes:
        if current_app.testing or current_app.debug:
            raise LookupError(f"no icon {name!r}: see core/web/tools/icons.txt for those there are")
        _log.warning("unknown icon %s", name)
        name = FALLBACK
    return _drawn(name, classes, label)


@functools.lru_cache(maxsize=2048)
def _drawn(name: str, classes: str, label: str) -> Markup:
    spoken = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup('<svg class="icon {}" viewBox="0 0 24 24" {} focusable="false">{}</svg>').format(
        classes, spoken, Markup(icon_shapes()[name])
    )


# A code costs more than the rest of its page, and depends on nothing but what it says.
@functools.lru_cache(maxsize=512)
def qr(data: str, label: str) -> Markup:
    """A QR code of `data` that fills its box; `label` says what it is for."""
    import segno  # only few pages draw a code

    code = segno.make(data, error="m")
    return Markup(
        code.svg_inline(
            border=2, dark="#2A211D", light="#ffffff", svgclass="qr", lineclass=None, omitsize=True, title=label
        )
    )


def _element(tag: str, attributes: dict[str, str]) -> str:
    return f"<{tag} " + " ".join(f'{key}="{escape(value)}"' for key, value in attributes.items()) + "/>"
