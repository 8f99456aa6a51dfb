"""Mounts the console and puts its pages into the sidebar."""
from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from core.console import plugins
from core.console.blueprint import console
from core.web.nav import CoreItem, add_items

VIEWS = (plugins,)


def init_app(app: Flask) -> None:
    """Mount all view modules of the console."""
    app.register_blueprint(console)
    add_items(app, CoreItem("console", _l("功能插件"), "console.plugins", "puzzle", 20, "console.plugins"))
