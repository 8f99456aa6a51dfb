"""The public home page."""
from __future__ import annotations

import hashlib

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import get_locale

from core.accounts.decorators import public
from core.communities.services import current_community
from core.home.services import figures
from core.pluginsystem.drawing import draw

home = Blueprint("home", __name__, template_folder="templates")


@home.get("/")
@public("the community's own home page")
def index() -> Response:
    """Figures and blocks of the enabled plugins; a fixed number of queries, and none of a single person's data."""
    community = current_community()
    page = render_template(
        "home/index.html", community_state=community, figures=figures(community), cards=draw("public_cards", community)
    )
    return _conditional(page)


def _conditional(page: str) -> Response:
    """Let a browser that has this very page keep it; it asks each time, so that a switch shows at once."""
    response = make_response(page)
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.update(("Cookie", "Accept-Encoding"))
    response.set_etag(hashlib.sha256(f"{get_locale()}{page}".encode()).hexdigest()[:32], weak=True)
    return response.make_conditional(request)
