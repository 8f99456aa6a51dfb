"""The front-end files of others are those that the lock names."""
from __future__ import annotations

import json

from core.web.icons import icon_shapes
from core.web.tools import vendor


def test_every_vendored_file_is_as_it_came_from_its_package() -> None:
    assert vendor.checked() == []


def test_a_changed_file_is_named(monkeypatch, tmp_path) -> None:
    lock = json.loads(vendor.LOCK.read_text())
    lock["core/web/icons.json"]["sha256"] = "0" * 64
    (tmp_path / "lock.json").write_text(json.dumps(lock))
    monkeypatch.setattr(vendor, "LOCK", tmp_path / "lock.json")
    (complaint,) = vendor.checked()
    assert complaint.startswith("core/web/icons.json was changed since it came from @tabler/icons@")


def test_every_package_brings_its_licence() -> None:
    folder = vendor.ROOT / "core/web/static/vendor/licenses"
    names = {file.stem for file in folder.iterdir()}
    assert {"bootstrap", "popper", "htmx", "echarts", "zrender", "tabler-icons"} <= names


def test_the_lock_file_of_npm_names_no_registry() -> None:
    assert '"resolved"' not in (vendor.HERE / "package-lock.json").read_text()


def test_the_icons_are_those_of_the_list() -> None:
    assert sorted(icon_shapes()) == sorted((vendor.HERE / "icons.txt").read_text().split())
