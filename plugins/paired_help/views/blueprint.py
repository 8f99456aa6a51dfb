"""The plugin's one Blueprint."""
from __future__ import annotations

from flask import Blueprint

pages = Blueprint("paired_help", __name__, template_folder="../templates", static_folder="../static")
