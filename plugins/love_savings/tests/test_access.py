"""Who may call each page: a declaration that was loosened by mistake shows here."""
from __future__ import annotations

from typing import Any

import pytest

from core.accounts.decorators import access_of

REVIEWED = {
    "answer": "love_savings.serve",
    "answer_for": "love_savings.dispatch",
    "ask": "love_savings.ask",
    "asked": "signed-in",
    "cancel": "signed-in",
    "card": "signed-in",
    "card_of": "love_savings.view_station",
    "confirm": "signed-in",
    "do": "love_savings.view_station",
    "helper_phone": "signed-in",
    "index": "love_savings.view_station",
    "issue": "signed-in",
    "job": "signed-in",
    "job_step": "signed-in",
    "match": "love_savings.dispatch",
    "mine": "love_savings.serve",
    "my_requests": "signed-in",
    "new": "love_savings.verify",
    "phone": "signed-in",
    "request_page": "signed-in",
    "scan": "signed-in",
    "static": "public",
}


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_who_may_call_each_page_is_as_reviewed(app: Any) -> None:
    declared = {}
    for endpoint, view in app.view_functions.items():
        plugin, _dot, name = endpoint.rpartition(".")
        if plugin == "love_savings":
            access = access_of(endpoint, view)
            declared[name] = access.permission or ("signed-in" if access.signed_in else "public")
    assert declared == REVIEWED
