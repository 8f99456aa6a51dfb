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
    return _plugin(tmp_path, "greet")


def test_new_messages_are_collected_and_named_with_their_file_until_they_are_translated(owner) -> None:
    messages.update(owner)
    assert list(messages.complaints(owner)) == ["plugins/greet/views.py:1: not translated: %(name)s，你好"]
    _translate(owner, "Hello %(name)s")
    messages.update(owner)
    assert list(messages.complaints(owner)) == []


@pytest.mark.parametrize(
    ("english", "fault"),
    [
        ("Hello %(nmae)s", "the placeholders differ in ['Hello %(nmae)s']"),
        ("Hello", "the placeholders differ in ['Hello']"),
        ("Hello %(name)s，", "Chinese characters in ['Hello %(name)s，']"),
    ],
)
def test_a_broken_translation_is_named(owner, english, fault) -> None:
    messages.update(owner)
    _translate(owner, english)
    assert list(messages.complaints(owner)) == [f"plugins/greet/views.py:1: {fault}: %(name)s，你好"]


def test_a_guess_and_a_leftover_are_named(owner) -> None:
    messages.update(owner)
    _translate(owner, "Hello %(name)s")
    file = messages.catalogue_of(owner)
    file.write_text(file.read_text().replace("#, python-format", "#, fuzzy, python-format"))
    assert list(messages.complaints(owner)) == [
        "plugins/greet/views.py:1: the translation is only a guess (fuzzy): %(name)s，你好"
    ]
    (owner / "views.py").write_text("")
    assert list(messages.complaints(owner)) == ["plugins/greet: no longer used: %(name)s，你好"]


def test_two_owners_that_say_a_message_differently_are_named(owner, tmp_path) -> None:
    other = _plugin(tmp_path, "wave")
    for folder, english in ((owner, "Hello %(name)s"), (other, "Hi %(name)s")):
        messages.update(folder)
        _translate(folder, english)
    assert list(messages.disagreements()) == [
        "%(name)s，你好: greet says ['Hello %(name)s'], wave says ['Hi %(name)s']"
    ]


def test_an_owner_without_texts_needs_no_catalogue(owner) -> None:
    (owner / "views.py").write_text("")
    messages.update(owner)
    assert not messages.catalogue_of(owner).exists()
    assert list(messages.complaints(owner)) == []


def _plugin(root, name):
    folder = root / "plugins" / name
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "views.py").write_text('_("%(name)s，你好")')
    return folder


def _translate(owner, text: str) -> None:
    file = messages.catalogue_of(owner)
    file.write_text(file.read_text().replace('你好"\nmsgstr ""', f'你好"\nmsgstr "{text}"'))
