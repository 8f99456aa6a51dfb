"""Keys are exchanged while others read and write: nothing is unreadable for a moment, nothing stays under the old key."""
from __future__ import annotations

import threading
from contextvars import Context
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from core import crypto
from core.crypto import load_key_file
from core.errors import Refused
from core.kernel import audit
from core.kernel.actor import SYSTEM
from core.kernel.pictures import keep_picture
from core.kernel.pictures.models import Picture
from core.kernel.pictures.services import send_picture
from core.keys import rotation
from core.keys.sealed import sealed_columns
from core.people.models import Person
from core.pluginsystem.models import PluginState
from core.pluginsystem.settings import opened, sealed
from core.tenancy.engines import owner_engine
from core.tenancy.session import db, use
from core.testing_accounts import make_account, make_person, next_phone, sign_in

PEOPLE, WHO_MOVE = 300, 100


@pytest.fixture
def keys(app: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A key file of this test's own, read again at every use."""
    path = tmp_path / "keys.json"
    crypto.make_key_file(path)
    monkeypatch.setattr(crypto, "RELOAD_SECONDS", 0.01)
    monkeypatch.setattr(rotation, "RELOAD_SECONDS", 0.05)
    monkeypatch.setattr(app.extensions["linli.settings"], "key_file", path)
    monkeypatch.setitem(app.extensions, "linli.keys", crypto.WatchedKeys(path))
    return path


def photo() -> bytes:
    out = BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def town(app: Any, community: Any, keys: Path) -> dict[int, str]:
    """Person -> phone; also a picture, a secret setting, an account and sealed audit."""
    with app.app_context(), use(community.id):
        phones = [next_phone() for _person in range(PEOPLE)]
        people = {make_person(f"居民{number}", phone=phone).id: phone for number, phone in enumerate(phones)}
        keep_picture(photo(), "test", 1)
        row = PluginState(plugin="hello", enabled=False)
        row.settings = {"token": sealed(row, "token", "秘密"), "hours": 3}
        db.session.add(row)
        audit.write("x.y", "记一笔", actor=SYSTEM)
        db.session.flush()
        audit.seal(community.id)
        db.session.commit()
        return people


def say(line: str) -> None:
    """To nobody."""


def everything_reads(app: Any, community: Any, town: dict[int, str]) -> None:
    with app.app_context(), use(community.id) as session:
        for person in session.scalars(select(Person).where(Person.id.in_(town))):
            assert Person.phone.clear(person) == town[person.id]
            found = session.scalars(select(Person.id).where(Person.phone.matches(town[person.id]))).all()
            assert found == [person.id]
        assert send_picture(session.scalars(select(Picture.id)).one(), "test", 1).data
        row = session.scalars(select(PluginState)).one()
        assert opened(row.community_id, row.id, row.settings) == {"token": "秘密", "hours": 3}
        assert audit.verify(community.id).ok


class Neighbours:
    """Two threads that go on while keys change: one reads and finds, one moves some people to new phones."""

    def __init__(self, app: Any, community: Any, town: dict[int, str]) -> None:
        self.app, self.community, self.town = app, community, town
        self.done, self.errors = {"read": 0, "write": 0}, []
        self._stop = threading.Event()
        work = (("read", self._read), ("write", self._write))
        self.threads = [threading.Thread(target=Context().run, args=(self._run, name, step)) for name, step in work]

    def __enter__(self) -> Neighbours:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *about: Any) -> None:
        self._stop.set()
        for thread in self.threads:
            thread.join()

    def _run(self, name: str, step: Any) -> None:
        ids = list(self.town)[: WHO_MOVE if name == "write" else PEOPLE]
        while not self._stop.is_set() and not self.errors:
            try:
                with self.app.app_context(), use(self.community.id) as session:
                    step(session, ids[self.done[name] * 7 % len(ids)])
            except Exception as error:
                self.errors.append(error)
            self.done[name] += 1

    def _read(self, session: Any, person_id: int) -> None:
        phone = Person.phone.clear(session.get_one(Person, person_id))
        assert phone is not None
        found = session.scalars(select(Person.id).where(Person.phone.matches(phone))).all()
        # Between the two statements the writer may have given the person another phone.
        assert found == [person_id] or Person.phone.clear(session.get_one(Person, person_id, populate_existing=True)) != phone

    def _write(self, session: Any, person_id: int) -> None:
        phone = next_phone()
        session.get_one(Person, person_id, with_for_update=True).phone = phone
        session.commit()
        self.town[person_id] = phone


