"""Says which process answered."""
import os

from flask import Blueprint

from core.api import Manifest, hookimpl, public

manifest = Manifest(name="who_answers", title="谁在答")
pages = Blueprint("who_answers", __name__)


@pages.get("/")
@public("only a number")
def index():
    return str(os.getpid())


@hookimpl
def blueprint():
    return pages
