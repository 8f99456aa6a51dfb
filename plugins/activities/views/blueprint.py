"""The plugin's one Blueprint, and the frame of its pages for staff or the phone."""
from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from core.api import current_actor

pages = Blueprint("activities", __name__, template_folder="../templates", static_folder="../static")


def framed(template: str, **context: Any) -> str:
    """A page for whoever runs an activity: staff see it at the desk, a team's leader on the phone."""
    layout = "shell.html" if current_actor().can("desk.view") else "phone.html"
    return render_template(template, layout=layout, **context)


def on_desk() -> bool:
    """Whether the reader works at the desk."""
    return bool(current_actor().can("activities.view"))
