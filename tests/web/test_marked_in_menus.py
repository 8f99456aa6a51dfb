"""Every page marks the one entry of its menu that it belongs to, whether or not the page stands there itself."""
from __future__ import annotations

import re
from typing import Any

import html5lib
import pytest

from core.tenancy.session import use
from core.web.nav import nav
from tests.test_authorisation_matrix import cells, look

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
MENUS = ("底部导航", "侧栏")
# How many pages with a menu each of them opens at least, or the test proves nothing.
READERS = {"resident": 30, "volunteer": 30, "grid_worker": 50, "community_admin": 100}
# What the bottom bar marks on the pages under /me/ that do not belong to 我的.
OF_ME = {"me.home": "首页", "me.service_records": "首页", "me.inbox": "消息"}
# Of the pages of staff that stand in no menu, some for each way to belong to an entry.
OF_STAFF = {
    "desk.edit_person": "居民", "desk.visit_sheet": "居民", "desk.search": "居民", "desk.room": "楼栋图", "desk.building": "楼栋图",
    "console.plugin_settings": "功能插件", "love_savings.request_page": "爱心储蓄所",
}  # fmt: skip


def marked(page: str) -> list[tuple[str, str]] | None:
    """Title and address of what the bottom bar or the side menu marks; None for a page without either."""
    for menu in html5lib.parse(page, namespaceHTMLElements=False).iter("nav"):
        if menu.get("aria-label") in MENUS:
            return [(title(link), link.get("href")) for link in menu.iter("a") if link.get("aria-current")]
    return None


def title(link: Any) -> str:
    """Without the number of what is new."""
    for count in [part for part in link.iter("span") if {"dot", "badge", "visually-hidden"} & {*(part.get("class") or "").split()}]:
        count.text = ""
    return "".join(link.itertext()).strip()


def opened(app: Any, scene: Any, who: str) -> dict[str, tuple[str, list[tuple[str, str]]]]:
    """View -> (address, what is marked) for each page with a menu."""
    browser, found = look(app, scene, who), {}
    for cell in cells(app, scene, "GET"):
        looked_at = cell.target == "own" and not cell.endpoint.startswith("ui.")  # the gallery is for developers
        answer = browser.get(cell.path) if looked_at else None
        if answer is not None and answer.status_code == 200 and answer.mimetype == "text/html":
            names = marked(answer.text)
            if names is not None:
                found[cell.endpoint] = cell.path, names
    return found


@pytest.mark.parametrize(("who", "least"), READERS.items())
def test_each_page_marks_one_entry_of_its_own_service_or_the_first_page(app, scene, who, least):
    pages = opened(app, scene, who)
    assert {address: entries for address, entries in pages.values() if len(entries) != 1} == {}
    strange = [
        (address, name) for address, [(name, url)] in pages.values()
        if name != "首页" and address.split("/")[1] != url.removeprefix(f"/{scene.community.slug}").split("/")[1]
    ]  # fmt: skip
    assert strange == []
    assert len(pages) >= least


def test_what_the_pages_under_me_mark(app, scene):
    seen = {view: entry[0] for view, (_address, [entry]) in opened(app, scene, "resident").items() if view.startswith("me.")}
    assert seen == {view: OF_ME.get(view, "我的") for view in seen}
    assert {*OF_ME, "me.profile", "me.children", "me.new_child", "me.erasure", "me.done_for_me"} <= set(seen)


def test_so_do_those_that_need_a_row_of_their_own(app, community):
    """Among them a child's, which only the guardian opens."""
    found = {}
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/me/") and "GET" in rule.methods:
            with app.test_request_context(re.sub("<[^>]+>", "1", rule.rule)), use(community.id):
                found[rule.endpoint] = [link.title for link in nav("me").bar(4) if link.current]
    assert found == {view: [OF_ME.get(view, "我的")] for view in found}
    assert len(found) > 10


def test_what_the_desk_s_and_the_console_s_pages_mark(app, scene):
    pages = opened(app, scene, "community_admin")
    for view, name in OF_STAFF.items():
        assert (view, pages[view][1][0][0]) == (view, name)
    assert {view for view, (_address, [entry]) in pages.items() if entry[0] in ("今日", "概览")} == {
        "desk.today", "desk.tasks", "console.overview",
    }  # fmt: skip
