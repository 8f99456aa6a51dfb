"""Joins the shared look to the app: template helpers, filters, languages, headers, error pages, gallery."""
from __future__ import annotations

from typing import Any

from flask import Flask

from core.communities.hotline import dialled
from core.communities.services import CommunityState, current_community, own_text, usual, word
from core.forms import key_input
from core.tenancy.current import current_id_or_none
from core.texts import gettext as _
from core.web import filters
from core.web.assets import STYLES, asset
from core.web.errors import init_errors
from core.web.gallery import init_gallery
from core.web.headers import init_headers
from core.web.i18n import html_lang, init_i18n, language
from core.web.icons import icon, icon_shapes, qr
from core.web.nav import actor, nav, page_url, unread
from core.web.once import once
from core.web.preferences import elder, theme
from core.web.sent_twice import init_sent_twice

DEFAULT_LOOK, DEFAULT_MARK = "cinnabar", "heart-handshake"


def init_app(app: Flask) -> None:
    """Make macros, filters and headers available; call it before blueprints join."""
    init_i18n(app)
    init_headers(app)
    init_errors(app)
    init_sent_twice(app)
    app.jinja_env.globals.update(_globals())
    app.jinja_env.filters.update({name: getattr(filters, name) for name in FILTERS})
    app.jinja_env.filters["dialled"] = dialled
    app.jinja_env.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    init_gallery(app)


FILTERS = ("hours", "in_hours", "hours_word", "yuan", "day", "full_day", "due", "month", "moment", "clock_time")


def community() -> CommunityState | None:
    """The community in force, None on the operator's own pages."""
    return current_community() if current_id_or_none() is not None else None


def community_name() -> str:
    """The community's name in the reader's language; the product's on the operator's pages."""
    here = community()
    if here is None:
        return _("邻里")
    return here.name_en or here.name if language() == "en" else here.name


def look() -> str:
    """The community's colour: cinnabar, jade, azure or amber."""
    here = community()
    return str(here.look.get("colour", DEFAULT_LOOK)) if here else DEFAULT_LOOK


def mark() -> str:
    """The icon in the community's seal."""
    here = community()
    chosen = here.look.get("mark") if here else None
    return chosen if chosen in icon_shapes() else DEFAULT_MARK


def _globals() -> dict[str, Any]:
    functions = (
        icon, qr, asset, once, key_input, nav, actor, unread, page_url, html_lang, language, word, usual, own_text, theme, elder, community,
        community_name, look, mark,
    )
    return {function.__name__: function for function in functions} | {"styles": STYLES}
