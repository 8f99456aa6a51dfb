"""Who may call each page: a declaration that was loosened by mistake shows here."""
from __future__ import annotations

from typing import Any

import pytest

from core.testing import declared_access

REVIEWED = {
    "amend": "signed-in",
    "answer_report": "micro_wish.confirm_report",
    "bring": "signed-in",
    "cards": "micro_wish.collect",
    "claim": "micro_wish.claim",
    "claim_for": "micro_wish.hand_over",
    "claim_step": "signed-in",
    "claimed": "signed-in",
    "desk": "micro_wish.view",
    "do": "micro_wish.view",
    "hand_over": "micro_wish.hand_over",
    "index": "public",
    "make": "micro_wish.wish",
    "my_claims": "micro_wish.claim",
    "my_pin": "signed-in",
    "my_step": "signed-in",
    "my_wish": "signed-in",
    "my_wishes": "signed-in",
    "new": "micro_wish.collect",
    "picture": "micro_wish.hand_over",
    "publish": "micro_wish.verify",
    "reasons": "micro_wish.view",
    "report": "micro_wish.claim",
    "report_in": "micro_wish.claim",
    "reports": "micro_wish.confirm_report",
    "screen": "public",
    "shown": "public",
    "static": "public",
    "story": "micro_wish.view",
    "take_back": "micro_wish.hand_over",
    "unit": "signed-in",
    "units": "signed-in",
    "wish_page": "micro_wish.view",
}


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_who_may_call_each_page_is_as_reviewed(app: Any) -> None:
    assert declared_access(app, "micro_wish") == REVIEWED
