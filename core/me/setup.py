"""Joins the resident's pages to the app: the pages, and their place in the bottom bar."""
from __future__ import annotations

from flask import Flask

from core.me import children_views, my_data
from core.me.views import blueprint
from core.texts import lazy_gettext as _l
from core.web.nav import CoreItem, add_items, unread

# Each of these puts its pages on the blueprint when it is imported.
VIEWS = (children_views, my_data)


def init_app(app: Flask) -> None:
    """Mount the pages and put them into the bottom bar."""
    app.register_blueprint(blueprint)
    add_items(
        app,
        CoreItem("me", _l("首页"), "me.home", "home", 10, also=("/", "/me/services")),
        CoreItem("me", _l("消息"), "me.inbox", "bell", 80, badge=unread),
        CoreItem("me", _l("我的"), "me.profile", "user", 90, also=("/me/",)),
    )
