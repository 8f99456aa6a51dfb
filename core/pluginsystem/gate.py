"""The gate before every plugin page: where a plugin is off, its addresses do not exist; and a look behind what it wrote."""
from __future__ import annotations

import logging
from typing import Any

from flask import Flask, current_app, request
from werkzeug.exceptions import NotFound

from core.accounts.actor import current_actor
from core.accounts.gatekeeper import add_gate, csrf_valid, kept_page
from core.communities.state import current_community
from core.pluginsystem.registry import plugins_of
from core.tenancy.current import current_id_or_none
from core.tenancy.session import db, has_unsaved
from core.texts import gettext as _

log = logging.getLogger("linli.plugins")


def is_on(name: str) -> bool:
    """Whether a plugin works in the community in force: switched on, loaded, tables up to date."""
    return current_community().enabled(name) and plugins_of().is_ready(name)


def asked_plugin() -> str | None:
    """The plugin that this request asks for: by endpoint, else by the address's first segment.

    The address counts too because a redirect to the slash, or a 405, would give away that there is something.
    """
    plugins = plugins_of()
    owner = plugins.owner_of_endpoint.get(request.endpoint or "")
    return owner or plugins.owner_of_address.get(request.path.lstrip("/").partition("/")[0])


def gate() -> Any:
    """None lets the request pass. Otherwise the answer to a wrong address.

    Only people who are signed in and sent a form of ours are told that the service was closed meanwhile, and are
    shown what they typed.
    """
    name = asked_plugin()
    if name is None:
        return None
    if current_id_or_none() is not None:
        if is_on(name):
            return None
        if request.method == "POST" and current_actor().is_authenticated and csrf_valid():
            text = _("社区刚刚关闭了这项服务，您的提交没有保存。")
            return kept_page(404, _("这项服务已关闭"), text)
    raise NotFound


def miss_commit(response: Any) -> Any:
    """A view that says it is done and did not commit: its author is told, where people develop and test by an error.

    Only a preview as a resident keeps nothing on purpose.
    """
    name = plugins_of().owner_of_endpoint.get(request.endpoint or "")
    done = name is not None and response.status_code < 400 and current_id_or_none() is not None
    if done and has_unsaved(db.session()) and not current_actor().previewing:
        said = f"{request.endpoint} answered {response.status_code} and did not commit what it wrote: session.commit(), or carried_out"
        if current_app.testing or current_app.debug:
            raise RuntimeError(said)
        log.error("plugin %s: %s", name, said)
    return response


def init_app(app: Flask) -> None:
    """Ask before sign-in is looked at: a 404 first gives nothing away."""
    add_gate(app, gate)
    app.after_request(miss_commit)
