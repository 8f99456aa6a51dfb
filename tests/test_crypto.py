"""Fields open in their own row only, under old and new keys, and keys are kept from strangers."""
from __future__ import annotations

import json
from pathlib import Path

import pytest

from core import crypto
from core.crypto import (
    SEALS,
    CannotDecrypt,
    Cell,
    KeyFileError,
    KeyRing,
    add_key,
    drop_key,
    load_key_file,
    make_key_file,
    write_under_newest,
)

HERE = Cell("person", "phone_cipher", 7, 42)


@pytest.fixture
def ring() -> KeyRing:
    return KeyRing({1: b"k" * 32})


def test_a_field_opens_in_its_own_cell(ring: KeyRing) -> None:
    assert ring.decrypt(ring.encrypt("13800138000", HERE), HERE) == "13800138000"


def test_the_same_text_never_looks_the_same_twice(ring: KeyRing) -> None:
    assert ring.encrypt("13800138000", HERE) != ring.encrypt("13800138000", HERE)


@pytest.mark.parametrize(
    "elsewhere",
    [
        HERE._replace(table="account"),
        HERE._replace(column="id_number_cipher"),
        HERE._replace(community_id=8),
        HERE._replace(row_id=43),
    ],
)
def test_a_ciphertext_moved_to_another_cell_does_not_open(ring: KeyRing, elsewhere: Cell) -> None:
    blob = ring.encrypt("13800138000", HERE)
    with pytest.raises(CannotDecrypt):
        ring.decrypt(blob, elsewhere)


@pytest.mark.parametrize("place", [0, 1, 5, 20, -1])
def test_a_changed_byte_is_noticed(ring: KeyRing, place: int) -> None:
    blob = bytearray(ring.encrypt("13800138000", HERE))
    blob[place] ^= 1
    with pytest.raises(CannotDecrypt):
        ring.decrypt(bytes(blob), HERE)


def test_a_stump_is_refused(ring: KeyRing) -> None:
    with pytest.raises(CannotDecrypt):
        ring.decrypt(b"\x01\x01", HERE)


def test_another_installations_key_opens_nothing(ring: KeyRing) -> None:
    with pytest.raises(CannotDecrypt):
        KeyRing({1: b"x" * 32}).decrypt(ring.encrypt("13800138000", HERE), HERE)


def test_tokens_are_equal_for_equal_values_in_one_community_only(ring: KeyRing) -> None:
    token = ring.token("person.phone", "13800138000", 7)
    assert token == ring.token("person.phone", "13800138000", 7)
    assert len(token) == 17
    others = [
        ring.token("person.phone", "13800138000", 8),
        ring.token("account.phone", "13800138000", 7),
        ring.token("person.phone", "13800138001", 7),
    ]
    assert token not in others


def test_after_a_rotation_old_fields_open_and_new_ones_use_the_new_key(ring: KeyRing) -> None:
    old = ring.encrypt("13800138000", HERE)
    rotated = KeyRing({1: b"k" * 32, 2: b"n" * 32})
    new = rotated.encrypt("13800138000", HERE)
    assert rotated.decrypt(old, HERE) == rotated.decrypt(new, HERE) == "13800138000"
    assert (rotated.is_current(old), rotated.is_current(new)) == (False, True)
    with pytest.raises(CannotDecrypt):
        ring.decrypt(new, HERE)


def test_after_a_rotation_a_search_looks_for_old_and_new_tokens(ring: KeyRing) -> None:
    old = ring.token("person.phone", "13800138000", 7)
    rotated = KeyRing({1: b"k" * 32, 2: b"n" * 32})
    assert rotated.tokens("person.phone", "13800138000", 7) == [rotated.token("person.phone", "13800138000", 7), old]
    assert (rotated.is_current(old), rotated.is_current(rotated.token("p", "v", 7))) == (False, True)


def test_a_key_file_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "keys.json"
    make_key_file(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(load_key_file(path).keys) == [1]


def test_a_key_file_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    make_key_file(path)
    before = path.read_text()
    with pytest.raises(FileExistsError):
        make_key_file(path)
    assert path.read_text() == before


def test_rotation_adds_a_key_and_keeps_the_older(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    make_key_file(path)
    first = load_key_file(path).keys[1]
    assert add_key(path) == 2
    ring = load_key_file(path)
    assert (ring.newest, list(ring.keys), ring.keys[1]) == (1, [1, 2], first)
    write_under_newest(path)
    assert load_key_file(path).newest == 2
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_removed_key_checks_the_seals_it_made_and_opens_nothing(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    make_key_file(path)
    before = load_key_file(path)
    seal, field, token = before.token(SEALS, "facts", 7), before.encrypt("13800138000", HERE), before.token("p", "v", 7)
    add_key(path)
    write_under_newest(path)
    drop_key(path, 1, [7])
    after = load_key_file(path)
    assert list(after.keys) == [2]
    assert seal in after.tokens(SEALS, "facts", 7)
    assert (seal in after.tokens(SEALS, "facts", 8), token in after.tokens("p", "v", 7)) == (False, False)
    with pytest.raises(CannotDecrypt):
        after.decrypt(field, HERE)
    assert add_key(path) == 3
    assert seal in load_key_file(path).tokens(SEALS, "facts", 7)


def test_a_running_process_learns_of_a_new_key_and_outlives_a_file_that_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crypto, "RELOAD_SECONDS", -1.0)
    path = tmp_path / "keys.json"
    make_key_file(path)
    watched = crypto.WatchedKeys(path)
    add_key(path)
    assert list(watched.now().keys) == [1, 2]
    path.rename(tmp_path / "elsewhere.json")
    assert list(watched.now().keys) == [1, 2]


def test_an_interrupted_change_of_the_key_file_does_not_block_the_next(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    make_key_file(path)
    path.with_name("keys.json.new").write_text("half")
    assert add_key(path) == 2


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    make_key_file(path)
    path.chmod(0o640)
    with pytest.raises(KeyFileError, match="chmod 600"):
        load_key_file(path)


def test_a_missing_key_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="restore it from its backup, or make one for a new site: python -c"):
        load_key_file(tmp_path / "keys.json")


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"keys": {}}', '{"keys": {"1": "c2hvcnQ="}}', '{"keys": {"0": "%s"}}'])
def test_a_damaged_key_file_is_refused(tmp_path: Path, body: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(body)
    path.chmod(0o600)
    with pytest.raises(KeyFileError):
        load_key_file(path)


def test_the_key_file_is_json_by_key_id(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    make_key_file(path)
    assert list(json.loads(path.read_text())) == ["keys"]
