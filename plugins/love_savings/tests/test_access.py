"""Who may call each page: a declaration that was loosened by mistake shows here."""
from __future__ import annotations

from typing import Any

import pytest

from core.testing import declared_access

REVIEWED = {
    "answer": "love_savings.serve",
    "answer_problem": "signed-in",
    "answer_for": "love_savings.dispatch",
    "arrive": "signed-in",
    "arrive_by_card": "signed-in",
    "ask": "love_savings.ask",
    "asked": "signed-in",
    "at_door": "signed-in",
    "books": "love_savings.keep_books",
    "batch": "love_savings.dispatch",
    "cancel": "signed-in",
    "card": "signed-in",
    "card_do": "love_savings.keep_cards",
    "card_of": "love_savings.view_station",
    "certificate": "signed-in",
    "certificate_of": "love_savings.view_station",
    "certificate_page": "signed-in",
    "check_certificate": "public",
    "codes_page": "love_savings.dispatch",
    "confirm": "signed-in",
    "decline_late_credit": "love_savings.credit_late",
    "do": "love_savings.view_station",
    "donate": "signed-in",
    "end_credit": "love_savings.keep_books",
    "gift": "signed-in",
    "hand_on": "love_savings.keep_books",
    "give": "signed-in",
    "grant_page": "love_savings.keep_books",
    "grant_to": "love_savings.keep_books",
    "fair": "love_savings.review",
    "helper_phone": "signed-in",
    "index": "love_savings.view_station",
    "issue": "signed-in",
    "job": "signed-in",
    "job_step": "signed-in",
    "late_credit": "love_savings.credit_late",
    "match": "love_savings.dispatch",
    "mine": "love_savings.serve",
    "my_requests": "signed-in",
    "new": "love_savings.verify",
    "open_credit": "love_savings.keep_books",
    "new_batch": "love_savings.dispatch",
    "pairs": "love_savings.view_station",
    "paper": "signed-in",
    "paper_of": "love_savings.view_station",
    "move": "signed-in",
    "pause": "signed-in",
    "phone": "signed-in",
    "price_page": "love_savings.set_prices",
    "print_cards": "love_savings.keep_cards",
    "problem": "signed-in",
    "register": "love_savings.view_station",
    "replace_card": "signed-in",
    "report_lost": "signed-in",
    "replay": "love_savings.review",
    "request_page": "signed-in",
    "ruling": "love_savings.settle",
    "scan": "signed-in",
    "screen": "public",
    "send_batch": "love_savings.dispatch",
    "static": "public",
    "stop": "signed-in",
    "take_back": "love_savings.keep_books",
    "write_certificate": "signed-in",
    "write_certificate_of": "love_savings.view_station",
}


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_who_may_call_each_page_is_as_reviewed(app: Any) -> None:
    assert declared_access(app, "love_savings") == REVIEWED
