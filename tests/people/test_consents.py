"""Consents: one row per purpose and text version, withdrawn in one step, kept as history."""
from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import select

from core.kernel.actor import SYSTEM
from core.people import consents
from core.people.models import Consent, Person
from core.people.services import (
    VOLUNTEERING,
    Purpose,
    declare_purpose,
    give_consent,
    has_consent,
    purpose_of,
    register_person,
    withdraw_consent,
)

PHOTOS = Purpose("test_photos", "活动照片", "1", "我同意公开活动照片。")
PHOTOS_2 = Purpose("test_photos", "活动照片", "2", "我同意在社区公开活动照片。")


@pytest.fixture
def person(inside: Any) -> Person:
    return register_person(name="韦秀兰", actor=SYSTEM)


def test_a_consent_keeps_version_and_hash_of_its_text(person: Person) -> None:
    consent = give_consent(person, PHOTOS, SYSTEM)
    assert (consent.purpose, consent.text_version, consent.given_by_id) == ("test_photos", "1", person.id)
    assert consent.text_hash == sha256("我同意公开活动照片。".encode()).hexdigest()


def test_the_same_yes_twice_is_one_row(inside: Any, person: Person) -> None:
    assert give_consent(person, PHOTOS, SYSTEM) is give_consent(person, PHOTOS, SYSTEM)
    assert len(inside.scalars(select(Consent)).all()) == 1


def test_a_guardian_may_say_yes(person: Person) -> None:
    guardian = register_person(name="韦大姑", actor=SYSTEM)
    assert give_consent(person, PHOTOS, SYSTEM, given_by=guardian).given_by_id == guardian.id


def test_a_new_text_needs_a_new_yes(person: Person) -> None:
    give_consent(person, PHOTOS, SYSTEM)
    assert (has_consent(person.id, PHOTOS), has_consent(person.id, PHOTOS_2)) == (True, False)
    give_consent(person, PHOTOS_2, SYSTEM)
    assert has_consent(person.id, PHOTOS_2)


def test_withdrawing_ends_every_version_and_keeps_the_rows(inside: Any, person: Person) -> None:
    give_consent(person, PHOTOS, SYSTEM)
    give_consent(person, PHOTOS_2, SYSTEM)
    assert withdraw_consent(person, PHOTOS_2, SYSTEM) == 2
    assert (has_consent(person.id, PHOTOS), has_consent(person.id, PHOTOS_2)) == (False, False)
    assert [c.withdrawn_at is not None for c in inside.scalars(select(Consent))] == [True, True]
    assert withdraw_consent(person, PHOTOS, SYSTEM) == 0


def test_services_hear_of_a_withdrawal_and_of_nothing_that_was_never_given(
    inside: Any, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Any] = []
    monkeypatch.setattr(consents, "publish", heard.append)
    withdraw_consent(person, PHOTOS, SYSTEM)
    give_consent(person, PHOTOS, SYSTEM)
    withdraw_consent(person, PHOTOS, SYSTEM)
    assert heard == [consents.ConsentWithdrawn(person.id, PHOTOS.name)]


def test_a_yes_after_a_withdrawal_is_a_new_row(inside: Any, person: Person) -> None:
    give_consent(person, PHOTOS, SYSTEM)
    withdraw_consent(person, PHOTOS, SYSTEM)
    give_consent(person, PHOTOS, SYSTEM)
    assert (has_consent(person.id, PHOTOS), len(inside.scalars(select(Consent)).all())) == (True, 2)


def test_a_purpose_is_declared_once() -> None:
    assert purpose_of("volunteering") is VOLUNTEERING
    assert declare_purpose(VOLUNTEERING) is VOLUNTEERING
    with pytest.raises(ValueError, match="declared twice"):
        declare_purpose(Purpose("volunteering", "志愿服务", "1", "别的文字"))
