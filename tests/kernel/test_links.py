"""Secret addresses: only the holder of the newest token reads, and taking one back works at once."""
from __future__ import annotations

from typing import Any

import pytest

from core.errors import Missing
from core.kernel.links import SecretLink, close_link, has_link, linked, open_link
from core.tenancy.session import use


def test_the_holder_of_a_token_is_led_to_the_person(inside: Any) -> None:
    link = linked("sample.calendar", open_link("sample.calendar", 42, 7))
    assert (link.person_id, link.subject_id, has_link("sample.calendar", 42, 7)) == (42, 7, True)


def test_a_token_is_not_kept_and_opens_its_own_kind_only(inside: Any) -> None:
    token = open_link("sample.calendar", 42)
    assert token not in str([vars(row) for row in inside.query(SecretLink)])
    for kind, wrong in (("sample.other", token), ("sample.calendar", token[:-1]), ("sample.calendar", "")):
        with pytest.raises(Missing):
            linked(kind, wrong)


@pytest.mark.peer("CVE-2026-45377")
def test_a_new_token_and_closing_both_end_the_one_before(inside: Any) -> None:
    first, second = open_link("sample.calendar", 42), open_link("sample.calendar", 42)
    with pytest.raises(Missing):
        linked("sample.calendar", first)
    assert linked("sample.calendar", second).person_id == 42
    assert (close_link("sample.calendar", 42), close_link("sample.calendar", 42)) == (True, False)
    with pytest.raises(Missing):
        linked("sample.calendar", second)


@pytest.mark.peer("CVE-2026-45414")
def test_another_community_knows_nothing_of_it(app: Any, community: Any, other_community: Any) -> None:
    with app.app_context(), use(community.id) as session:
        token = open_link("sample.calendar", 42)
        session.commit()
    with app.app_context(), use(other_community.id), pytest.raises(Missing):
        linked("sample.calendar", token)
