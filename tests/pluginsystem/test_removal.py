"""`flask plugin forget` and `flask plugin remove`: a copy in clear on the operator's disk, then the data, then the tables."""
from __future__ import annotations

import stat
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import inspect

from core.communities.state import current_community
from core.kernel import audit
from core.kernel.actor import SYSTEM
from core.pluginsystem import lifecycle, registry
from core.pluginsystem.models import PluginState
from core.pluginsystem.registry import State, plugins_of
from core.tenancy import histories
from core.tenancy.engines import app_engine
from core.tenancy.failures import failure_of
from core.tenancy.model import mapper_of
from core.tenancy.session import db, use
from tests.pluginsystem.test_tables import behind

__all__ = ["behind"]


@pytest.fixture
def kept(behind, community, other_community, monkeypatch):
    """An app whose plugin has its table, two rows in the community and one next door, and is off in both."""
    monkeypatch.setattr(registry, "RECHECK_SECONDS", 0)
    behind.test_cli_runner().invoke(args=["plugin", "migrate", "behind"])
    for place, number in ((community, 2), (other_community, 1)):
        with behind.app_context(), use(place.id) as session:
            lifecycle.enable(current_community(), "behind", SYSTEM)
            session.add_all(mapper_of("behind_thing")() for _turn in range(number))
            lifecycle.disable(current_community(), "behind", SYSTEM)
            session.commit()
    return behind


@pytest.fixture
def flask(kept):
    """`flask("remove", "behind")` runs `flask plugin remove behind`: its exit code and output."""

    def run(*words, **more):
        done = kept.test_cli_runner().invoke(args=["plugin", *words], **more)
        return done.exit_code, done.output

    return run


def things(app, place):
    with app.app_context(), use(place.id):
        return db.session.query(mapper_of("behind_thing")).count()


def copies(said):
    return [Path(line.removeprefix("copied to ")) for line in said.splitlines() if line.startswith("copied to ")]


def test_a_plugin_that_is_on_anywhere_is_not_removed_and_the_communities_are_named(kept, flask, community, other_community):
    assert flask("remove", "behind", input="n\n")[0] == 1
    flask("enable", "behind", other_community.slug)

    code, said = flask("remove", "behind", "--yes")

    assert (code, f"behind还在这些社区开着：{other_community.slug}。" in said) == (1, True)
    assert (things(kept, community), things(kept, other_community)) == (2, 1)


def test_a_removed_plugin_leaves_copies_and_no_table_and_comes_back_as_if_it_were_new(kept, flask, community, other_community):
    code, said = flask("remove", "behind", "--yes")

    assert (code, "Now take its code away and restart the site" in said) == (0, True)
    assert f"rm -r {plugins_of(kept).by_name['behind'].folder}" in said
    found = copies(said)
    assert {path.name.rpartition("-behind-")[0] for path in found} == {community.slug, other_community.slug}
    assert {stat.S_IMODE(path.stat().st_mode) for path in found} == {0o600}
    assert sorted(len(zipfile.ZipFile(path).read("behind_thing.jsonl").splitlines()) for path in found) == [1, 2]
    with app_engine(kept).connect() as connection:
        assert [t for t in inspect(connection).get_table_names() if "behind" in t] == []
    with kept.app_context(), use(community.id) as session:
        assert session.query(PluginState).count() == 0
        assert [e.text for e in audit.entries(action="plugin.remove").items] == ["移除了插件 behind，导出并抹掉了它的 2 条数据"]

    plugins_of(kept)._up_to_date.discard("behind")  # as after a restart
    assert plugins_of(kept).state("behind") is State.NEEDS_MIGRATION

    assert flask("migrate", "behind") == (0, "behind: 0001\n")
    assert flask("enable", "behind", community.slug)[0] == 0
    assert things(kept, community) == 0


def test_a_plugin_whose_tables_were_never_made_is_removed(behind, community):
    done = behind.test_cli_runner().invoke(args=["plugin", "remove", "behind", "--yes"])
    assert (done.exit_code, "behind has no tables and no data any more" in done.output) == (0, True), done.output


FAILS = '''
import sqlalchemy as sa
from alembic import op
revision, down_revision = "0002", "0001"
def upgrade():
    with op.batch_alter_table("behind_thing") as table:
        table.add_column(sa.Column("topic", sa.String(20), nullable=False))
def downgrade():
    raise NotImplementedError
'''


@pytest.fixture
def stuck(kept):
    """The plugin's next revision fails on the rows that are there."""
    path = histories.histories()["behind"] / "0002_topic.py"
    path.write_text(FAILS)
    plugins_of(kept)._up_to_date.discard("behind")  # as after a restart with the new code
    yield kept
    path.unlink()


@pytest.mark.parametrize("broken", ["", "def upgrade(:"], ids=["fails", "unreadable"])
def test_a_plugin_whose_revision_fails_is_removed_with_a_copy_once_it_is_off(stuck, flask, community, other_community, broken):
    if broken:
        (histories.histories()["behind"] / "0002_topic.py").write_text(broken)
    assert flask("migrate", "behind")[0] == 1
    with stuck.app_context(), use(community.id) as session:
        session.query(PluginState).one().enabled = True
        session.commit()
    code, said = flask("remove", "behind", "--yes")
    assert (code, f"behind还在这些社区开着：{community.slug}。" in said, "Erase" in said) == (1, True, False)
    assert flask("disable", "behind", community.slug)[0] == 0

    code, said = flask("remove", "behind", input="y\n")

    assert (code, "behind has no tables and no data any more" in said) == (0, True), said
    assert sorted(len(zipfile.ZipFile(path).read("behind_thing.jsonl").splitlines()) for path in copies(said)) == [1, 2]
    with app_engine(stuck).connect() as connection:
        assert [t for t in inspect(connection).get_table_names() if "behind" in t] == []
    assert failure_of(stuck, "behind") is None


@pytest.mark.parametrize("name", ["behind", "nobody_has_it"])
def test_what_will_be_refused_is_refused_before_anything_is_asked(kept, flask, community, name):
    flask("enable", "behind", community.slug)

    code, said = flask("remove", name, input="y\n")

    assert (code, "Erase" in said, name in said) == (1, False, True)


def test_the_operator_forgets_for_one_community_with_a_copy_once_it_is_off(kept, flask, community, other_community):
    flask("enable", "behind", community.slug)
    code, said = flask("forget", "behind", community.slug, "--yes")
    assert (code, "还开着，请先关闭它" in said, things(kept, community)) == (1, True, 2)
    flask("disable", "behind", community.slug)

    code, said = flask("forget", "behind", community.slug, "--yes")

    assert (code, f"2 rows of behind are erased in {community.slug}" in said) == (0, True)
    assert [stat.S_IMODE(path.stat().st_mode) for path in copies(said)] == [0o600]
    assert (things(kept, community), things(kept, other_community)) == (0, 1)
