"""A token opens one thing, for one purpose, in one community; and every kind of token is known here."""
from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.accounts.codes import code_hash
from core.kernel.links import is_signed, number_in, sign_number
from core.tenancy.session import use

ROOT = Path(__file__).parents[3]
# Every kind, as it is made in the code: a new one gets a line, and a look at who may use it where.
KINDS = {
    'code_hash("activate"', 'code_hash("reset"', 'code_hash(f"micro_wish.pin', "open_link(_kind(side)", "open_link(GUARDIAN",
    "open_link(FEED", 'sign_number(activity.id, OWNER, "door"', 'sign_number(signup.id, OWNER, "pass")',
    "sign_number(rules_of_place.place_id, GUESS",
    'code_hash(f"recovery:', 'code_hash("love_savings.control"', "code_hash('love_savings.door'",
}  # fmt: skip


@pytest.mark.peer("CVE-2026-45414", "CVE-2023-48220")
def test_every_kind_of_token_is_listed():
    sources = [path for folder in ("core", "plugins") for path in (ROOT / folder).rglob("*.py") if "tests" not in path.parts]
    made = re.compile(r"(?<!def )\b(?:code_hash|open_link|sign_number)\(.*")
    found = {match for path in sources for match in made.findall(path.read_text(encoding="utf-8"))}
    assert [one for one in found if not one.startswith(tuple(KINDS))] == []
    assert [kind for kind in KINDS if not any(one.startswith(kind) for one in found)] == []


@pytest.mark.peer("CVE-2026-45414", "CVE-2023-48220", "GHSA-6r66-34x7-46rg")
def test_a_code_is_another_one_for_another_purpose_and_next_door(app, community, other_community):
    """Decidim CVE-2023-48220 and CVE-2026-45414: an invitation passed as a reset, a token of one tenant at another."""
    with app.app_context():
        with use(community.id):
            here = code_hash("activate", "ABCDE-23456")
            assert here == code_hash("activate", "abcde 23456") != code_hash("reset", "ABCDE-23456")
            token = sign_number(7, "venues.door", "123456")
            assert (number_in(token), is_signed(token, "venues.door", "123456")) == (7, True)
            wrong = [("venues.door", "123457"), ("venues.door",), ("activities", "123456"), ("venues", "door", "123456")]
            assert [is_signed(token, *asked) for asked in wrong] == [False] * 4
        with use(other_community.id):
            assert code_hash("activate", "ABCDE-23456") != here
            assert not is_signed(token, "venues.door", "123456")
