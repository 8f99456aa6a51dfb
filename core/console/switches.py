"""Switching plugins in the console: on with what they require, off after seeing what disappears, and back again."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from core.accounts.actor import current_actor
from core.accounts.decorators import require
from core.communities.state import current_community
from core.console import aside
from core.console.blueprint import blueprint
from core.console.cards import PluginCard, card_of, neighbours
from core.kernel.actor import Actor
from core.pluginsystem import lifecycle
from core.pluginsystem.belongings import unfinished
from core.pluginsystem.errors import NoSuchPlugin, SwitchRefused
from core.pluginsystem.registry import plugins_of
from core.pluginsystem.together import disable_with, enable_with_required
from core.tenancy.session import db
from core.texts import gettext as _
from core.web.undo import Undo, flash_with_undo


@blueprint.get("/plugins/<name>/off")
@require("console.plugins")
def before_off(name: str) -> Any:
    """What disappears when the plugin is switched off, and the button that does it; for HTMX inside its card."""
    card = _card(name)
    if not card.on:
        return redirect(url_for("console.plugins"))
    template = "plugin_card" if request.headers.get("HX-Request") else "plugin_off"
    shown = aside.appearances(plugins_of().by_name[name], current_actor(), on=True) if card.works else []
    open_things = unfinished(name) if card.works else 0
    return render_template(f"console/{template}.html", card=card, asks=True, appearances=shown, unfinished=open_things)


@blueprint.post("/plugins/<name>/<any(on, off):position>")
@require("console.plugins", step_up=True)
def switch_plugin(name: str, position: str) -> Any:
    """Put a plugin's switch into a position; answers with the card, or returns to the list without HTMX.

    `with_required` switches what it requires on before it; `also` names what is switched off after it.
    """
    before, actor = _card(name), current_actor()
    try:
        others = _switch(name, position, actor)
        db.session.commit()
    except SwitchRefused as error:
        db.session.rollback()
        return _answer(card_of(current_community(), actor, name) or before, [], str(error), None)
    card = card_of(current_community(), actor, name)
    if card is None:  # its code is gone: once it is off there is nothing to switch
        flash(_("已关闭%(title)s。", title=before.title), "success")
        return _back_to_list()
    titles = "、".join([*(str(plugins_of().by_name[other].title) for other in others), card.title])
    said = _("已开启%(title)s。", title=titles) if card.on else _("已关闭%(title)s，数据都还保留。", title=titles)
    return _answer(card, others, said, _undo(card, others))


def _card(name: str) -> PluginCard:
    card = card_of(current_community(), current_actor(), name)
    if card is None:
        raise NoSuchPlugin(_("没有安装插件 %(name)s。", name=name))
    return card


def _switch(name: str, position: str, actor: Actor) -> list[str]:
    """Returns the names of the other plugins that were switched with it."""
    if position == "off":
        others = request.form.getlist("also")
        disable_with(name, others, actor)
        return others
    if "with_required" in request.form:
        return enable_with_required(current_community(), name, actor)
    lifecycle.enable(current_community(), name, actor)
    return []


def _undo(card: PluginCard, others: list[str]) -> Undo:
    sent = {"also": others} if card.on else {"with_required": ["1"]}
    url = url_for("console.switch_plugin", name=card.name, position="off" if card.on else "on")
    return Undo(url, sent if others else {})


def _answer(card: PluginCard, others: list[str], said: str, undo: Undo | None) -> Any:
    """`undo` is None where the switch was refused."""
    if request.headers.get("HX-Request"):
        near = neighbours(current_community(), current_actor(), card.name, others) if undo else []
        return render_template("console/plugin_switched.html", card=card, near=near, said=said, undo=undo)
    if undo:
        flash_with_undo(said, undo)
    else:
        flash(said, "error")
    return _back_to_list()


def _back_to_list() -> Any:
    response = redirect(url_for("console.plugins"), 303)
    if request.headers.get("HX-Request"):
        response.status_code = 204
        response.headers["HX-Redirect"] = url_for("console.plugins")
    return response
