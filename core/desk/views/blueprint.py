"""The desk's blueprint, to which each file of this folder adds the pages of one subject."""
from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("desk", __name__, url_prefix="/desk", template_folder="../templates")
