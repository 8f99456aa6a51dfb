"""The smallest plugin: one page that greets."""
from flask import Blueprint

from core.api import Manifest, hookimpl, public

manifest = Manifest(name="hello", title="你好", summary="最小的插件：一个打招呼的页面", version="1.0", category="other")
pages = Blueprint("hello", __name__)


@pages.get("/")
@public("a greeting is for everyone")
def index():
    return "你好，邻居。"


@hookimpl
def blueprint():
    return pages
