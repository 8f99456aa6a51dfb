"""The guide's plugin is the one in the folder, it is small, and it runs as printed."""
from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest

from core.pluginsystem.manifest import Manifest

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs/plugins/guide.md").read_text(encoding="utf-8")
BLOCK = re.search(r"```python\n(.*?)```", GUIDE, re.S)[1]


def test_the_guide_prints_hello_as_it_is():
    assert BLOCK == (ROOT / "plugins/hello/__init__.py").read_text(encoding="utf-8")


def test_hello_stays_a_small_file():
    assert len([line for line in BLOCK.splitlines() if line.strip()]) <= 16


def test_the_guides_code_runs():
    module = ModuleType("guide")
    exec(compile(BLOCK, "guide.md", "exec"), vars(module))  # the guide is ours

    assert isinstance(module.manifest, Manifest)
    assert module.blueprint().name == "hello"
    assert module.index() == "你好，邻居。"


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
@pytest.mark.parametrize("line", re.findall(r"^\.venv/bin/flask (.*?)(?:\s+#.*)?$", GUIDE, re.MULTILINE))
def test_the_guides_commands_exist_with_their_options(app, line):
    command, action, *arguments = line.split()
    shown = app.test_cli_runner().invoke(args=[command, action, "--help"])

    assert shown.exit_code == 0
    assert [option for option in arguments if option.startswith("--") and option not in shown.output] == []
