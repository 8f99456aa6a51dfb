"""Where an operator is signed in: the same page as people's, on the operator's address."""
from __future__ import annotations

from typing import Any

from core.accounts import device_pages
from core.accounts.decorators import signing_in_safely
from core.platform.views import blueprint


@blueprint.get("/devices")
@signing_in_safely(realm="platform")
def devices() -> str:
    """The browsers that I am signed in with."""
    return device_pages.page("platform")


@blueprint.post("/devices/<int:session_id>/end")
@signing_in_safely(realm="platform")
def sign_out_device(session_id: int) -> Any:
    """Sign one of my browsers out."""
    return device_pages.ended("platform", session_id)


@blueprint.post("/devices/end-others")
@signing_in_safely(realm="platform")
def sign_out_others() -> Any:
    """Sign all my other browsers out."""
    return device_pages.others_ended("platform")
