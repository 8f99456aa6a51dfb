"""`flask plugin check`: each medal's rules, on a new plugin that keeps them all until something is taken away."""
from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from core.accounts.permissions import Permission
from core.pluginsystem.checks import faults_of, services_of
from core.pluginsystem.discovery import Find
from core.pluginsystem.manifest import Manifest
from core.pluginsystem.medals import Medal
from core.pluginsystem.newborn import write_plugin
from core.pluginsystem.registry import Plugin
from core.pluginsystem.tests_run import run_tests

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


@pytest.fixture
def plugin(app, tmp_path) -> Plugin:
    """A new plugin, not imported: the checks read its files."""
    with app.app_context():
        folder = write_plugin("wish_list", "", tmp_path)
    manifest = Manifest("wish_list", "愿望清单", permissions=(Permission("wish_list.write", "写"),))
    return Plugin(
        "wish_list", Find("wish_list", "plugins.wish_list", str(tmp_path)), manifest,
        module=SimpleNamespace(__path__=[str(folder)]), endpoints=frozenset({"wish_list.index"}),
    )  # fmt: skip


def change(path: Path, old: str, new: str) -> None:
    """Replace a pattern in a file, which has to be there."""
    text, times = re.subn(old, new, path.read_text())
    assert times
    path.write_text(text)


def test_a_new_plugin_lacks_nothing(plugin):
    assert faults_of(plugin) == {Medal.BRONZE: [], Medal.SILVER: [], Medal.GOLD: []}


@pytest.mark.parametrize(
    ("file", "old", "new", "medal", "fault"),
    [
        (
            "services.py", "from sqlalchemy", "from core.people.models import Person\nfrom sqlalchemy", Medal.BRONZE,
            "services.py:4: imports core.people.models; a plugin imports core.api only",
        ),
        (
            "tests/test_contract.py", r"\(PluginContract\)", "", Medal.BRONZE,
            "no test subclasses PluginContract: write tests/test_contract.py as docs/plugins/cookbook/test.md shows",
        ),
        ("tests/test_services.py", r"wish_list\.write", "wish_list.read", Medal.SILVER, "no test names the permission wish_list.write"),
        (
            "views.py", "便条贴好了", "便条已经贴好了", Medal.GOLD,
            "wish_list/views.py:32: not translated: 便条已经贴好了。",
        ),
        ("README.md", "## Settings", "## Set", Medal.GOLD, "README.md has no chapter about settings"),
        ("README.md", "`write`", "write", Medal.GOLD, "README.md does not name the permission `write`"),
        (
            "tests/test_contract.py", r"\(PhoneContract\)", "", Medal.GOLD,
            "no test subclasses PhoneContract, which opens the pages on a phone",
        ),
    ],
)  # fmt: skip
def test_what_is_taken_away_is_missed_at_its_medal(plugin, file, old, new, medal, fault):
    change(plugin.folder / file, old, new)

    assert faults_of(plugin)[medal][0] == fault


def test_a_template_outside_the_plugins_own_folder_is_found(plugin):
    (plugin.folder / "templates/base.html").write_text("{# hides core's #}")

    assert faults_of(plugin)[Medal.BRONZE] == ["templates/base.html is outside templates/wish_list/"]


def test_services_are_the_public_functions_of_its_files(plugin):
    (plugin.folder / "services").mkdir()
    (plugin.folder / "services/counting.py").write_text("def count(): ...\ndef _own(): ...\n")

    found = {path.name: names for path, names in services_of(plugin).items()}
    assert found == {"services.py": ["notes", "put_up", "take_down"], "counting.py": ["count"]}


def test_of_many_texts_without_english_a_few_are_named(plugin):
    change(plugin.folder / "views.py", '"便条取下来了。"', '"' + '") + _("'.join(f"第 {n} 句" for n in range(9)) + '"')

    found = faults_of(plugin)[Medal.GOLD]
    assert (len(found), found[-1].partition(";")[0]) == (6, "5 more texts like these")


def test_each_test_that_fails_is_named_with_what_it_says_and_where(app, plugin):
    for path in (plugin.folder / "tests").iterdir():
        path.unlink()
    (plugin.folder / "tests/test_sums.py").write_text(
        "import json\n\n\ndef test_text():\n    json.loads('{')\n\n\ndef test_sum():\n    assert 1 + 1 == 3\n"
    )
    (plugin.folder / "tests/test_gone.py").write_text("import there_is_no_such_module\n")

    with app.app_context():
        lines = run_tests(plugin).failure.splitlines()
    assert [line.strip() for line in lines] == [
        "test_gone.py: E   ModuleNotFoundError: No module named 'there_is_no_such_module'",
        f'all about it: python -m pytest -q -k "not postgresql" {plugin.folder / "tests"}',
    ]

    (plugin.folder / "tests/test_gone.py").unlink()
    with app.app_context():
        lines = run_tests(plugin).failure.splitlines()
    assert [line.strip() for line in lines[:2]] == [
        "test_sums.py::test_text: json.decoder.JSONDecodeError: Expecting property name enclosed in double quotes:"
        " line 1 column 2 (char 1) (test_sums.py:5)",
        "test_sums.py::test_sum: assert (1 + 1) == 3 (test_sums.py:9)",
    ]
