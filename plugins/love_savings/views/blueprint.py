"""The plugin's one Blueprint."""
from __future__ import annotations

from flask import Blueprint

pages = Blueprint("love_savings", __name__, template_folder="../templates", static_folder="../static")
