"""The authorisation matrix is no rubber stamp: a view that loses its permission is noticed, whichever it is."""
from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from core.accounts.decorators import Access, access_of
from core.testing_accounts import csrf_of
from tests.test_authorisation_matrix import ACTORS, STRANGERS, Cell, ask, cells, faults, look, permissions_of

SAMPLE = 50
STRANGER = Access(signed_in=False, reason="its declaration was lost")
ANYBODY = Access(signed_in=True)


def guarded(app: Any, scene: Any) -> dict[str, list[Cell]]:
    """The cells of every view that not everybody may call, by endpoint."""
    found: dict[str, list[Cell]] = {}
    for cell in cells(app, scene, "GET") + cells(app, scene, "POST"):
        if cell.access.signed_in and cell.access.realm == "community" and not cell.endpoint.startswith("accounts.log"):
            found.setdefault(cell.endpoint, []).append(cell)
    return found


@contextmanager
def declared(app: Any, endpoint: str, access: Access) -> Iterator[None]:
    """The view as if it were declared like this."""
    view = app.view_functions[endpoint]
    before = access_of(endpoint, view)
    view.access = access
    try:
        yield
    finally:
        view.access = before


class Lookers:
    """Browsers of the actors, signed in when first asked for, and who may do what."""

    def __init__(self, app: Any, scene: Any) -> None:
        self.app, self.scene = app, scene
        self.permissions = {actor: permissions_of(app, scene, actor) for actor in ACTORS if actor not in STRANGERS}
        self.browsers: dict[str, tuple[Any, str]] = {}

    def without(self, access: Access) -> str:
        """Somebody who is signed in and lacks the permission; a stranger where all have it, or none is asked for."""
        lacking = (actor for actor, held in self.permissions.items() if access.permission and access.permission not in held)
        return next(lacking, "anonymous")

    def faults(self, actor: str, found: list[Cell]) -> list[str]:
        """What the matrix says of these cells as this actor meets them."""
        if actor not in self.browsers:
            client = look(self.app, self.scene, actor)
            self.browsers[actor] = client, csrf_of(client, "/register")
        client, token = self.browsers[actor]
        sent = {"POST": {"data": {"csrf_token": token}}}
        answers = {cell: ask(client, cell, **sent.get(cell.method, {})) for cell in found}
        return faults(actor, self.permissions.get(actor, frozenset()), answers)


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_a_view_that_loses_its_permission_makes_the_matrix_fail(app, scene):
    found, lookers = guarded(app, scene), Lookers(app, scene)
    core = [endpoint for endpoint in sorted(found) if app.view_functions[endpoint].__module__.startswith("core.")]
    plugins = sorted(set(found) - set(core))
    chosen = random.Random(50)
    sample = chosen.sample(core, SAMPLE // 2) + chosen.sample(plugins, SAMPLE // 2)
    before, missed = {}, []
    for endpoint in sample:
        access = found[endpoint][0].access
        actor = lookers.without(access)
        before |= {endpoint: lookers.faults(actor, found[endpoint])} if lookers.faults(actor, found[endpoint]) else {}
        with declared(app, endpoint, STRANGER if actor == "anonymous" else ANYBODY):
            if not lookers.faults(actor, found[endpoint]):
                missed.append(f"{endpoint} {access}")
    assert (before, missed) == ({}, [])
