"""A page that renews itself while the station calculates leaves the keyboard where it is."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from core.tenancy.session import db
from core.testing_accounts import PASSWORD
from core.testing_browser import DESKTOP

from ..services import batch
from .conftest import Station
from .test_batch import morning

__all__ = ["morning"]

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
FOCUSED = "document.activeElement.id || document.activeElement.textContent.trim()"


@pytest.fixture
def page(station: Station, community: Any, live_server: str, new_page: Callable[..., Any]) -> Any:
    """The worker at the desk."""
    page = new_page(f"{live_server}/{community.slug}/login", DESKTOP)
    page.get_by_label("手机号").fill(station.phones[station.worker_id])
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_label("密码").press("Enter")
    page.wait_for_url("**/desk/")
    return page


def renewed(page: Any) -> None:
    """Wait until the page has asked anew and shows the answer."""
    page.evaluate("document.getElementById('main').dataset.old = ''")
    page.wait_for_selector("#main:not([data-old])")
    page.wait_for_selector(".htmx-settling", state="detached")


def test_the_link_keeps_the_focus_until_it_is_gone(station: Station, morning: list[int], page: Any) -> None:
    made = batch.begin(station.worker, morning)
    db.session.commit()
    page.goto(page.url.replace("/desk/", f"/love-savings/batches/{made.id}"))
    page.get_by_role("link", name="看看算好没有").focus()
    renewed(page)
    assert page.evaluate(FOCUSED) == "看看算好没有"
    station.work()
    renewed(page)
    assert page.get_by_role("heading", name="2 件里给 2 件找到了人").is_visible()
    assert page.evaluate(FOCUSED) == "main"
    assert page.complaints == []
