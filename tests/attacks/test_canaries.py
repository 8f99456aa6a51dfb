"""What people write is text wherever it is shown: never an element, an attribute, a script or a template."""
from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import html5lib
import pytest

from core.tenancy.engines import dispose_engines
from tests.attacks.canary import CANARY, WOKEN, fill_with_canaries
from tests.test_authorisation_matrix import cells, look

ACTORS = ["community_admin", "grid_worker", "volunteer", "resident", "unit_contact", "anonymous"]
ASKED = re.compile(r"""request\.args(?:\.get(?:list)?\(|\[)\s*["'](\w+)["']""")
LEADS = ("href", "src", "action", "formaction", "hx-get", "hx-post", "data")


@pytest.fixture
def lookers(app: Any, site: Any, scene: Any) -> dict[str, Any]:
    """Browsers that were signed in before every text became a canary."""
    browsers = {actor: look(app, scene, actor) for actor in ACTORS}
    dispose_engines(app)
    assert fill_with_canaries(app, site.file) > 500
    return browsers


def woken(page: str) -> Iterator[str]:
    """Where a canary of a page came to life."""
    if WOKEN in page:
        yield "a template was run"
    for element in html5lib.parse(page, namespaceHTMLElements=False).iter():
        if not isinstance(element.tag, str):
            continue  # a comment
        names = [name for name in element.attrib if isinstance(name, str)]
        yield from (f"<{element.tag} {name}>" for name in names if name.startswith("on") or name in ("style", "woken"))
        yield from (f"{name} leads to what was typed" for name in names if name in LEADS and element.attrib[name].startswith(CANARY[:3]))
        if element.tag in ("script", "style") and not element.get("src") and element.get("type") != "application/json":
            yield f"<{element.tag}> inline"


def crawl(client: Any, addresses: list[str]) -> tuple[list[str], int]:
    """What came to life, with the address; and how many pages showed a canary at all."""
    found, shown = [], 0
    for address in addresses:
        answer = client.get(address)
        if answer.status_code >= 500:
            found.append(f"{address}: {answer.status_code}")
        if b"$argon2" in answer.data:
            found.append(f"{address}: the hash of a password")
        if any(CANARY[:9] in value for _name, value in answer.headers):
            found.append(f"{address}: in a header")
        if answer.mimetype == "text/html" and "onload=1" in answer.text:
            shown += 1
            found += [f"{address}: {what}" for what in woken(answer.text)]
    return found, shown


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
@pytest.mark.peer("CVE-2024-8113", "CVE-2026-23891", "CVE-2023-51447", "CVE-2024-32034", "CVE-2023-37901", "FlaskBB-680", "CVE-2020-1932")
def test_no_text_of_any_column_becomes_markup_on_any_page(app, scene, lookers):
    addresses = sorted({cell.path for cell in cells(app, scene, "GET") if cell.target == "own"})
    found, shown = {}, {}
    for actor, client in lookers.items():
        found[actor], shown[actor] = crawl(client, addresses)
    assert {actor: what for actor, what in found.items() if what} == {}
    assert min(shown.values()) > 10, shown
    assert shown["community_admin"] > 100, shown


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
@pytest.mark.peer("CVE-2024-32469", "CVE-2026-45376")
def test_no_part_of_an_address_becomes_markup(app, scene):
    client, found, asked = look(app, scene, "community_admin"), [], 0
    for cell in cells(app, scene, "GET"):
        for name in names_asked_for(app.view_functions[cell.endpoint]) if cell.target == "own" else ():
            page, asked = client.get(cell.path, query_string={name: CANARY}), asked + 1
            what = [*woken(page.text)] if page.mimetype == "text/html" else []
            if page.status_code >= 500 or what:
                found.append(f"{cell.path}?{name}=: {page.status_code} {what}")
    assert (found, asked > 100) == ([], True)


def names_asked_for(view: Any) -> list[str]:
    """The names that a view, or another of its file, reads from the address; the usual ones in any case."""
    source = Path(inspect.getsourcefile(inspect.unwrap(view)) or __file__).read_text(encoding="utf-8")
    return sorted({"page", *ASKED.findall(source)})
