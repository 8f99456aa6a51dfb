"""What can be seen of a plugin without running its tests, medal by medal; each check answers with sentences.

`flask plugin check` prints them and `PluginContract` asserts that there are none, so the two cannot differ.
"""
from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from core.pluginsystem.medals import Medal
from core.pluginsystem.registry import Plugin
from core.pluginsystem.source import source_faults
from core.tenancy.checks import problems
from core.tenancy.model import Base

MOST_TEXTS = 5  # so many are named: a hundred lines would hide what the other medals lack
# What a heading of the README has to speak of.
CHAPTERS = ("permissions", "settings", "what is kept about people")


def names_of_others(plugin: Plugin) -> list[str]:
    """Tables that do not begin with the plugin's name, or break the rules of tenancy."""
    tables = [table for table in Base.metadata.sorted_tables if table.info.get("owner") == plugin.name]
    strange = [t.name for t in tables if t.name != plugin.name and not t.name.startswith(f"{plugin.name}_")]
    return [f"the table {name} does not begin with {plugin.name}_" for name in strange] + [
        str(fault) for table in tables for fault in problems(table)
    ]


def templates_elsewhere(plugin: Plugin) -> list[str]:
    """Templates outside `templates/<name>/`, where they could hide those of others."""
    folder = plugin.folder / "templates" if plugin.folder else None
    found = sorted(path.name for path in folder.iterdir()) if folder and folder.is_dir() else []
    return [f"templates/{name} is outside templates/{plugin.name}/" for name in found if name != plugin.name]


def contract_left_out(plugin: Plugin) -> list[str]:
    """Says so where no test of the plugin subclasses `PluginContract`."""
    if "PluginContract" in _bases_in_tests(plugin):
        return []
    return ["no test subclasses PluginContract: write tests/test_contract.py as docs/plugins/cookbook/test.md shows"]


def permissions_without_test(plugin: Plugin) -> list[str]:
    """Permissions that no test of the plugin names."""
    words = {node.value for tree in _tests(plugin) for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    declared = plugin.manifest.permissions if plugin.manifest else ()
    return [f"no test names the permission {p.name}" for p in declared if p.name not in words]


def texts_without_english(plugin: Plugin) -> list[str]:
    """Messages that readers of English would miss or see broken."""
    from core.web.tools.messages import complaints  # Babel's extraction, for this check only

    found = list(complaints(plugin.folder)) if plugin.folder else []
    more = len(found) - MOST_TEXTS
    said = f"{more} more texts like these; python -m core.web.tools.messages {plugin.folder} collects them"
    return found if more <= 0 else [*found[:MOST_TEXTS], said]


def readme_gaps(plugin: Plugin) -> list[str]:
    """Chapters and permissions that README.md does not have."""
    path = plugin.folder / "README.md" if plugin.folder else None
    if path is None or not path.is_file():
        return ["there is no README.md"]
    text = path.read_text(encoding="utf-8")
    headings = " / ".join(re.findall(r"^## (.+)$", text, re.MULTILINE)).lower()
    gaps = [f"README.md has no chapter about {chapter}" for chapter in CHAPTERS if chapter not in headings]
    declared = plugin.manifest.permissions if plugin.manifest else ()
    short = [permission.name.partition(".")[2] for permission in declared]
    return gaps + [f"README.md does not name the permission `{name}`" for name in short if f"`{name}`" not in text]


def phone_not_tried(plugin: Plugin) -> list[str]:
    """Says so where the plugin has pages and no test subclasses `PhoneContract`."""
    if not plugin.endpoints or "PhoneContract" in _bases_in_tests(plugin):
        return []
    return ["no test subclasses PhoneContract, which opens the pages on a phone"]


CHECKS: dict[Medal, tuple[Callable[[Plugin], list[str]], ...]] = {
    Medal.BRONZE: (source_faults, names_of_others, templates_elsewhere, contract_left_out),
    Medal.SILVER: (permissions_without_test,),
    Medal.GOLD: (texts_without_english, readme_gaps, phone_not_tried),
}


def faults_of(plugin: Plugin) -> dict[Medal, list[str]]:
    """What stands between a plugin and each medal, as far as it can be seen without running its tests."""
    if plugin.refused:
        return {Medal.BRONZE: [str(plugin.reason)], Medal.SILVER: [], Medal.GOLD: []}
    return {medal: [fault for check in checks for fault in check(plugin)] for medal, checks in CHECKS.items()}


def services_of(plugin: Plugin) -> dict[Path, list[str]]:
    """The public functions of `services.py`, or of the files in `services/`, by file."""
    if plugin.folder is None:
        return {}
    files = [plugin.folder / "services.py", *sorted((plugin.folder / "services").glob("*.py"))]
    return {path: list(_public_functions(path)) for path in files if path.is_file()}


def _public_functions(path: Path) -> Iterator[str]:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node.name


def _tests(plugin: Plugin) -> list[ast.Module]:
    files = sorted((plugin.folder / "tests").rglob("*.py")) if plugin.folder else []
    return [ast.parse(path.read_text(encoding="utf-8")) for path in files]


def _bases_in_tests(plugin: Plugin) -> set[str]:
    classes = (node for tree in _tests(plugin) for node in tree.body if isinstance(node, ast.ClassDef))
    return {base.id for node in classes for base in node.bases if isinstance(base, ast.Name)}
