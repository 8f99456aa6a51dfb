"""Joins in wherever a plugin may, each time with words that tell the hook."""
from flask import Blueprint
from sqlalchemy import select
from wtforms import Form, StringField

from core.api import (
    Arrangement,
    Card,
    Fact,
    Figure,
    Hint,
    Job,
    Manifest,
    NavItem,
    Panel,
    Room,
    Task,
    Tile,
    hookimpl,
    public,
    session,
)

manifest = Manifest(name="joins_everywhere", title="处处有份")
pages = Blueprint("joins_everywhere", __name__)
TEMPLATE = "joins_everywhere/block.html"
heard: list[tuple] = []


class SettingsForm(Form):
    word = StringField("settings_form 的词", default="早")


@pages.get("/")
@public("a test reads it")
def index():
    return "blueprint 的页面"


@hookimpl
def blueprint():
    return pages


@hookimpl
def settings_form():
    return SettingsForm


@hookimpl
def jobs():
    return [Job("hourly", 60, lambda community_id: heard.append(("jobs", community_id)))]


@hookimpl
def facts():
    return [Fact("joins_everywhere.fact", "facts 的数", "个", "thing", lambda year: 4321)]


@hookimpl
def nav_items(community, actor, area):
    return [NavItem(f"nav_items 在 {area}", "joins_everywhere.index")]


@hookimpl
def public_cards(community):
    return [Card("public_cards 的标题", TEMPLATE, {"words": "public_cards 的话"})]


@hookimpl
def public_figures(community):
    return [Figure("public_figures 的数", 8765)]


@hookimpl
def tiles(community, actor):
    return [Tile("tiles 的按钮", "小字", "joins_everywhere.index")]


@hookimpl
def me_cards(community, actor):
    return [Card("", TEMPLATE, {"words": "me_cards 的话"})]


@hookimpl
def arrangements(community, actor):
    return [Arrangement("arrangements 的安排", "小字", "/")]


@hookimpl
def tasks(community, actor):
    return [Task("tasks 的事", "小字", "/")]


@hookimpl
def household_tasks(community, household, actor):
    return [Task(f"household_tasks 在 {household.number}", "小字", "/")]


@hookimpl
def desk_cards(community, actor):
    return [Card("desk_cards 的标题", TEMPLATE, {"words": "desk_cards 的话"})]


@hookimpl
def resident_panels(community, person, actor):
    return [Panel("resident_panels 的标题", TEMPLATE, {"words": f"resident_panels 说 {person.name}"})]


@hookimpl
def room_needs(community, building, actor):
    rooms = session.scalars(select(Room.id).where(Room.building_id == building.id))
    return {room_id: 3 for room_id in rooms}


@hookimpl
def hints(community):
    return [Hint("hints 的提醒", "joins_everywhere.index")]


@hookimpl
def examples(community):
    return {"joins_everywhere.index": {}}


@hookimpl
def may_leave(community, person):
    return f"may_leave 不让{person.name}走。"


@hookimpl
def on_enable(community):
    heard.append(("on_enable", community.id))


@hookimpl
def on_disable(community):
    heard.append(("on_disable", community.id))


@hookimpl
def on_event(community, event):
    heard.append(("on_event", type(event).__name__))


@hookimpl
def demo_data(community, rng, signins):
    heard.append(("demo_data", sorted(signins)))


@hookimpl
def export_resident(community, person):
    return {"words": f"export_resident 给 {person.name}"}


@hookimpl
def erase_resident(community, person):
    heard.append(("erase_resident", person.id))


@hookimpl
def must_keep(community, person):
    return [f"must_keep 给 {person.name}"]
