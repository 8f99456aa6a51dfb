"""Wants to run before every request of every community."""
from flask import Blueprint

from core.api import Manifest, hookimpl

manifest = Manifest(name="app_wide", title="想管整个网站")
pages = Blueprint("app_wide", __name__)


@pages.before_app_request
def everywhere():
    return "all your requests"


@hookimpl
def blueprint():
    return pages
