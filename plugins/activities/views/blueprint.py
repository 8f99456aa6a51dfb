"""The plugin's one Blueprint, and what its views share: carrying out a step, and the frame for staff or the phone."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template

from core.api import current_actor, refusals_shown, session

pages = Blueprint("activities", __name__, template_folder="../templates", static_folder="../static")


def carried_out(step: Callable[[], Any], said: str, back: str) -> Any:
    """Take the step, commit, say so and go back; a refusal keeps nothing and is said instead."""
    with refusals_shown():
        step()
        session.commit()
        flash(said, "success")
    return redirect(back)


def framed(template: str, **context: Any) -> str:
    """A page for whoever runs an activity: staff see it at the desk, a team's leader on the phone."""
    layout = "shell.html" if current_actor().can("desk.view") else "phone.html"
    return render_template(template, layout=layout, **context)


def on_desk() -> bool:
    """Whether the reader works at the desk."""
    return bool(current_actor().can("activities.view"))
