"""A full disk: what writes is refused with a page that says so, what reads works, and room alone mends it."""
from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from core import clock
from core.people.models import Person
from core.tenancy.engines import app_engine
from core.tenancy.nodes import ensure_node
from core.tenancy.session import use
from core.testing import CommunityClient, add_community
from core.testing_accounts import csrf_of, next_phone, sign_in_as
from core.testing_sites import SqliteSite
from tests.faults.books import sqlite_file_is_sound

MEGABYTES = 32


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with little room."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "none", str(folder)]
    if os.geteuid() != 0 or shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)  # a failed test may still hold the file


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """Fill the disk to the last byte."""
    with (folder / "filler").open("wb", buffering=0) as filler:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    filler.write(b"0" * size)
            except OSError:
                continue
    try:
        yield
    finally:
        (folder / "filler").unlink()


def test_on_a_full_disk_people_read_and_are_told_and_room_is_all_it_takes(
    small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = SqliteSite(small_disk / "site")
    app = site.app
    ensure_node(app_engine(app))
    community = add_community(app, "xinzhu-test", "新竹测试社区")
    app.test_client_class = CommunityClient
    browser: Any = app.test_client()
    browser.slug = community.slug
    sign_in_as(app, browser, community, "community_admin")
    token = csrf_of(browser, "/password")

    def enter(name: str) -> Any:
        fields = {"name": name, "phone": next_phone(), "sex": "f", "on": "2024-01-05", "csrf_token": token}
        return browser.post("/desk/people/new", data=fields)

    assert enter("陈玉芬").status_code == 302
    with full(small_disk):
        clock.shift(timedelta(minutes=5))  # each page would note that the browser was seen
        try:
            refused = [enter(f"写不下{number}") for number in range(3)]
            pages = [browser.get(path).status_code for path in ("/", "/desk/people", "/me/", "/console/plugins")]
        finally:
            clock.shift(timedelta(0))
        assert [answer.status_code for answer in refused] == [503, 503, 503]
        assert "请过几分钟再试" in refused[0].text and refused[0].headers["Retry-After"] == "30"
        assert pages == [200, 200, 200, 200]
    assert enter("有地方了").status_code == 302
    with app.app_context(), use(community.id) as session:
        assert session.scalar(select(func.count(Person.id)).where(Person.name.like("写不下%"))) == 0
        assert session.scalar(select(func.count(Person.id)).where(Person.name == "有地方了")) == 1
    site.close()
    assert sqlite_file_is_sound(site.file)
