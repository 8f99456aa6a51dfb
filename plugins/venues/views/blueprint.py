"""The plugin's one Blueprint."""
from __future__ import annotations

from typing import Any

from flask import Blueprint

from ..kinds import shown_title

pages = Blueprint("venues", __name__, template_folder="../templates", static_folder="../static")


@pages.context_processor
def _for_templates() -> dict[str, Any]:
    return {"shown_title": shown_title}
