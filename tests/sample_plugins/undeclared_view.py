"""Has a page that does not say who may open it."""
from flask import Blueprint

from core.api import Manifest, hookimpl

manifest = Manifest(name="undeclared_view", title="没写权限的页面")
pages = Blueprint("undeclared_view", __name__)


@pages.get("/")
def index():
    return "anybody?"


@hookimpl
def blueprint():
    return pages
