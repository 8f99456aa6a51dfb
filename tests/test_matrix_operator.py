"""The operator's pages open to operators alone, and an operator's sign-in opens no page of a community: in both address modes."""
from __future__ import annotations

from typing import Any

import pytest

from core.testing_accounts import csrf_of
from tests.test_authorisation_matrix import ACTORS, Answer, Cell, ask, cells, kept_to_the_gate, look

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def operators_own(app: Any, scene: Any) -> list[Cell]:
    """Every page and step of the operator's address that not everybody may call."""
    found = [*cells(app, scene, "GET"), *cells(app, scene, "POST")]
    return [cell for cell in found if cell.access.realm == "platform" and cell.access.signed_in and cell.target in ("own", "missing")]


def asked(client: Any, cell: Cell, token: str) -> Answer:
    return ask(client, cell, **({"data": {"csrf_token": token}} if cell.method == "POST" else {}))


def sent_to_sign_in(answer: Answer, cell: Cell) -> bool:
    if cell.method == "POST":
        return answer.status == 401
    return answer.status == 302 and dict(answer.headers)["Location"].startswith("/platform/login?next=")


def put_in_place(client: Any, slot: str) -> None:
    """Have the cookie say that its sid is that of another place: no browser can, so look how far it would get."""
    with client.session_transaction() as cookie:
        sids = list(cookie.get("sids", {}).values())
        cookie["sids"] = {slot: sids[0]} if sids else {}


@pytest.mark.parametrize("actor", [actor for actor in ACTORS if actor != "operator"])
def test_nobody_else_opens_a_page_of_operators(either_app, scene, actor):
    client = look(either_app, scene, actor, outside=True)
    token, opened = csrf_of(client, "/platform/login"), []
    for place in ("", "operator"):
        if place:
            put_in_place(client, place)
        for cell in operators_own(either_app, scene):
            answer = asked(client, cell, token)
            opened += [] if sent_to_sign_in(answer, cell) else [f"{place} {cell.method} {cell.path}: {answer.status}"]
    assert opened == []


def test_an_operator_opens_them(either_app, scene):
    client = look(either_app, scene, "operator", outside=True)
    pages = {cell.path: ask(client, cell).status for cell in operators_own(either_app, scene) if cell.method == "GET"}
    assert pages == {"/platform/devices": 200, "/platform/plugins": 200, "/platform/totp": 200}


def test_no_step_of_an_operator_passes_without_the_token(either_app, scene):
    client = look(either_app, scene, "operator", outside=True)
    steps = [cell for cell in operators_own(either_app, scene) if cell.method == "POST"]
    assert {ask(client, cell).status for cell in steps} == {400}


def test_an_operator_finds_no_page_of_a_community_on_the_operators_address(either_app, scene):
    client = look(either_app, scene, "operator", outside=True)
    token = csrf_of(client, "/platform/login")
    found = [*cells(either_app, scene, "GET"), *cells(either_app, scene, "POST")]
    pages = [cell for cell in found if cell.access.realm == "community" and cell.target == "own"]
    served = [cell.path for cell in pages if asked(client, cell, token).status != 404]
    assert served == ["/"]


def test_an_operators_sign_in_in_the_place_of_a_persons_opens_nothing(either_app, scene):
    client = look(either_app, scene, "operator")
    put_in_place(client, str(scene.community.id))
    found = {cell: ask(client, cell) for cell in cells(either_app, scene, "GET") if cell.target == "own"}
    assert [c.path for c, answer in found.items() if not kept_to_the_gate(c, "operator", frozenset(), answer)] == []
