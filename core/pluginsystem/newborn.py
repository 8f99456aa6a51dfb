"""Writes a new plugin: a copy of the folder `template/`, under the names that its author chose.

The template is a whole plugin called my_plugin. Its files end in `-tpl`, so that nothing takes them for code of the core.
"""
from __future__ import annotations

import keyword
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from core.errors import Refused
from core.pluginsystem.errors import ManifestError
from core.pluginsystem.manifest import Manifest
from core.pluginsystem.registry import plugins_of
from core.texts import gettext as _

TEMPLATE = Path(__file__).parent / "template"
SUFFIX = "-tpl"
LONGEST_TITLE = 20


class CannotWrite(Refused):
    """The new plugin's name, title or place will not do; the sentence says why."""


def write_plugin(name: str, title: str, into: Path) -> Path:
    """Write the plugin `name` into a folder of plugins and return its own folder; raises CannotWrite.

    `title`: what people call it; empty: its name in words. Nothing is written when something is refused.
    """
    english = name.replace("_", " ").capitalize()
    title = title.strip() or english
    _check(name, title, into)
    words = {"my_plugin": name, "my-plugin": name.replace("_", "-"), "My plugin": english, "我的插件": title}
    for source in sorted(TEMPLATE.rglob(f"*{SUFFIX}")):
        place = source.relative_to(TEMPLATE).as_posix().removesuffix(SUFFIX)
        target = into / name / _renamed(place, words)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_renamed(source.read_text(encoding="utf-8"), words), encoding="utf-8")
    _compile(into / name / "translations")
    return into / name


def _check(name: str, title: str, into: Path) -> None:
    try:
        Manifest(name=name, title=title)
    except ManifestError as error:
        raise CannotWrite(str(error)) from error
    if keyword.iskeyword(name):
        raise CannotWrite(_("%(name)s 是 Python 的关键字，不能当插件名，请换一个名字。", name=name))
    if len(title) > LONGEST_TITLE or any(letter in title for letter in "\"\\%{}\n"):
        raise CannotWrite(_("标题最多 %(most)s 个字，不能有引号、反斜杠、百分号和花括号。", most=LONGEST_TITLE))
    known = plugins_of().by_name.get(name)
    if known is not None:
        place = known.find.place if known.find else ""
        raise CannotWrite(_("已经有插件 %(name)s 了（在 %(place)s），请换一个名字。", name=name, place=place))
    if (into / name).exists():
        raise CannotWrite(_("%(place)s 已经存在，不会覆盖它；请换一个名字或别的文件夹。", place=into / name))


def _renamed(text: str, words: dict[str, str]) -> str:
    for old, new in words.items():
        text = text.replace(old, new)
    return text


def _compile(folder: Path) -> None:
    for source in folder.rglob("*.po"):
        with source.open("rb") as texts, source.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, read_po(texts))
