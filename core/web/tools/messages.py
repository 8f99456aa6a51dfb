"""Collect the messages of core and of each plugin into their English catalogues, or check that none is missing.

`python -m core.web.tools.messages` updates the .po files, `--check` names every message that is not translated, is no
longer used, or whose translation has other placeholders.
"""
from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[3]
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "N_": None, "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def owners() -> list[Path]:
    """Core's folder and those of the plugins that show a text."""
    return [ROOT / "core", *sorted(path.parent for path in (ROOT / "plugins").glob("*/translations"))]


def found_in(folder: Path) -> Catalog:
    """The messages that an owner's Python and templates use."""
    with (ROOT / "core/translations/babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    catalogue = _empty()
    for _file, _line, message, comments, context in extract_from_dir(folder, methods, options, KEYWORDS):
        catalogue.add(message, None, auto_comments=comments, context=context)
    return catalogue


def catalogue_of(folder: Path) -> Path:
    """An owner's English catalogue."""
    return folder / "translations/en/LC_MESSAGES/messages.po"


def update(folder: Path) -> None:
    """Add new messages, drop those that nobody uses, keep the translations."""
    file = catalogue_of(folder)
    known = _read(file)
    known.update(found_in(folder), no_fuzzy_matching=True, update_header_comment=False, update_creation_date=False)
    known.obsolete.clear()
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as out:
        write_po(out, known, no_location=True, sort_output=True, width=120)


def complaints(folder: Path) -> Iterator[str]:
    """A sentence about each message that readers of English would miss or see broken."""
    known, found = _read(catalogue_of(folder)), found_in(folder)
    owner = folder.relative_to(ROOT)
    for message in found:
        if not message.id:
            continue
        translated = known.get(message.id, message.context)
        texts = _texts(translated.string) if translated else []
        if not texts or not all(texts):
            yield f"{owner}: not translated: {message.id}"
        elif any(_places(text) - _places(*_texts(message.id)) for text in texts):
            yield f"{owner}: a placeholder that the message does not have: {message.id} -> {texts}"
    yield from (f"{owner}: no longer used: {m.id}" for m in known if m.id and found.get(m.id, m.context) is None)


def _read(file: Path) -> Catalog:
    if not file.exists():
        return _empty()
    with file.open("rb") as source:
        return read_po(source, locale="en")


def _empty() -> Catalog:
    people = "the Linli authors"
    return Catalog(
        locale="en", header_comment="# English texts of Linli.", project="Linli", version="1", fuzzy=False,
        copyright_holder=people, last_translator=people, language_team=people, msgid_bugs_address=people,
    )


def _texts(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())


def _places(*texts: str) -> set[str]:
    return {name for text in texts for name in PLACEHOLDER.findall(text)}


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit("\n".join(line for owner in owners() for line in complaints(owner)) or 0)
    for each in owners():
        update(each)
