"""Every route, every method, every kind of person, every kind of row: nothing leaks and nothing breaks.

The cells come from the URL map; the rows from tests/matrix_scene.py and the plugins' own `examples`.
"""
from __future__ import annotations

import re
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from core.accounts.actor import actor_for
from core.accounts.decorators import Access, access_of
from core.people.models import Person
from core.tenancy.session import db, use
from core.testing_accounts import csrf_of
from tests.matrix_scene import CANARIES, Scene, enter, enter_as_operator
from tests.watching import tables_written

ACTORS = [
    "anonymous", "community_admin", "grid_worker", "other_grid_worker", "building_head", "volunteer", "resident",
    "unit_contact", "other_admin", "operator",
]  # fmt: skip
# Whoever is signed in elsewhere is nobody here.
STRANGERS = ("anonymous", "other_admin", "operator")
TARGETS = ["own", "other_grid", "other_community", "missing", "wrong_word"]
# Whose rows an actor may meet at all; everything else must look as if it were not there.
REACH = {
    "community_admin": {"own", "other_grid"},
    "grid_worker": {"own"},
    "other_grid_worker": {"other_grid"},
    "building_head": {"own"},
}
# The holder of an activation code is the person; it opens its own page whoever looks.
REVIEWED = Path(__file__).with_name("reviewed_access.txt")
# What tells the second: tokens, and how long the sign-in lasts yet.
TOKEN = re.compile(r'name="(?:csrf_token|form_key)"[^>]*>|"X-CSRFToken": "[^"]*"|data-left="\d+"')
BEARER = {"accounts.activate_code", "activities.own_feed", "after_school.calendar"}
# Rows of the whole community: whoever may see one grid's work sees them all.
COMMON = {
    "desk.place", "venues.week", "micro_wish.unit", "activities.meeting",
    "after_school.course", "after_school.term", "after_school.attendance", "after_school.plan",
    "after_school.sheet_page", "after_school.ask", "after_school.duty_step",
}  # fmt: skip
# Rows that every neighbour may know: where one place is free, all are; a wish of the wall, or an activity, is everybody's.
EVERYBODYS = {
    "venues.place", "venues.book", "venues.door", "micro_wish.shown", "micro_wish.claim", "activities.activity",
    "activities.join", "activities.door", "after_school.draw", "after_school.enrol", "after_school.offer_to_teach",
}  # fmt: skip
# All that looking at a page may write: that the browser was seen, once a minute.
NOTED = {"account_session"}
GATES_WORDS = "如果这是您的工作，请联系社区管理员为您开通。"
ENDS_THE_SIGN_IN = {"accounts.logout", "accounts.password"}


class Cell(NamedTuple):
    """One request of the matrix."""

    endpoint: str
    method: str
    target: str
    path: str
    access: Access
    values: tuple[str, ...]


