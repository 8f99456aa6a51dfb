"""Where am I signed in, and as whom; and the proof that a page asks for before it shows something grave."""
from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for

from core.accounts import device_pages
from core.accounts.actor import current_actor
from core.accounts.decorators import signed_in, signing_in_safely
from core.accounts.previewing import end_preview
from core.accounts.proving import ask_for_proof
from core.accounts.safe_next import safe_next
from core.accounts.views import blueprint
from core.tenancy.session import db


@blueprint.get("/devices")
@signing_in_safely()
def devices() -> str:
    """The browsers that I am signed in with."""
    return device_pages.page("accounts")


@blueprint.post("/devices/<int:session_id>/end")
@signing_in_safely()
def sign_out_device(session_id: int) -> Any:
    """Sign one of my browsers out."""
    return device_pages.ended("accounts", session_id)


@blueprint.post("/devices/end-others")
@signing_in_safely()
def sign_out_others() -> Any:
    """Sign all my other browsers out."""
    return device_pages.others_ended("accounts")


@blueprint.post("/preview/end")
@signing_in_safely()
def leave_preview() -> Any:
    """From the invented resident's pages back to my own."""
    end_preview(current_actor())
    db.session.commit()
    return redirect(url_for("accounts.start"), 303)


@blueprint.post("/prove")
@signed_in
def prove_it() -> Any:
    """Check the proof for a page that only reads, and go on to it."""
    asked = ask_for_proof(current_actor())
    return redirect(safe_next(request.args.get("next")) or url_for("accounts.start"), 303) if asked is None else asked
