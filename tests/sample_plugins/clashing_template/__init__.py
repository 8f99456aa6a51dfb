"""Has a template under a name that core and every other plugin could have too."""
from flask import Blueprint

from core.api import Manifest, hookimpl, public

manifest = Manifest(name="clashing_template", title="模板撞名")
pages = Blueprint("clashing_template", __name__)


@pages.get("/")
@public("it is never shown")
def index():
    return "mine"


@hookimpl
def blueprint():
    return pages
