"""Writes the reference pages of `docs/plugins/` from the code: a page per hook, every name of `core.api`, every macro.

`python -m core.plugin_docs` writes them, `--check` says which differ from the code.
"""
from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Iterator
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, ForwardRef

from sqlalchemy import inspect as mapped

from core import api
from core.accounts.permissions import BUILTIN_ROLES
from core.people.sensitive import Sensitive
from core.pluginsystem import hookspecs
from core.pluginsystem.manifest import CATEGORIES
from core.web import filters
from core.web.setup import FILTERS

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs/plugins"
LONGEST_EXAMPLE = 14  # lines; of several plugins the fullest that is not longer is shown
# What has no docstring of its own.
VALUES = {
    "CHILD_DATA": "the purpose under which a guardian consents to the use of a child's data.",
    "GUARDIAN_RELATIONS": "the relations of a guardian to a child, key to title.",
    "MOST_TASKS": "how many tasks a plugin hands over at the most.",
    "SUPPORTED": "the numbers of this interface that a manifest may ask for.",
    "SYSTEM": "the actor of jobs and of the operator's commands; may do everything.",
    "Form": "the base class of forms: Flask-WTF's, with the token against forged requests; texts arrive without invisible characters.",
    "_": "gettext, for a text said now.",
    "_l": "lazy_gettext, for a text said later, such as a label.",
    "db": "Flask-SQLAlchemy's object, for what `session` does not offer.",
    "gettext": "the text in the reader's language.",
    "hookimpl": "marks a function as this plugin's answer to a hook.",
    "lazy_gettext": "the text in the reader's language at the moment when it is shown.",
    "new_id": "makes the id of a row, where it is needed before the row is.",
    "ngettext": "the text for one or for several.",
    "session": "the session of the community in force; a view commits it.",
}
# What a class takes from a list that its docstring does not repeat.
CHOICES = {"Manifest": ("category", CATEGORIES), "Permission": ("default_roles", BUILTIN_ROLES)}
MACROS = ROOT / "core/web/templates/macros"
ICONS = "core/web/tools/icons.txt"
NOTE = "<!-- Written by `python -m core.plugin_docs` from the code; change it there. -->\n\n"


def pages() -> dict[Path, str]:
    """All generated pages by path."""
    hooks = {name: _hook_page(name, *said) for name, said in _hooks().items()}
    written = {DOCS / f"hooks/{name}.md": page for name, page in hooks.items()}
    return {**written, DOCS / "hooks/README.md": _hook_index(), DOCS / "api.md": _api_page(), DOCS / "macros.md": _macro_page()}


def _hooks() -> dict[str, tuple[str, str]]:
    """Hook -> when it is asked and what a failure means, as the headings in hookspecs.py say it."""
    found, when, failure = {}, "", ""
    for line in inspect.getsource(hookspecs).splitlines():
        if line.startswith("# --- "):
            when, _, failure = line.removeprefix("# --- ").partition("; ")
        elif (name := re.match(r"def (\w+)\(", line)) and hasattr(getattr(hookspecs, name[1]), "linli_spec"):
            found[name[1]] = (when, failure)
    return found


def _hook_page(name: str, when: str, failure: str) -> str:
    spec = getattr(hookspecs, name)
    place, example = _example(name)
    return (
        f"{NOTE}# {name}\n\n```python\n@hookimpl\n{_signature(spec, name)}: ...\n```\n\n{inspect.getdoc(spec)}\n\n"
        f"- When: {when}.\n- If it fails: {failure or 'see the kinds of hooks in [the list](README.md)'}.\n\n"
        f"## Example\n\nFrom `{place}`:\n\n```python\n{example}\n```\n"
    )


def _hook_index() -> str:
    last = ""
    text = f"{NOTE}# Hooks\n\nA plugin implements those that it needs, in `hooks.py`, and names only the arguments it uses."
    text += " What they return is made of the classes in [core.api](../api.md#pluginsystem).\n"
    for name, (when, failure) in _hooks().items():
        if when != last:
            text += f"\n## {when.capitalize()}\n\nIf one fails: {failure}.\n\n"
            last = when
        text += f"- [{name}]({name}.md): {_first_sentence(getattr(hookspecs, name))}\n"
    return text


def _example(name: str) -> tuple[str, str]:
    """Where a plugin implements the hook, and how. Raises LookupError for a hook that nothing uses."""
    found = _implementations("plugins").get(name) or _implementations("tests/sample_plugins").get(name)
    if not found:
        raise LookupError(f"no plugin implements the hook {name}: a hook comes with a plugin that uses it")
    short = [each for each in found if each[1].count("\n") < LONGEST_EXAMPLE]
    return max(short, key=lambda each: each[1].count("\n")) if short else min(found, key=lambda each: len(each[1]))


@cache
def _implementations(folder: str) -> dict[str, list[tuple[str, str]]]:
    """Hook -> the places below a folder where a plugin implements it, with the source."""
    found: dict[str, list[tuple[str, str]]] = {}
    for file in sorted((ROOT / folder).rglob("*.py")):
        source = file.read_text(encoding="utf-8")
        if "@hookimpl" not in source:
            continue
        for node in ast.parse(source).body:
            if isinstance(node, ast.FunctionDef) and any("hookimpl" in ast.unparse(each) for each in node.decorator_list):
                lines = source.splitlines()[node.decorator_list[0].lineno - 1 : node.end_lineno]
                found.setdefault(node.name, []).append((str(file.relative_to(ROOT)), "\n".join(lines)))
    return found


