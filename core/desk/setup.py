"""Joins the desk to the app: its pages, and their place in the sidebar."""
from __future__ import annotations

from flask import Flask

from core.communities.words import lazy_word
from core.desk.views import blueprint
from core.people.ages import is_child
from core.people.models import Person
from core.people.sensitive import Masked
from core.texts import lazy_gettext as _l
from core.web.nav import CoreItem, add_items


def init_app(app: Flask) -> None:
    """Mount the desk and put its pages into the sidebar."""
    app.register_blueprint(blueprint)
    app.jinja_env.filters["listed_phone"] = listed_phone
    add_items(
        app,
        CoreItem("desk", _l("今日"), "desk.today", "layout-dashboard", 10, "desk.view", also=("/",)),
        CoreItem("desk", lazy_word("resident"), "desk.people", "users", 20, "people.view", also=("/desk/households", "/desk/search")),
        CoreItem("desk", _l("楼栋图"), "desk.buildings", "building", 30, "desk.view", also=("/desk/rooms",)),
        CoreItem("desk", _l("场地"), "desk.places", "door", 35, "places.view"),
        CoreItem("desk", lazy_word("volunteer"), "desk.volunteers", "heart-handshake", 40, "volunteers.view"),
        CoreItem("desk", _l("队伍"), "desk.teams", "users-group", 42, "volunteers.view"),
        CoreItem("desk", _l("驻区单位"), "desk.units", "building-community", 44, "units.view"),
        CoreItem("desk", _l("孩子资料"), "desk.approvals", "shield-lock", 48, "people.approve_children"),
        CoreItem("desk", _l("注册核对"), "desk.registrations", "user-check", 50, "accounts.review"),
        CoreItem("desk", _l("注销申请"), "desk.erasures", "file-x", 52, "people.erase"),
    )


def listed_phone(person: Person) -> Masked | None:
    """The masked phone as lists show it; a child's stays on the child's own page, behind an approval."""
    return None if is_child(person) else person.phone
