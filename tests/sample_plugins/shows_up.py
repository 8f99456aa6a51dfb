"""A good plugin that shows in the menus and on the pages of residents."""
from flask import Blueprint

from core.api import Manifest, NavItem, Tile, hookimpl, public

manifest = Manifest(name="shows_up", title="到处看得见")
pages = Blueprint("shows_up", __name__)


@pages.get("/")
@public("nothing to hide")
def index():
    return "here"


@hookimpl
def blueprint():
    return pages


@hookimpl
def nav_items(community, actor, area):
    title = {"desk": "看得见的菜单", "public": "看得见的首页"}.get(area)
    return [NavItem(title, "shows_up.index")] if title else []


@hookimpl
def tiles(community, actor):
    return [Tile("看得见的按钮", "点一点", "shows_up.index")]