def _api_page() -> str:
    """Every name by the feature of the core that it comes from."""
    chapters: dict[str, list[str]] = {}
    for name in api.__all__:
        value = getattr(api, name)
        chapters.setdefault(_feature(value), []).append(_entry(name, value))
    text = f"{NOTE}# Everything in core.api\n\nNothing here is taken away or changes its meaning within one `api` number.\n"
    for feature in sorted(chapters):
        text += f"\n## {feature}\n\n" + "\n".join(chapters[feature]) + "\n"
    return text


def _feature(value: Any) -> str:
    if not inspect.ismodule(value) and not inspect.isclass(value) and not inspect.isfunction(value):
        return "values"
    module = getattr(value, "__module__", "")
    parts = (value.__name__ if inspect.ismodule(value) else module).split(".")
    if parts[0] != "core":
        return "values"
    return ".".join(parts[1:3]) if parts[1] == "kernel" else parts[1]


def _entry(name: str, value: Any) -> str:
    if inspect.isfunction(value) and name not in VALUES:
        return f"- `{_signature(value, name).removeprefix('def ')}`: {_first_sentence(value)}"
    if inspect.isclass(value) and name not in VALUES:
        return f"- `{_constructed(name, value)}`: {_whole(value)}{_columns(value)}{_choices(name)}"
    if name not in VALUES:
        return f"- `{name}`: {_first_sentence(value)}"
    return f"- `{name}`: {VALUES[name]}"


def _constructed(name: str, value: Any) -> str:
    """The class as it is made; a row by its columns, and errors and mixins by keyword as everywhere."""
    row_or_error = issubclass(value, Exception) or hasattr(value, "__mapper__")
    if row_or_error or getattr(value, "_is_protocol", False) or not {"__init__", "__new__"} & vars(value).keys():
        return name
    return _signature(value, name).removeprefix("def ").removesuffix(" -> None")


def _columns(value: Any) -> str:
    """What a row of the core has, as a plugin reads and filters it."""
    if not hasattr(value, "__mapper__"):
        return ""
    secret = [name for name, held in vars(value).items() if isinstance(held, Sensitive)]
    ties = [each.key for each in mapped(value).relationships]
    hidden = {"id", "community_id", *(f"{name}_{part}" for name in secret for part in ("cipher", "token", "tail"))}
    plain = [c.key for c in mapped(value).column_attrs if c.key not in hidden and c.key.removesuffix("_id") not in ties]
    kinds = (("columns", plain), ("belongs to", ties), ("sensitive", secret))
    return " (" + "; ".join(f"{kind}: {', '.join(names)}" for kind, names in kinds if names) + ")"


def _choices(name: str) -> str:
    field, known = CHOICES.get(name, ("", ()))
    return f" `{field}`: {', '.join(known)}." if field else ""


def _macro_page() -> str:
    """Every macro by the file that it stands in, as the comment above it says, and the filters of templates."""
    text = (
        f"{NOTE}# Macros and filters\n\n`{{% from \"macros.html\" import field, form_card %}}`; the gallery at `/xinzhu/_ui` shows them."
        f" Icons are named in `{ICONS}`.\n"
    )
    for file in sorted(MACROS.glob("*.html")):
        found = re.findall(r"\{#-\s*((?:(?!#\}).)+?)\s*-#\}\s*\{% macro [a-z]", file.read_text(encoding="utf-8"), re.DOTALL)
        told = [re.sub(r"\{% (?:end)?raw %\}", "", " ".join(comment.split())) for comment in found]
        text += f"\n## {file.stem}\n\n"
        for call, _sep, said in (each.partition("): ") for each in told):
            text += f"- `{call})`: {escape(said, quote=False)}\n"
    return text + "\n## Filters\n\n" + "".join(f"- `{name}`: {_first_sentence(getattr(filters, name))}\n" for name in FILTERS)


class _Plain:
    """An annotation that is shown as it was written."""

    def __init__(self, text: Any) -> None:
        self.text = text

    def __repr__(self) -> str:
        if isinstance(self.text, ForwardRef):
            return self.text.__forward_arg__
        return self.text if isinstance(self.text, str) else inspect.formatannotation(self.text)


def _signature(function: Any, name: str) -> str:
    signature = inspect.signature(function)
    parameters = [
        each if each.annotation is each.empty else each.replace(annotation=_Plain(each.annotation), default=_default(each.default))
        for each in signature.parameters.values()
    ]
    returned = signature.return_annotation
    told = returned if returned is signature.empty else _Plain(returned)
    return f"def {name}{signature.replace(parameters=parameters, return_annotation=told)}"


def _default(value: Any) -> Any:
    """A default as the page shows it: a function by its name, since its address differs from run to run."""
    return _Plain(value.__qualname__) if inspect.isroutine(value) else value


def _whole(value: Any) -> str:
    return " ".join((inspect.getdoc(value) or _first_sentence(value)).split())


def _first_sentence(value: Any) -> str:
    text = " ".join((inspect.getdoc(value) or "").split("\n\n")[0].split())
    if not text:
        raise LookupError(f"{value!r} has no docstring: a name of core.api says what it is for")
    return text


def differences() -> Iterator[str]:
    """A sentence for each page that is not what the code says."""
    wanted = pages()
    for path, text in wanted.items():
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            yield f"{path.relative_to(ROOT)} differs from the code: run python -m core.plugin_docs"
    for path in sorted((DOCS / "hooks").glob("*.md")):
        if path not in wanted:
            yield f"{path.relative_to(ROOT)} is about a hook that does not exist"


def main() -> None:
    """Write the pages, or check them with `--check`: ends with 1 where one differs."""
    if "--check" in sys.argv:
        sys.exit("\n".join(differences()) or 0)
    for path, text in pages().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
