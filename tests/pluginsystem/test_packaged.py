"""A plugin in a package of its own: installed by pip, found, migrated, used, and gone again, each in a fresh process."""
from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "tests/packaged_plugin"
# What each process begins with: the installation's app, its commands, and a browser of somebody in its one community.
BEGIN = """
from core.app import create_app
from core.communities.services import all_communities
from core.testing import CommunityClient
from core.testing_accounts import csrf_of, next_phone, sign_in_as

app = create_app()

def flask(*words):
    done = app.test_cli_runner().invoke(args=words)
    assert done.exit_code == 0, done.output
    print(done.output)

def browser(role):
    app.test_client_class = CommunityClient
    client = app.test_client()
    with app.app_context():
        community = all_communities()[0]
    client.slug = community.slug
    sign_in_as(app, client, community, role)
    return client
"""
MIGRATE = """
flask("db", "upgrade", "core")
flask("plugin", "list")
flask("plugin", "migrate", "notes")
"""
USE = """
flask("community", "create", "lane", "--name", "小巷")
flask("plugin", "enable", "notes", "lane")
worker = browser("grid_worker")
sent = {"text": "门口的灯修好了", "csrf_token": csrf_of(worker, "/notes/")}
assert worker.post("/notes/", data=sent).status_code == 302
print(worker.get("/notes/").text)
"""
LOOK = """
next_phone()  # the one that the worker has
admin = browser("community_admin")
page = admin.get("/console/plugins").text
print(page[page.index('id="plugin-notes"'):].partition("</article>")[0])
assert admin.get("/notes/").status_code == 404
flask("plugin", "disable", "notes", "lane")
"""


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packaged plugin as pip installs it from its folder, not into the running environment."""
    target = tmp_path_factory.mktemp("packages")
    options = ("--quiet", "--no-deps", "--no-index", "--disable-pip-version-check", "--root-user-action=ignore")
    command = [sys.executable, "-m", "pip", "install", *options, "--target", str(target), str(PACKAGE)]
    subprocess.run(command, check=True)
    return target


@pytest.fixture
def python(packages: Path, tmp_path: Path) -> Callable[..., tuple[int, str]]:
    """`python("-c", ...)` in a process of an installation whose packages are the running ones and those in `site`."""
    shutil.copytree(packages, tmp_path / "site")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LINLI_", "PYTEST_"))}
    environment |= {
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(tmp_path / "site"))), "FLASK_APP": str(ROOT / "wsgi.py"),
        "LINLI_DATA_DIR": str(tmp_path / "var"), "LINLI_TESTING": "1", "LINLI_SHARED_ORIGIN": "1",
    }  # fmt: skip

    def run(*words: str) -> tuple[int, str]:
        command = [sys.executable, *words]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    return run


@pytest.mark.timeout(300)
def test_a_packaged_plugin_is_found_migrated_used_and_gone_again(python, tmp_path):
    code, said = python("-c", BEGIN + MIGRATE)
    listed = [line.split()[1:4] for line in said.splitlines() if line.startswith("notes ")]
    assert (code, listed, said.split()[-2:]) == (0, [["1.0", "needs", "migration"]], ["notes:", "0001"]), said

    code, page = python("-c", BEGIN + USE)
    assert (code, "notes is on in lane" in page, "门口的灯修好了" in page) == (0, True, True), page

    shutil.rmtree(tmp_path / "site")  # while it is still switched on
    code, card = python("-c", BEGIN + LOOK)
    assert (code, "这里没有安装它的程序，装上就能用；开关和设置都留着。" in card) == (0, True), card
    assert card.split("\n")[-3:-1] == ["notes is off in lane", ""]


@pytest.mark.timeout(300)
def test_its_own_tests_find_the_kit_by_themselves_outside_of_the_house(python, tmp_path):
    code, said = python("-m", "pytest", "-q", "-k", "not postgresql", str(tmp_path / "site/linli_notes/tests"))

    assert (code, "passed" in said) == (0, True), said
