"""Joins volunteers to the app: the workflow, the public page, its place in the menu, what a death ends and a move changes."""
from __future__ import annotations

from flask import Flask

from core.communities.figures import register_facts
from core.communities.instance.parts import register_part
from core.events import subscribe
from core.people.services import PersonLeft, PersonMoved
from core.texts import lazy_gettext as _l
from core.volunteers.figures import FACTS
from core.volunteers.instance import SkillsPart
from core.volunteers.leaving import person_left
from core.volunteers.moving import person_moved
from core.volunteers.views import blueprint
from core.web.nav import CoreItem, add_items


def init_app(app: Flask) -> None:
    """Call after accounts."""
    app.register_blueprint(blueprint)
    register_facts(FACTS)
    register_part(SkillsPart())
    subscribe(PersonLeft, person_left)
    subscribe(PersonMoved, person_moved)
    add_items(app, CoreItem("public", _l("做志愿者"), "volunteers.apply", "heart-handshake", order=40))
