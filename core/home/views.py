"""The public home page."""
from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass

from flask import Blueprint, Response, current_app, make_response, render_template, request, session
from flask_babel import get_locale

from core.accounts.decorators import public
from core.communities.services import CommunityState, current_community
from core.home.services import figures
from core.pluginsystem.drawing import draw
from core.web.i18n import language
from core.web.preferences import elder, theme

blueprint = Blueprint("home", __name__, template_folder="templates")
# Strangers see figures that are at most so old; a switched service or a new name shows at once, by the version.
FRESH_SECONDS = 60.0
MOST_PAGES = 500


@dataclass(frozen=True)
class Kept:
    """A drawn page, its tag, and until when (monotonic seconds) this process shows it to strangers."""

    page: str
    etag: str
    until: float


@blueprint.get("/")
@public("the community's own home page")
def index() -> Response:
    """Figures and blocks of the enabled plugins; a fixed number of queries, and none of a single person's data."""
    community = current_community()
    kept = _draw(community) if session else _for_strangers(community)
    return _conditional(kept)


def _for_strangers(community: CommunityState) -> Kept:
    """The page without a person, a message or a token: the same for all who read it in one language and look."""
    pages: dict[tuple[object, ...], Kept] = current_app.extensions.setdefault("linli.pages", {})
    slot = (community.id, community.version, request.url_root, language(), theme(), elder())
    kept = pages.get(slot)
    if kept is None or kept.until < time.monotonic():
        while len(pages) >= MOST_PAGES:
            pages.pop(next(iter(pages)))
        kept = pages[slot] = _draw(community)
    return kept


def _draw(community: CommunityState) -> Kept:
    page = render_template(
        "home/index.html", community_state=community, figures=figures(community), cards=draw("public_cards", community)
    )
    etag = hashlib.sha256(f"{get_locale()}{page}".encode()).hexdigest()[:32]
    return Kept(page, etag, time.monotonic() + FRESH_SECONDS)


def _conditional(kept: Kept) -> Response:
    """Let a browser that has this very page keep it; it asks each time, so that a switch shows at once."""
    response = make_response(kept.page)
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.update(("Cookie", "Accept-Encoding"))
    response.set_etag(kept.etag, weak=True)
    return response.make_conditional(request)