def test_keys_are_exchanged_under_load_and_the_old_one_goes(
    app: Any, community: Any, keys: Path, town: dict[int, str]
) -> None:
    with Neighbours(app, community, town) as busy:
        done = rotation.rotate(app, say)
        rotation.remove(app, 1)
    assert busy.errors == []
    assert done > PEOPLE - WHO_MOVE  # the writer may have brought all of those under the new key itself
    assert min(busy.done.values()) > 10
    ring = load_key_file(keys)
    assert (list(ring.keys), ring.newest) == ([2], 2)
    assert set(rotation.counts_under_others(app, ring).values()) == {0}
    everything_reads(app, community, town)


def test_a_rotation_that_was_killed_goes_on_where_it_stopped(
    app: Any, community: Any, keys: Path, town: dict[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 50)

    def die(line: str) -> None:
        if line.startswith("person.phone_cipher") or "from now on" in line:
            raise KeyboardInterrupt

    for newest in (2, 2):
        with pytest.raises(KeyboardInterrupt):
            rotation.rotate(app, die)
        assert load_key_file(keys).newest == newest
        everything_reads(app, community, town)
    rotation.rotate(app, say)
    assert list(load_key_file(keys).keys) == [1, 2]
    rotation.remove(app, 1)
    everything_reads(app, community, town)


def test_who_signed_in_before_signs_in_after(app: Any, community: Any, client: Any, keys: Path) -> None:
    with app.app_context(), use(community.id):
        phone = make_account(make_person("许青"))
    rotation.rotate(app, say)
    rotation.remove(app, 1)
    assert sign_in(client, phone).status_code == 302


def test_a_key_that_is_needed_is_not_removed(app: Any, community: Any, keys: Path, town: dict[int, str]) -> None:
    crypto.add_key(keys)
    crypto.write_under_newest(keys)
    with pytest.raises(Refused, match=r"values are under older keys .*person.phone_cipher.*: run flask keys rotate first"):
        rotation.remove(app, 1)
    with pytest.raises(Refused, match="key 2 is the newest"):
        rotation.remove(app, 2)
    with pytest.raises(Refused, match="there is no key 7; there are 1, 2"):
        rotation.remove(app, 7)


def test_a_key_is_not_removed_while_a_plugin_with_ciphertexts_is_away(app: Any, keys: Path) -> None:
    rotation.rotate(app, say)
    with owner_engine(app).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE gone_note (id BIGINT PRIMARY KEY, words_cipher TEXT)")
    with pytest.raises(Refused, match="gone_note.words_cipher belong to plugins whose code is missing"):
        rotation.remove(app, 1)


def test_every_column_that_is_called_a_ciphertext_is_renewed(app: Any) -> None:
    with app.app_context(), owner_engine(app).connect() as connection:
        assert rotation.left_behind(connection) == []
    names = {column.name for column in sealed_columns()}
    assert {"person.id_number_cipher", "picture.sealed", "plugin_state.settings", "after_school_health_sheet.allergies_cipher"} <= names


def test_the_command_says_how_far_it_is(app: Any, community: Any, keys: Path, town: dict[int, str]) -> None:
    def run(*args: str) -> Any:
        return Context().run(app.test_cli_runner().invoke, args=["keys", *args])

    assert run("status").output.splitlines()[0] == "keys 1; written with: 1"
    assert "values rewritten. Back the key file up now" in run("rotate").output
    assert run("status").output == "keys 1, 2; written with: 2\n"
    assert run("remove", "1").output == "key 1 removed\n"
    refused = run("remove", "2")
    assert (refused.exit_code, "key 2 is the newest" in refused.output) == (1, True)
