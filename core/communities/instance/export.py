"""A community as it runs now, written as the files that would bring it about; and how those differ from its files."""
from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w

from core.communities.instance.merge import Change
from core.communities.instance.parts import parts
from core.communities.instance.reader import Instance, checked, folder_of, read_instance
from core.communities.instance.schema import Building
from core.tenancy.session import db

HEAD = "# {name}: as the site had it when this file was exported. Comments of an older file are not kept.\n"


@dataclass(frozen=True)
class Exported:
    """The tables of community.toml and the lines of buildings.csv."""

    tables: dict[str, Any]
    buildings: list[dict[str, Any]]

    @property
    def toml(self) -> str:
        """community.toml."""
        return HEAD.format(name=self.tables["name"]) + tomli_w.dumps(self.tables)

    @property
    def csv(self) -> str:
        """buildings.csv, or nothing where there are no buildings."""
        if not self.buildings:
            return ""
        out = io.StringIO()
        writer = csv.DictWriter(out, list(Building.model_fields), lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.buildings)
        return out.getvalue()

    def overwrites(self, folder: Path) -> list[Path]:
        """The files of the folder that would lose what they say."""
        return [path for path, text in self._files(folder).items() if path.exists() and path.read_text("utf-8") != text]

    def write(self, folder: Path) -> list[Path]:
        """Write both files; returns their paths."""
        folder.mkdir(parents=True, exist_ok=True)
        files = self._files(folder)
        for path, text in files.items():
            path.write_text(text, "utf-8")
        return list(files)

    def _files(self, folder: Path) -> dict[Path, str]:
        return {folder / "community.toml": self.toml, folder / "buildings.csv": self.csv}


def export(slug: str) -> Exported:
    """The community in force. The demo's size is taken over from its file, since nothing that runs knows it."""
    tree: dict[str, Any] = {}
    for part in parts():
        tree |= part.exported(db.session)
    buildings = tree.pop("buildings", [])
    if (folder_of(slug) / "community.toml").is_file():
        demo = read_instance(slug).file.demo
        tree |= {"demo": demo.model_dump(mode="json")} if demo else {}
    return Exported({key: value for key, value in tree.items() if value != {}}, buildings)


def differences(slug: str) -> list[Change]:
    """Where the community in force differs from its file: `before` is the file's value, `after` what runs now."""
    instance = read_instance(slug)
    found = export(slug)
    running = Instance(slug, instance.folder, checked(instance.name, found.tables), _rows(found.buildings))
    changes: list[Change] = []
    for part in parts():
        usual = part.defaults(db.session)
        file, now = part.wanted(instance), part.wanted(running)
        pairs = ((key, file.get(key, usual.get(key)), now.get(key, usual.get(key))) for key in sorted({*file, *now}))
        changes += [Change(key, before, after) for key, before, after in pairs if before != after]
    return changes


def _rows(lines: list[dict[str, Any]]) -> tuple[Building, ...]:
    return tuple(Building.model_validate(line) for line in lines)
