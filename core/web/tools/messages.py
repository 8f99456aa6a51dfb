"""Collect the messages of core and of each plugin into their English catalogues, or check that none is missing.

`python -m core.web.tools.messages` updates the .po files, `--check` says in a sentence what readers of English would
miss or see broken. Both look at core and `plugins/`, or at the folders of plugins that are named.
"""
from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[3]
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "N_": None, "ngettext": (1, 2)}
# %(name)s of Python, {name} of texts that a script completes.
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
# English texts that hold Chinese on purpose.
KEEPS_CHINESE: frozenset[str] = frozenset()


def owners() -> list[Path]:
    """Core's folder and each plugin's."""
    return [ROOT / "core", *sorted(path.parent for path in (ROOT / "plugins").glob("*/__init__.py"))]


def found_in(folder: Path) -> Catalog:
    """The messages that an owner's Python and templates use, with the files that use them."""
    with (ROOT / "core/translations/babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    catalogue = _empty()
    for source, line, message, comments, context in extract_from_dir(folder, methods, options, KEYWORDS):
        place = str(_name(folder) / source)
        catalogue.add(message, None, [(place, line)], auto_comments=comments, context=context)
    return catalogue


def catalogue_of(folder: Path) -> Path:
    """An owner's English catalogue."""
    return folder / "translations/en/LC_MESSAGES/messages.po"


def update(folder: Path) -> None:
    """Add new messages, drop those that nobody uses, keep the translations; nothing for an owner without texts."""
    file, found = catalogue_of(folder), found_in(folder)
    if not len(found) and not file.exists():
        return
    known = _read(file)
    known.update(found, no_fuzzy_matching=True, update_header_comment=False, update_creation_date=False)
    known.obsolete.clear()
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as out:
        write_po(out, known, no_location=True, sort_output=True, width=120)


def complaints(folder: Path) -> Iterator[str]:
    """A sentence about each message that readers of English would miss or see broken."""
    known, found = _read(catalogue_of(folder)), found_in(folder)
    owner = _name(folder)
    for message in found:
        if message.id:
            fault = _fault(message, known.get(message.id, message.context))
            if fault:
                file, line = message.locations[0]
                yield f"{file}:{line}: {fault}: {_texts(message.id)[0]}"
    yield from (f"{owner}: no longer used: {m.id}" for m in known if m.id and found.get(m.id, m.context) is None)
    yield from (f"{owner}: obsolete: {m.id}" for m in known.obsolete.values())
    write_mo(io.BytesIO(), known)


def disagreements() -> Iterator[str]:
    """Messages that two owners say differently: at run time the catalogues are one, so only one would be seen."""
    first: dict[str, tuple[Path, list[str]]] = {}
    for folder in owners():
        for message in _read(catalogue_of(folder)):
            if not message.id:
                continue
            said, key = _texts(message.string), _texts(message.id)[0]
            other, before = first.setdefault(key, (folder, said))
            if before != said:
                yield f"{key}: {other.name} says {before}, {folder.name} says {said}"


def _name(folder: Path) -> Path:
    """An owner's folder as it is called in sentences; a plugin may live outside of this checkout."""
    return folder.relative_to(ROOT) if folder.is_relative_to(ROOT) else Path(folder.name)


def _fault(message: Message, translated: Message | None) -> str | None:
    texts = _texts(translated.string) if translated else []
    if not texts or not all(text.strip(" ") for text in texts):
        return "not translated"
    if translated and translated.fuzzy:
        return "the translation is only a guess (fuzzy)"
    wanted = _places(*_texts(message.id))
    if any(_places(text) != wanted for text in texts):
        return f"the placeholders differ in {texts}"
    if any(CHINESE.search(text) for text in texts) and _texts(message.id)[0] not in KEEPS_CHINESE:
        return f"Chinese characters in {texts}"
    return None


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


def main() -> None:
    """Update, or check with `--check`: ends with 1 and the sentences when something is missing."""
    named = [Path(argument).resolve() for argument in sys.argv[1:] if argument != "--check"]
    if "--check" in sys.argv:
        said = [line for owner in named or owners() for line in complaints(owner)]
        sys.exit("\n".join([*said, *disagreements()]) or 0)
    for each in named or owners():
        update(each)


if __name__ == "__main__":
    main()
