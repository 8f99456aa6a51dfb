"""An archive that is put back can carry what nobody of ours wrote."""
from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest

from core.backup.archive import Reader
from core.backup.errors import RestoreRefused
from core.backup.writing import back_up
from core.tenancy.session import use
from core.testing_accounts import make_person

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


@pytest.fixture
def archive(app: Any, community: Any, tmp_path: Path) -> Path:
    """The backup of a community with one person, alone in its folder."""
    with app.app_context(), use(community.id) as session:
        make_person("黄大姐")
        session.commit()
    path = tmp_path / "deep" / "below" / "town.linli"
    path.parent.mkdir(parents=True)
    with app.app_context():
        back_up(app, community.slug, path)
    return path


def refused(app: Any, path: Path) -> str:
    answer = app.test_cli_runner().invoke(args=["restore", str(path), "--yes"])
    assert answer.exit_code == 1
    assert isinstance(answer.exception, SystemExit), "a sentence, no traceback"
    return str(answer.output)


@pytest.mark.peer("CTFd-3.8.2")
@pytest.mark.parametrize("name", ["../../evil.py", "/tmp/linli-evil.py", "..\\..\\evil.py", "core/evil.py", "tables/person.jsonl"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_restoring_writes_no_file_whatever_the_archive_holds(app: Any, archive: Path, tmp_path: Path, name: str) -> None:
    """CTFd 3.8.2: an archive for the admin's import wrote files where its members' names said."""
    with zipfile.ZipFile(archive, "a") as added:
        added.writestr(name, "import os")
    before = sorted(tmp_path.rglob("*"))
    assert "备份里多了或少了文件" in refused(app, archive)
    assert sorted(tmp_path.rglob("*")) == before
    assert not Path("/tmp/linli-evil.py").exists()


def repacked(archive: Path, member: str, raw: bytes) -> Path:
    """The same archive with another content of one member."""
    copy = archive.with_name("repacked.linli")
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, raw if name == member else old.read(name))
    return copy


@pytest.mark.peer("CTFd-3.8.2")
def test_a_member_larger_than_the_signed_list_says_is_never_unpacked(app: Any, archive: Path) -> None:
    bomb = repacked(archive, "tables/person.jsonl", b"0" * 50_000_000)
    with app.app_context():
        reader = Reader(bomb)
        with pytest.raises(RestoreRefused, match="和清单对不上"):
            next(reader.lines("person"))
        reader.close()
    assert "和清单对不上" in refused(app, bomb)


def test_a_damaged_member_is_told_in_a_sentence(app: Any, archive: Path) -> None:
    with zipfile.ZipFile(archive) as whole:
        place = whole.getinfo("tables/person.jsonl").header_offset + 60
    raw = bytearray(archive.read_bytes())
    raw[place : place + 40] = b"\xff" * 40
    archive.write_bytes(raw)
    assert "和清单对不上" in refused(app, archive)
