"""A plugin whose tables are behind waits, hidden, for `flask plugin migrate`; then it works without a restart."""
from __future__ import annotations

import shutil

import pytest

from core.pluginsystem import registry
from core.pluginsystem.registry import State, plugins_of
from core.tenancy import histories, migrations
from core.tenancy.owners import owner_of
from core.testing import CommunityClient
from core.testing_accounts import sign_in_as

PLUGIN = '''
"""Keeps things in a table."""
from core.api import Manifest, TenantModel, db, hookimpl, public
from flask import Blueprint

manifest = Manifest(name="behind", title="落后一步")
pages = Blueprint("behind", __name__)


class BehindThing(TenantModel):
    pass


@pages.get("/")
@public("a number")
def index():
    return str(db.session.query(BehindThing).count())


@hookimpl
def blueprint():
    return pages
'''
REVISION = '''
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0001", None, None, None


def upgrade():
    op.create_table(
        "behind_thing",
        sa.Column("community_id", sa.BigInteger, nullable=False),
        sa.Column("id", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name="fk_behind_thing_community_id"),
        sa.PrimaryKeyConstraint("community_id", "id", name="pk_behind_thing"),
    )


def downgrade():
    op.drop_table("behind_thing")
'''


@pytest.fixture
def behind(make_app, tmp_path):
    """An app with a plugin whose table does not exist yet; both are gone after the test."""
    folder = tmp_path / "behind" / "migrations"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").write_text(PLUGIN, encoding="utf-8")
    (folder / "0001_first_table.py").write_text(REVISION, encoding="utf-8")
    app = make_app(plugin_folder=tmp_path, plugins="behind")
    yield app
    migrations.downgrade(app, "behind")
    histories._histories.pop("behind")
    plugins_of(app).by_name["behind"].footprint.undo()
    shutil.rmtree(folder.parent)  # else the next test would import this one's


def test_a_plugin_waits_for_its_tables_and_then_works(behind, community, monkeypatch):
    monkeypatch.setattr(registry, "RECHECK_SECONDS", 0)
    behind.test_client_class = CommunityClient
    browser = behind.test_client()
    browser.slug = community.slug
    runner = behind.test_cli_runner()
    assert owner_of("plugins.behind") == "behind"

    assert plugins_of(behind).state("behind") is State.NEEDS_MIGRATION
    refused = runner.invoke(args=["plugin", "enable", "behind", community.slug])
    assert "flask plugin migrate behind" in refused.output
    assert browser.get("/behind/").status_code == 404

    assert runner.invoke(args=["plugin", "migrate", "behind"]).output == "behind: 0001\n"
    assert plugins_of(behind).state("behind") is State.LOADED
    assert runner.invoke(args=["plugin", "enable", "behind", community.slug]).exit_code == 0
    assert (browser.get("/behind/").status_code, browser.get("/behind/").text) == (200, "0")
    assert migrations.differences(behind, "behind") == []


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_the_console_says_which_revision_of_a_plugin_failed_and_why_and_the_rest_of_the_site_stands(behind, community):
    broken = REVISION.replace('"0001", None', '"0002", "0001"').replace('op.create_table(', 'op.drop_table("nowhere"), (')
    second = histories.histories()["behind"] / "0002_broken.py"
    second.write_text(broken, encoding="utf-8")
    behind.test_client_class = CommunityClient
    browser = behind.test_client()
    browser.slug = community.slug

    done = behind.test_cli_runner().invoke(args=["db", "upgrade", "--go-on"])

    assert (done.exit_code, "revision 0002 of behind failed and was rolled back (no such table: nowhere)" in done.output) == (0, True)
    assert migrations.current(behind, "behind") is None
    sign_in_as(behind, browser, community, "community_admin")
    page = browser.get("/console/plugins")
    assert (page.status_code, browser.get("/").status_code, behind.test_client().get("/readyz").status_code) == (200, 200, 200)
    assert "它的数据表更新失败，已恢复原样（0002：no such table: nowhere）。请平台运维人员修好这一步，再运行 flask plugin migrate behind。" in page.text
    second.unlink()
    assert behind.test_cli_runner().invoke(args=["plugin", "migrate", "behind"]).output == "behind: 0001\n"


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("revision", "said"),
    [
        (None, "它的数据表 behind_thing 没有迁移来建。请插件的作者运行 flask db revision behind"),
        (REVISION.partition("    op.create")[0] + "    pass\n\n\ndef downgrade():\n    pass\n",
         "它的迁移都运行过了，却没有建数据表 behind_thing：运行过的迁移不要改。"),
    ],
)  # fmt: skip
def test_a_plugin_whose_revisions_do_not_make_its_tables_waits_and_its_author_is_told_what_to_write(behind, community, revision, said):
    first = histories.histories()["behind"] / "0001_first_table.py"
    first.write_text(revision, encoding="utf-8") if revision else first.unlink()
    runner = behind.test_cli_runner()

    done = runner.invoke(args=["plugin", "migrate", "behind"])
    assert (done.exit_code, said in done.output) == (1, True)
    assert plugins_of(behind).state("behind") is State.NEEDS_MIGRATION
    refused = runner.invoke(args=["plugin", "enable", "behind", community.slug])
    assert (refused.exit_code, said in refused.output, "Traceback" in refused.output) == (1, True, False)


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_a_revision_that_ran_and_is_gone_is_asked_for_by_name(behind):
    first, runner = histories.histories()["behind"] / "0001_first_table.py", behind.test_cli_runner()
    assert runner.invoke(args=["plugin", "migrate", "behind"]).output == "behind: 0001\n"
    first.write_text(REVISION.replace('"0001"', '"0002"'), encoding="utf-8")

    done = runner.invoke(args=["plugin", "migrate", "behind"])
    assert (done.exit_code, "the database is at 0001, which is not among them: put that file back" in done.output) == (1, True)

    first.write_text(REVISION, encoding="utf-8")
    assert runner.invoke(args=["plugin", "migrate", "behind"]).output == "behind: 0001\n"
