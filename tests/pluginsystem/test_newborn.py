"""`flask plugin new`: what it writes works as it is, and what it cannot write it refuses before it writes anything."""
from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from core.pluginsystem.newborn import TEMPLATE

ROOT = Path(__file__).parents[2]

ON_SQLITE = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


@pytest.fixture
def flask_plugin(app):
    """`flask_plugin("new", "wish_list")`: its exit code and what it says."""

    def run(*words: str) -> tuple[int, str]:
        result = app.test_cli_runner().invoke(args=["plugin", *words])
        return result.exit_code, result.output

    return run


@pytest.fixture
def in_a_process_of_its_own(tmp_path):
    """The same, by the real command on an installation of its own that finds the plugins of a folder."""
    settings = {"LINLI_DATA_DIR": str(tmp_path / "var"), "LINLI_TESTING": "1", "LINLI_PLUGIN_FOLDER": str(tmp_path / "new")}
    environment = {**os.environ, **settings, "PYTHONPATH": str(ROOT), "FLASK_APP": str(ROOT / "wsgi.py")}
    (tmp_path / "new").mkdir()

    def run(*words: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "flask", *words]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    return run


@pytest.mark.timeout(300)
def test_a_new_plugin_is_loaded_migrated_and_earns_gold_as_it_was_written(in_a_process_of_its_own, tmp_path):
    folder = tmp_path / "new"
    code, said = in_a_process_of_its_own("plugin", "new", "waste_sorting", "--title", "垃圾分类", "--into", str(folder))
    assert (code, "waste_sorting is a working plugin" in said) == (0, True)

    assert in_a_process_of_its_own("db", "upgrade")[1].splitlines()[-1] == "waste_sorting: 0001"
    listed = in_a_process_of_its_own("plugin", "list")[1].splitlines()
    assert [line.split()[1:] for line in listed if line.startswith("waste_sorting")] == [["0.1", "loaded"]]

    # The browser's part of gold needs a browser.
    medal = "gold" if shutil.which("chromium") else "silver"
    code, said = in_a_process_of_its_own("plugin", "check", "waste_sorting", "--write")
    assert (code, said.splitlines()[0]) == (0, f"waste_sorting: {medal}")
    assert f'"{medal}"' in (folder / "waste_sorting/medal.json").read_text()


@ON_SQLITE
def test_nothing_of_the_template_s_names_is_left(flask_plugin, tmp_path):
    assert flask_plugin("new", "waste_sorting", "--title", "垃圾分类", "--into", str(tmp_path))[0] == 0

    written = [path for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".mo"]
    assert len(written) == len(list(TEMPLATE.rglob("*-tpl")))
    left = ("my_plugin", "my-plugin", "My plugin", "我的插件", "-tpl")
    assert [str(p) for p in written for word in left if word in str(p) or word in p.read_text()] == []
    catalogue = (tmp_path / "waste_sorting/translations/en/LC_MESSAGES/messages.po").read_text()
    assert 'msgid "垃圾分类"\nmsgstr "Waste sorting"' in catalogue


@ON_SQLITE
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Waste", "插件名 'Waste' 不合规则"), ("w", "2 到 31 个字符"), ("waste-sorting", "不合规则"), ("../waste", "不合规则"),
        ("console", "系统保留的"), ("core", "系统保留的"), ("class", "Python 的关键字"), ("hello", "已经有插件 hello 了"),
        ("there_already", "已经存在，不会覆盖它"),
    ],
)  # fmt: skip
def test_a_name_that_will_not_do_is_refused_with_the_reason(flask_plugin, tmp_path, name, said):
    (tmp_path / "there_already").mkdir()

    code, answer = flask_plugin("new", name, "--into", str(tmp_path))

    assert (code, said in answer) == (1, True), answer
    assert [path.name for path in tmp_path.iterdir()] == ["there_already"]


@ON_SQLITE
@pytest.mark.parametrize("title", ['说"你好"', "百分之 90%", "长" * 21, "{{ 7 }}"])
def test_a_title_that_would_break_the_files_is_refused(flask_plugin, tmp_path, title):
    code, answer = flask_plugin("new", "waste_sorting", "--title", title, "--into", str(tmp_path))

    assert (code, "标题最多 20 个字" in answer) == (1, True), answer
    assert list(tmp_path.iterdir()) == []
