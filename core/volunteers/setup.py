"""Joins volunteers to the app: the workflow, the public page, and its place in the menu."""
from __future__ import annotations

from flask import Flask

from core.communities.figures import register_facts
from core.communities.instance.parts import register_part
from core.texts import lazy_gettext as _l
from core.volunteers.figures import FACTS
from core.volunteers.instance import SkillsPart
from core.volunteers.views import blueprint
from core.web.nav import CoreItem, add_items


def init_app(app: Flask) -> None:
    """Call after accounts."""
    app.register_blueprint(blueprint)
    register_facts(FACTS)
    register_part(SkillsPart())
    add_items(app, CoreItem("public", _l("做志愿者"), "volunteers.apply", "heart-handshake", order=40))
