"""The cookbook and the pages of the kernel, put together as they say: one plugin that passes its check."""
from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs/plugins"
ORDER = ("permission", "table", "page", "form", "workflow", "job", "chart", "import", "test")
PAGES = [*(DOCS / f"cookbook/{name}.md" for name in ORDER), *sorted((DOCS / "services").glob("*.md"))]
BLOCK = re.compile(r"```(python|html)\n(.*?)```", re.DOTALL)
# The first line of a block: the file that it belongs to.
FILE = re.compile(r"(?:# |\{# )(\S+\.(?:py|html))(?: #\})?\n")
# A database with the core's tables, and the migration written by the command that the guide names.
PREPARE = """
from core.app import create_app
for words in (("db", "upgrade"), ("db", "revision", "book_corner", "-m", "first tables")):
    done = create_app().test_cli_runner().invoke(args=words)
    assert done.exit_code == 0, done.output
"""


def blocks() -> Iterator[tuple[Path, str, str]]:
    """(page, file, code) for each block; fails for one that names no file."""
    for page in PAGES:
        for _kind, code in BLOCK.findall(page.read_text(encoding="utf-8")):
            named = FILE.match(code)
            assert named, f"{page.name}: a block does not begin with its file's name: {code[:60]}"
            yield page, named[1], code[named.end() :]


def assemble(folder: Path) -> None:
    """Write the plugin: blocks of the same file one after the other."""
    for _page, name, code in blocks():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(code + "\n\n")


def test_every_recipe_and_every_service_has_a_page_with_code():
    assert {page.stem for page, _file, _code in blocks()} == {page.stem for page in PAGES} - {"README"}
    assert {page.stem for page in (DOCS / "cookbook").glob("*.md")} == {*ORDER, "README"}


@pytest.mark.timeout(300)
def test_the_recipes_make_a_plugin_that_passes_its_check(tmp_path):
    assemble(tmp_path / "plugins/book_corner")
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT), "FLASK_APP": str(ROOT / "wsgi.py"), "LINLI_TESTING": "1",
        "LINLI_DATA_DIR": str(tmp_path / "var"), "LINLI_PLUGIN_FOLDER": str(tmp_path / "plugins"),
    }  # fmt: skip

    def python(*words: str) -> tuple[int, str]:
        command = [sys.executable, *words]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    assert python("-c", PREPARE) == (0, "")
    code, said = python("-m", "flask", "plugin", "check", "book_corner")
    assert code == 0, said
