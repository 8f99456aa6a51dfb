"""Read an instance folder: `community.toml` and, beside it, `buildings.csv`."""
from __future__ import annotations

import csv
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import current_app
from pydantic import ValidationError

from core.communities.instance.faults import FileRefused, fault, faults_of
from core.communities.instance.schema import Building, CommunityFile
from core.config import settings_of
from core.kernel.actor import SYSTEM, Actor
from core.tenancy.wsgi import RESERVED_SLUGS
from core.texts import gettext as _

DEEPEST = 10  # tables within tables; our files need four
SHOWN = 20  # faults of a list of buildings; one wrong edge of the plan is a fault of each of its lines


@dataclass(frozen=True)
class Instance:
    """One community's files, checked, and in whose name they are written."""

    slug: str
    folder: Path
    file: CommunityFile
    buildings: tuple[Building, ...] = ()
    actor: Actor = SYSTEM

    @property
    def name(self) -> str:
        """How the main file is called in messages."""
        return f"instances/{self.folder.name}/community.toml"


def instances_folder() -> Path:
    """Where the instance folders stand: LINLI_INSTANCES_DIR, else `instances/` of the checkout."""
    return settings_of(current_app).instances_dir or Path(__file__).resolve().parents[3] / "instances"


def folder_of(slug: str) -> Path:
    """The instance folder of a community, whether it exists or not."""
    return instances_folder() / slug.replace("-", "_")


def all_slugs() -> list[str]:
    """The slugs of every folder with a community.toml, in the order of their names."""
    return sorted(p.parent.name.replace("_", "-") for p in instances_folder().glob("*/community.toml"))


def read_instance(slug: str) -> Instance:
    """The checked files of a community; raises FileRefused with every fault found."""
    folder = folder_of(slug)
    named, path = f"instances/{folder.name}/community.toml", folder / "community.toml"
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,39}", slug) or slug in RESERVED_SLUGS:
        allowed = _("小写字母、数字和 _，字母开头，不能是 %(names)s", names="、".join(sorted(RESERVED_SLUGS)))
        raise FileRefused([fault(named, slug, _("文件夹的名字不能用作地址"), allowed)])
    if not path.is_file():
        known = "、".join(all_slugs()) or _("还没有")
        raise FileRefused([fault(named, slug, _("没有这个文件"), known)])
    file = _read_toml(named, path)
    buildings = _read_buildings(f"instances/{folder.name}/buildings.csv", folder / "buildings.csv", file)
    return Instance(slug, folder, file, buildings)


def _read_toml(named: str, path: Path) -> CommunityFile:
    return checked(named, tables_of(named, path.read_bytes()))


def tables_of(named: str, raw: bytes) -> dict[str, Any]:
    """What a TOML file says, unchecked; raises FileRefused when it is none."""
    try:
        tables = tomllib.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # not TOML, not UTF-8, or a number of thousands of digits
        said = _("括号套得太深") if isinstance(error, RecursionError) else str(error)
        raise FileRefused([fault(named, _("写法"), said, _("UTF-8 的 TOML 1.0"))]) from error
    if _is_too_deep(tables):
        raise FileRefused([fault(named, _("写法"), _("括号套得太深"), _("UTF-8 的 TOML 1.0"))])
    return tables


def _is_too_deep(tables: dict[str, Any]) -> bool:
    """Whether something stands in more tables or lists than a file ever needs; step by step, as it may be thousands."""
    level: list[Any] = [tables]
    for _step in range(DEEPEST):
        inner = [value for each in level for value in (each.values() if isinstance(each, dict) else each)]
        level = [value for value in inner if isinstance(value, (dict, list))]
    return bool(level)


def checked(named: str, given: dict[str, Any]) -> CommunityFile:
    """The tables as a community's file; raises FileRefused with every fault found."""
    if isinstance(given.get("words"), dict):
        given["words"] = {key: {"zh": w} if isinstance(w, str) else w for key, w in given["words"].items()}
    try:
        return CommunityFile.model_validate(given)
    except ValidationError as error:
        raise FileRefused(faults_of(named, CommunityFile, error)) from error


def _read_buildings(named: str, path: Path, file: CommunityFile) -> tuple[Building, ...]:
    if not path.is_file():
        return ()
    faults: list[str] = []
    rows: dict[int, Building] = {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        for given in reader:
            at = _("第 %(line)s 行 ", line=reader.line_num)
            row = _read_building(named, at, given, faults)
            if row is not None:
                faults += _misplaced(named, at, row, file, rows)
                rows[row.number] = row
    if faults:
        more = len(faults) - SHOWN
        raise FileRefused([*faults[:SHOWN], _("……另有 %(n)s 处", n=more)] if more > 0 else faults)
    return tuple(rows.values())


def _read_building(named: str, at: str, given: dict[Any, Any], faults: list[str]) -> Building | None:
    surplus = given.pop(None, None)
    if surplus:
        faults.append(fault(named, at.strip(), _("多出了 %(n)s 格", n=len(surplus)), "、".join(Building.model_fields)))
    try:
        return Building.model_validate({key: value for key, value in given.items() if value is not None})
    except ValidationError as error:
        faults += faults_of(named, Building, error, at)
        return None


def _misplaced(named: str, at: str, row: Building, file: CommunityFile, before: dict[int, Building]) -> list[str]:
    faults = []
    if row.number in before:
        faults.append(fault(named, at + "number", _("%(n)s 已经用过", n=row.number), _("每栋一个号")))
    if row.grid not in file.grids:
        faults.append(fault(named, at + "grid", _("没有网格 %(code)s", code=row.grid), "、".join(file.grids)))
    for key, most in (("x", file.plan.width), ("y", file.plan.height)):
        if getattr(row, key) > most:
            allowed = _("0 到 %(most)s 米（plan 的范围）", most=most)
            faults.append(fault(named, at + key, _("在图外"), allowed))
    return faults
