"""A resident's own pages, made for the phone: what is mine, what is arranged for me, and a human's phone number."""
from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from core.me.views import blueprint
from core.web.nav import CoreItem, add_items


def init_app(app: Flask) -> None:
    """Mount the pages and put them into the bottom bar."""
    app.register_blueprint(blueprint)
    add_items(
        app,
        CoreItem("me", _l("首页"), "me.home", "home", 10),
        CoreItem("me", _l("消息"), "me.inbox", "bell", 80),
        CoreItem("me", _l("我的"), "me.profile", "user", 90),
    )
