"""Answers what the hooks do not ask for, each in a way that would spoil a whole page."""
from datetime import datetime

from flask import Blueprint

from core.api import Manifest, NavItem, Task, Tile, hookimpl, public

manifest = Manifest(name="answers_wrong", title="答非所问")
pages = Blueprint("answers_wrong", __name__)


@pages.get("/<int:number>")
@public("a sample")
def page(number):
    return "here"


@hookimpl
def blueprint():
    return pages


@hookimpl
def tasks(community, actor):
    return [{"title": "一件事"}]


@hookimpl
def household_tasks(community, household, actor):
    return [Task("一件事", "", "/", due_at=datetime(2026, 1, 1))]  # noqa: DTZ001 -- a moment without a zone is the fault


@hookimpl
def nav_items(community, actor, area):
    return [NavItem("没有的页面", "answers_wrong.pgae")]


@hookimpl
def tiles(community, actor):
    return [Tile("少了号码", "", "answers_wrong.page")]


@hookimpl
def public_cards(community):
    return (each for each in ("一张", "两张"))
