"""The tool that keeps the English catalogues complete."""
from __future__ import annotations

import pytest

from core.web.tools import messages


@pytest.fixture
def owner(tmp_path, monkeypatch):
    """A plugin's folder with one page."""
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    (tmp_path / "core/translations").mkdir(parents=True)
    (tmp_path / "core/translations/babel.cfg").write_text("[python: **.py]\n")
    folder = tmp_path / "plugins/greet"
    folder.mkdir(parents=True)
    (folder / "views.py").write_text('_("%(name)s，你好")')
    return folder


def test_new_messages_are_collected_and_named_until_they_are_translated(owner) -> None:
    messages.update(owner)
    assert list(messages.complaints(owner)) == ["plugins/greet: not translated: %(name)s，你好"]
    _translate(owner, "Hello %(name)s")
    messages.update(owner)
    assert list(messages.complaints(owner)) == []


def test_wrong_placeholders_and_leftovers_are_named(owner) -> None:
    messages.update(owner)
    _translate(owner, "Hello %(nmae)s")
    (complaint,) = messages.complaints(owner)
    assert "a placeholder that the message does not have" in complaint
    (owner / "views.py").write_text("")
    assert list(messages.complaints(owner)) == ["plugins/greet: no longer used: %(name)s，你好"]


def _translate(owner, text: str) -> None:
    file = messages.catalogue_of(owner)
    file.write_text(file.read_text().replace('你好"\nmsgstr ""', f'你好"\nmsgstr "{text}"'))
