"""Builds the wheel of this folder: pip calls `build_wheel` (PEP 517)."""
from __future__ import annotations

import tomllib
import zipfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PACKAGE = "linli_notes"


def build_wheel(wheel_directory: str, config_settings: Any = None, metadata_directory: Any = None) -> str:
    """Write the wheel and return its file name."""
    project = tomllib.loads((HERE / "pyproject.toml").read_text())["project"]
    about = f"{PACKAGE}-{project['version']}.dist-info"
    points = [
        f"[{group}]\n" + "".join(f"{name} = {target}\n" for name, target in entries.items())
        for group, entries in project["entry-points"].items()
    ]
    files = {str(path.relative_to(HERE)): path.read_text() for path in _sources()} | {
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nGenerator: building\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{about}/entry_points.txt": "\n".join(points),
    }
    record = "".join(f"{name},,\n" for name in (*files, f"{about}/RECORD"))
    name = f"{PACKAGE}-{project['version']}-py3-none-any.whl"
    with zipfile.ZipFile(Path(wheel_directory) / name, "w") as wheel:
        for path, text in {**files, f"{about}/RECORD": record}.items():
            wheel.writestr(path, text)
    return name


def _sources() -> list[Path]:
    found = sorted((HERE / PACKAGE).rglob("*"))
    return [path for path in found if path.is_file() and "__pycache__" not in path.parts]
