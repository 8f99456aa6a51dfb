"""Mounts the console and puts its pages into the sidebar."""
from __future__ import annotations

from flask import Flask

from core.console import (
    checklist,
    forgetting,
    overview,
    plugins,
    problems,
    profile,
    recipe,
    records,
    roles,
    station,
    switches,
)
from core.console.blueprint import blueprint
from core.texts import lazy_gettext as _l
from core.web.nav import CoreItem, add_items

# Each of these puts its pages on the blueprint when it is imported.
VIEWS = (checklist, forgetting, overview, plugins, problems, profile, recipe, records, roles, station, switches)


def init_app(app: Flask) -> None:
    """Mount all view modules of the console."""
    app.register_blueprint(blueprint)
    add_items(
        app,
        CoreItem("console", _l("概览"), "console.overview", "layout-dashboard", 10, "console.view", also=("/",)),
        CoreItem("console", _l("待处理的问题"), "console.problems", "alert-triangle", 15, "console.view"),
        CoreItem("console", _l("功能插件"), "console.plugins", "puzzle", 20, "console.plugins"),
        CoreItem("console", _l("社区资料"), "console.profile", "building-community", 30, "console.settings"),
        CoreItem("console", _l("社区用语"), "console.words", "language", 40, "console.settings"),
        CoreItem("console", _l("站里的人"), "console.people_of_station", "users", 50, "console.roles"),
        CoreItem("console", _l("角色权限"), "console.role_table", "shield-check", 60, "console.roles"),
        CoreItem("console", _l("社区配方"), "console.recipe", "notebook", 65, "console.settings"),
        CoreItem("console", _l("操作记录"), "console.records", "history", 70, "console.audit"),
    )
