"""Fetch the front-end files that others wrote, or check that nobody changed the copies kept in this repository.

`python core/web/tools/vendor.py` needs npm; `--check` needs Python only. Versions: package.json and its lock file.
"""
from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
LOCK = ROOT / "core/web/static/vendor/vendor.lock.json"
PLAN = tomllib.loads((HERE / "vendor.toml").read_text())


def checked() -> list[str]:
    """Sentences about every vendored file that is missing, changed or not in the lock; empty when all is well."""
    lock = json.loads(LOCK.read_text())
    complaints = [f"{path} is not in {LOCK.name}" for path in targets() if path not in lock]
    for path, entry in lock.items():
        file = ROOT / path
        if not file.exists():
            complaints.append(f"{path} is missing")
        elif _sha256(file) != entry["sha256"]:
            complaints.append(f"{path} was changed since it came from {entry['from']}")
    return complaints


def targets() -> list[str]:
    """Every file that the plan writes, as a path from the repository's root."""
    return [*PLAN["files"].values(), PLAN["icons"]["target"]]


def update() -> None:
    """Install the pinned packages, copy the planned files and write the lock."""
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=HERE, check=True)
    packages = json.loads((HERE / "package-lock.json").read_text())["packages"]
    lock = {}
    for source, target in [*PLAN["files"].items(), (PLAN["icons"]["source"], PLAN["icons"]["target"])]:
        file = ROOT / target
        file.parent.mkdir(parents=True, exist_ok=True)
        original = HERE / "node_modules" / source
        file.write_bytes(_chosen_icons(original) if source == PLAN["icons"]["source"] else _without_map(original))
        package = "/".join(source.split("/")[: 2 if source.startswith("@") else 1])
        version = packages[f"node_modules/{package}"]["version"]
        lock[target] = {"from": f"{package}@{version}", "sha256": _sha256(file)}
    LOCK.write_text(json.dumps(lock, indent=1) + "\n")


def _chosen_icons(file: Path) -> bytes:
    icons = json.loads(file.read_text())
    names = sorted((ROOT / PLAN["icons"]["names"]).read_text().split())
    lines = (f"{json.dumps(name)}:{json.dumps(icons[name], separators=(',', ':'))}" for name in names)
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def _without_map(file: Path) -> bytes:
    # Source maps are not vendored; the browser would ask for them and find nothing.
    lines = file.read_bytes().split(b"\n")
    return b"\n".join(line for line in lines if not line.lstrip(b"/*# ").startswith(b"sourceMappingURL"))


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


if __name__ == "__main__":
    if "--check" not in sys.argv:
        update()
    sys.exit("\n".join(checked()) or 0)
