"""The plugin's one Blueprint, and how a view carries out a step."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect

from core.api import Forbidden, Missing, Refused, session

bp = Blueprint("love_savings", __name__, template_folder="../templates", static_folder="../static")


def carried_out(step: Callable[[], Any], said: str, back: str) -> Any:
    """Take the step, commit, say so and go back; a refusal keeps nothing and is said instead.

    Missing and Forbidden become their pages, since there is nothing to go back to.
    """
    try:
        step()
        session.commit()
    except Refused as refusal:
        session.rollback()
        flash(str(refusal), "error")
    except (Missing, Forbidden):
        session.rollback()
        raise
    else:
        flash(said, "success")
    return redirect(back)
