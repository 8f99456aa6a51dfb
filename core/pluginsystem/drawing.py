"""Draws the blocks that plugins offer to core's pages; one that cannot be drawn is left out and noted."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import render_template
from markupsafe import Markup

from core.communities.state import CommunityState
from core.pluginsystem.dispatch import ask_each, failed


@dataclass(frozen=True)
class Drawn:
    """A Card or Panel as finished HTML."""

    plugin: str
    title: Any
    html: Markup
    order: int


def draw(hook: str, community: CommunityState, **values: Any) -> list[Drawn]:
    """All blocks that enabled plugins offer through `hook`, in their order."""
    drawn = [
        block
        for plugin, offers in ask_each(hook, community, **values)
        for offer in offers
        if (block := _draw_one(hook, community, plugin, offer)) is not None
    ]
    return sorted(drawn, key=lambda block: block.order)


def _draw_one(hook: str, community: CommunityState, plugin: str, offer: Any) -> Drawn | None:
    try:
        html = Markup(render_template(offer.template, **offer.context))  # noqa: S704 -- the plugin's own escaped template
        return Drawn(plugin, offer.title, html, offer.order)
    except Exception as error:
        failed(hook, community, plugin, error)
        return None
