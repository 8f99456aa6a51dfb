"""Reads a plugin's source without running it: which modules of ours it imports, and which database doors it opens."""
from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from core.pluginsystem.registry import Plugin

ALLOWED = ("core.api", "core.testing", "core.pluginsystem.contract")


def source_files(plugin: Plugin) -> list[Path]:
    """The plugin's Python files, tests and migrations left out."""
    if plugin.folder is None:
        return [Path(str(plugin.module.__file__))] if plugin.module else []
    own = (path.relative_to(plugin.folder) for path in sorted(plugin.folder.rglob("*.py")))
    return [plugin.folder / path for path in own if path.parts[0] not in ("tests", "migrations")]


def source_faults(plugin: Plugin) -> list[str]:
    """Imports of anything of the core but `core.api`, or of another plugin, as sentences with file and line."""
    return [fault for path in source_files(plugin) for fault in _faults_of(plugin, path)]


def _faults_of(plugin: Plugin, path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        for module in _imported(node):
            if _is_foreign(plugin, module):
                yield f"{path.name}:{node.lineno}: imports {module}; a plugin imports core.api only"  # type: ignore[attr-defined]  # an import has a line


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
        if node.module in ("core", "plugins"):
            return [f"{node.module}.{alias.name}" for alias in node.names]
        return [node.module]
    return []


def _is_foreign(plugin: Plugin, module: str) -> bool:
    own = plugin.find.package if plugin.find else ""
    if module == own or module.startswith(f"{own}."):
        return False
    return module.split(".")[0] in ("core", "plugins") and module not in ALLOWED
