"""The operators' list of plugins: where each stands in this installation, and how far it is proven."""
from __future__ import annotations

from flask import render_template

from core.accounts.decorators import operator_only
from core.platform.views import blueprint
from core.pluginsystem.registry import Plugin, State, plugins_of


@blueprint.get("/plugins")
@operator_only
def plugins() -> str:
    """Every plugin that was found, with its medal, or with the reason why it does not work and what to do."""
    rows = [(plugin, *_standing(plugin)) for plugin in plugins_of()]
    return render_template("platform/plugins.html", rows=rows)


def _standing(plugin: Plugin) -> tuple[bool, str]:
    """Whether it works, and why not."""
    found = plugins_of()
    if plugin in found.doubles:
        return False, str(plugin.reason)
    return found.state(plugin.name) is State.LOADED, str(found.reason(plugin.name))
