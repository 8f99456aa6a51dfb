"""The plugin's one Blueprint, and the reason that comes with a step."""
from __future__ import annotations

from flask import Blueprint, request

pages = Blueprint("after_school", __name__, template_folder="../templates", static_folder="../static")


def reason() -> str:
    """The reason that was typed beside a button."""
    return request.form.get("reason", "").strip()
