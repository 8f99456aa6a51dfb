"""The promise that a plugin's pages can be used on a phone: subclass PhoneContract in the plugin's tests, set `name`."""
from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.pluginsystem.contract import PluginContract
from core.tenancy.session import use
from core.testing_accounts import PASSWORD, make_account, make_person, sign_in


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
class PhoneContract:
    """Opens every page that `examples` reach in a window of 390 pixels, signed in as somebody with all of `roles`.

    With LINLI_SCREENSHOTS=FOLDER a picture of each page is kept there, to be looked at.
    """

    name: str
    roles: tuple[str, ...] = ("community_admin", "grid_worker", "volunteer", "resident")

    def test_its_pages_fit_a_phone(
        self, app: Any, community: Any, client: Any, live_server: str, new_page: Callable[..., Any]
    ) -> None:
        from core.testing_browser import PHONE, overflow  # a pytest plugin, which pytest itself imports first

        contract = PluginContract()
        contract.name = self.name
        contract.switch(app, community)
        routes = list(contract.routes(app, contract.examples(app, community)))
        with app.app_context(), use(community.id):
            phone = make_account(make_person("看手机的人"), *self.roles)
        sign_in(client, phone)
        home = f"{live_server}/{community.slug}"
        page = new_page(f"{home}/login", viewport=PHONE)
        _sign_in(page, phone)
        for path in [path for _endpoint, method, path in routes if method == "GET" and _is_page(client.get(path))]:
            page.goto(home + path)
            _keep_picture(page, self.name, path)
            assert (path, overflow(page), page.complaints) == (path, 0, [])


def _is_page(response: Any) -> bool:
    return response.status_code == 200 and response.mimetype == "text/html"


def _sign_in(page: Any, phone: str) -> None:
    page.locator("main input[name=phone]").fill(phone)
    page.locator("main input[name=password]").fill(PASSWORD)
    with page.expect_navigation():
        page.locator("main form [type=submit]").click()


def _keep_picture(page: Any, name: str, path: str) -> None:
    folder = os.environ.get("LINLI_SCREENSHOTS")
    if folder:
        file = re.sub(r"\W+", "-", path).strip("-") or "index"
        page.screenshot(path=Path(folder) / name / f"{file}.png", full_page=True)
