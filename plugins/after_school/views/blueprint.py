"""The plugin's one Blueprint, and how a view carries out a step."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, request

from core.api import refusals_shown, session

pages = Blueprint("after_school", __name__, template_folder="../templates", static_folder="../static")


def carried_out(step: Callable[[], Any], said: Any, back: str) -> Any:
    """Take the step, commit, say so and go back; a refusal keeps nothing and is said instead."""
    with refusals_shown():
        step()
        session.commit()
        flash(str(said), "success")
    return redirect(back)


def reason() -> str:
    """The reason that was typed beside a button."""
    return request.form.get("reason", "").strip()
