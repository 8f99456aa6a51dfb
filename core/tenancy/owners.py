"""Whose code a module is: core's, or one plugin's."""
from __future__ import annotations

_packages: dict[str, str] = {}


def register_package(package: str, owner: str) -> None:
    """Note that `package` (say `plugins.hello` or `linli_garden`) and all below it belong to the plugin `owner`."""
    _packages[package] = owner


def owner_of(module: str) -> str:
    """The plugin that owns a module, or "core"."""
    parts = module.split(".")
    for length in range(len(parts), 0, -1):
        owner = _packages.get(".".join(parts[:length]))
        if owner:
            return owner
    return parts[1] if parts[0] == "plugins" and len(parts) > 1 else "core"
