"""Who may call each page: a declaration that was loosened by mistake shows here."""
from __future__ import annotations

from typing import Any

import pytest

from core.testing import declared_access

MANAGE, VIEW, SERVE = "paired_help.manage", "paired_help.view", "paired_help.serve"
REVIEWED = {
    "assign": MANAGE, "case_page": VIEW, "change_assignment": MANAGE, "consent": MANAGE, "do": MANAGE, "find": MANAGE,
    "follow_up_done": MANAGE, "hurry": MANAGE, "index": VIEW, "languages": SERVE, "match": MANAGE, "me": "signed-in", "mine": SERVE,
    "my_visit": "signed-in", "new": MANAGE, "pass_on": "signed-in", "phone": "signed-in", "plan": MANAGE,
    "read": "paired_help.read_notes", "read_mine": "signed-in", "sheet": MANAGE, "sign": MANAGE, "sign_mine": "signed-in",
    "signature_picture": VIEW, "staff_note": MANAGE, "static": "public", "stop": "signed-in",
}  # fmt: skip


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_who_may_call_each_page_is_as_reviewed(app: Any) -> None:
    assert declared_access(app, "paired_help") == REVIEWED
