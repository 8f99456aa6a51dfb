"""Notes 记事: one line per note, written by whoever works at the desk."""
from __future__ import annotations

from core.api import Manifest, Permission

manifest = Manifest(
    name="notes",
    title="记事",
    summary="单独打包的插件：一行一条。",
    version="1.0",
    category="other",
    permissions=(Permission("notes.write", "写记事", default_roles=("grid_worker",)),),
)
