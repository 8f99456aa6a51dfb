"""The guide's plugin is the one in the folder, it is small, and it runs as printed."""
from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

from core.pluginsystem.manifest import Manifest

PLUGINS = Path(__file__).parents[2] / "plugins"
BLOCK = re.search(r"```python\n(.*?)```", (PLUGINS / "README.md").read_text(encoding="utf-8"), re.S)[1]


def test_the_guide_prints_hello_as_it_is():
    assert BLOCK == (PLUGINS / "hello" / "__init__.py").read_text(encoding="utf-8")


def test_hello_stays_a_small_file():
    assert len([line for line in BLOCK.splitlines() if line.strip()]) <= 16


def test_the_guides_code_runs():
    module = ModuleType("guide")
    exec(compile(BLOCK, "README.md", "exec"), vars(module))  # the guide is ours

    assert isinstance(module.manifest, Manifest)
    assert module.blueprint().name == "hello"
    assert module.index() == "你好，邻居。"