class Answer(NamedTuple):
    """What is compared: status, headers without the cookie, body; the row's own numbers blotted out."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str


def cells(app: Any, scene: Scene, method: str) -> list[Cell]:
    """Every route that answers the method, with each kind of row that its address can name."""
    urls, found = app.url_map.bind("localhost"), []
    for rule in app.url_map.iter_rules():
        if method not in rule.methods or rule.endpoint.rpartition(".")[2] == "static":
            continue
        access = access_of(rule.endpoint, app.view_functions[rule.endpoint])
        assert access is not None
        for target in TARGETS if rule.arguments else ["own"]:
            values = scene.kwargs(target, rule.endpoint, set(rule.arguments))
            if values is not None:
                path = urls.build(rule.endpoint, values, method=method)
                found.append(Cell(rule.endpoint, method, target, path, access, tuple(values.values())))
    return found


def ask(client: Any, cell: Cell, **kw: Any) -> Answer:
    try:
        response = client.open(cell.path, method=cell.method, **kw)
    except Exception as error:  # the test's app hands on what would be a 500
        return Answer(500, (), repr(error))
    body = TOKEN.sub("", response.get_data().decode(errors="replace"))  # a picture is no text
    headers = sorted((k, v) for k, v in response.headers.items() if k not in ("Set-Cookie", "Content-Length", "Date"))
    for value in sorted(cell.values, key=len, reverse=True):
        body = body.replace(value, "#")
        headers = [(k, v.replace(value, "#")) for k, v in headers]
    return Answer(response.status_code, tuple(headers), body)


def faults(actor: str, permissions: frozenset[str], found: dict[Cell, Answer]) -> list[str]:
    """What is wrong with the answers, one line each."""
    wrong = []
    missing = {(c.endpoint, c.method): answer for c, answer in found.items() if c.target == "missing"}
    for cell, answer in found.items():
        here = f"{actor} {cell.method} {cell.path} ({cell.target}): {answer.status}"
        if answer.status >= 500:
            wrong.append(f"{here} broke: {answer.body[:200]}")
        reach = REACH.get(actor, set())
        if cell.endpoint in BEARER | EVERYBODYS or (cell.endpoint in COMMON and reach):
            reach = {"own", "other_grid"}
        if any(canary in answer.body for target, canary in CANARIES.items() if target not in reach):
            wrong.append(f"{here} shows somebody out of reach")
        if not kept_to_the_gate(cell, actor, permissions, answer):
            wrong.append(f"{here} was not turned away at the gate: {cell.access}")
        if answer.status < 300 and actor not in staff_of(cell):
            wrong.append(f"{here} is a page for staff")
        blank = missing.get((cell.endpoint, cell.method))
        hidden = cell.target in CANARIES and cell.target not in reach  # "own" is the other grid worker's foreign one
        if hidden and blank is not None and answer != blank:
            wrong.append(f"{here} differs from a missing row: {blank.status} {difference(answer, blank)}")
    return wrong


def staff_of(cell: Cell) -> list[str]:
    """Who may see an area at all, whatever its views declare."""
    if "/console/" in cell.path:
        return ["community_admin"]
    if cell.endpoint == "desk.units":  # the one page of the desk for people of other houses
        return ["community_admin", "unit_contact"]
    if "/desk/" in cell.path:
        return ["community_admin", "grid_worker", "other_grid_worker", "building_head"]
    return ACTORS


def difference(one: Answer, other: Answer) -> str:
    """The first lines that differ, for whoever reads the failure."""
    lines = zip_longest((*map(str, one.headers), *one.body.splitlines()), (*map(str, other.headers), *other.body.splitlines()))
    return next((f"{left!r} / {right!r}" for left, right in lines if left != right), "")[:300]


def kept_to_the_gate(cell: Cell, actor: str, permissions: frozenset[str], answer: Answer) -> bool:
    """Who may not call a view is turned away before any row is looked up: in the gate's own words, whatever the row."""
    if cell.access.realm == "platform":
        return answer.status == 404
    if cell.access.signed_in and actor in STRANGERS:
        return answer.status == 401 or (answer.status == 302 and "/login?next=" in dict(answer.headers)["Location"])
    if cell.access.permission and cell.access.permission not in permissions:
        return answer.status == 403 and GATES_WORDS in answer.body
    return True


def permissions_of(app: Any, scene: Scene, name: str) -> frozenset[str]:
    with app.app_context(), use(scene.community.id):
        names = {"community_admin": "管理员", "grid_worker": "网格员一", "other_grid_worker": "网格员二",
                 "building_head": "楼栋长", "volunteer": "志愿者", "resident": "邻居", "unit_contact": "联系人"}  # fmt: skip
        if name not in names:
            return frozenset()
        return actor_for(db.session.query(Person).filter_by(name=names[name]).one()).permissions


def look(app: Any, scene: Scene, actor: str, *, outside: bool = False) -> Any:
    """A browser of this actor, on the community's pages or `outside`, on the operator's.

    Who belongs elsewhere, as another community's admin and the operator do, brings the cookie from there.
    """
    client = app.test_client()
    client.slug = {"other_admin": scene.other_community.slug, "operator": None}.get(actor, scene.community.slug)
    if actor == "operator":
        enter_as_operator(client)
    elif actor != "anonymous":
        enter(client, scene.phones[actor])
    cookie, home = client.get_cookie("linli", domain=client.host), client.host
    client.slug = None if outside else scene.community.slug
    if cookie is not None and client.host != home:
        client.set_cookie("linli", cookie.value, domain=client.host)
    return client


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.peer("CVE-2026-5600", "CVE-2026-9712", "CVE-2026-45377", "CVE-2026-45378", "CVE-2026-28352", "CVE-2025-59034", "CVE-2023-36826", "CVE-2026-23964")
def test_nobody_reads_what_is_not_theirs(either_app, scene, actor):
    client, found, written = look(either_app, scene, actor), {}, set()
    with tables_written(either_app) as tables:
        for cell in cells(either_app, scene, "GET"):
            tables.clear()
            found[cell] = ask(client, cell)
            written |= {(cell.endpoint, table) for table in tables if table not in NOTED}
    assert faults(actor, permissions_of(either_app, scene, actor), found) == []
    assert written == set()


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.peer("CVE-2026-40870", "CVE-2026-40869", "CVE-2026-45330")
def test_nobody_writes_what_is_not_theirs(either_app, scene, actor):
    client = look(either_app, scene, actor)
    token, found = csrf_of(client, "/register"), {}
    for cell in sorted(cells(either_app, scene, "POST"), key=lambda cell: TARGETS.index(cell.target), reverse=True):
        found[cell] = ask(client, cell, data={"csrf_token": token})
        with client.session_transaction() as cookie:
            cookie.pop("_flashes", None)  # what one step says belongs to no other answer
        if cell.endpoint in ENDS_THE_SIGN_IN:  # and a stranger's token with it
            client = look(either_app, scene, actor)
            token = csrf_of(client, "/register")
    assert faults(actor, permissions_of(either_app, scene, actor), found) == []


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
@pytest.mark.parametrize("actor", ["anonymous", "community_admin", "grid_worker"])
@pytest.mark.peer("CVE-2026-41255", "CVE-2022-24880")
def test_no_unsafe_request_passes_without_the_token(either_app, scene, actor):
    client = look(either_app, scene, actor)
    answers = {cell: ask(client, cell).status for cell in cells(either_app, scene, "POST")}
    passed = [f"{cell.path}: {got}" for cell, got in answers.items() if got != without_token(cell, actor)]
    assert passed == []


def without_token(cell: Cell, actor: str) -> int:
    """No such page here, sign in first, or the token is missing: before anything is looked up."""
    if cell.access.realm == "platform":
        return 404
    return 401 if cell.access.signed_in and actor == "anonymous" else 400


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_pages_of_communities_do_not_exist_on_the_operators_address(either_app, scene):
    client = either_app.test_client()
    found = cells(either_app, scene, "GET")
    served = [c.path for c in found if ask(client, c).status != 404 and c.access.realm == "community"]
    assert served == ["/"]


@pytest.mark.parametrize("site", ["postgresql"], indirect=True)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_route_answers_on_postgresql(app, scene, method):
    client = look(app, scene, "community_admin")
    token = csrf_of(client, "/password")
    broken = []
    for cell in cells(app, scene, method):
        if cell.target == "own":
            answer = ask(client, cell, **({"data": {"csrf_token": token}} if method == "POST" else {}))
            broken += [f"{cell.path}: {answer.status} {answer.body[:300]}"] if answer.status >= 500 else []
            if cell.endpoint in ENDS_THE_SIGN_IN:
                client = look(app, scene, "community_admin")
                token = csrf_of(client, "/password")
    assert broken == []


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_who_may_call_each_view_of_core_is_as_reviewed(app):
    """A declaration that was loosened by mistake shows here: change the list on purpose, and look twice."""
    core = {e: v for e, v in app.view_functions.items() if v.__module__.partition(".")[0] == "core"}
    declared = {f"{endpoint} {who(access_of(endpoint, view))}" for endpoint, view in core.items()}
    assert declared == set(REVIEWED.read_text(encoding="utf-8").split("\n")) - {""}


def who(access: Access) -> str:
    """One word for who may call a view."""
    kind = access.permission or ("signed-in" if access.signed_in else "public")
    return kind if access.realm == "community" else f"{kind}@{access.realm}"


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_every_address_with_arguments_is_in_the_matrix(app, scene):
    covered = {cell.endpoint for method in ("GET", "POST") for cell in cells(app, scene, method)}
    addresses = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.rpartition(".")[2] != "static"}
    assert addresses - covered == set()
