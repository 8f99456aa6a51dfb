"""Each owner's tables have a history of their own, and an upgrade loses no rows and protects what it makes."""
from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Integer,
    MetaData,
    Numeric,
    PrimaryKeyConstraint,
    String,
    Table,
    inspect,
    text,
)

from core.tenancy import histories, migrations, rls
from core.tenancy.engines import owner_engine
from core.tenancy.failures import MigrationFailed, failure_of, forget_failure
from core.tenancy.model import Base
from core.tenancy.revisions import make_revision
from core.tenancy.session import db, use

CARS = '''
import sqlalchemy as sa
from alembic import op
revision, down_revision = "0001", None
KEY = ["community_id", "id"]
def table(name, *more):
    op.create_table(name, sa.Column("community_id", sa.BigInteger, nullable=False), sa.Column("id", sa.BigInteger,
        nullable=False), *more, sa.PrimaryKeyConstraint(*KEY), sa.ForeignKeyConstraint(KEY[:1], ["community.id"]))
def upgrade():
    table("garage_car")
    table("garage_wheel", sa.Column("car_id", sa.BigInteger), sa.ForeignKeyConstraint(["community_id", "car_id"],
        ["garage_car.community_id", "garage_car.id"], ondelete="CASCADE"))
def downgrade():
    op.drop_table("garage_wheel"); op.drop_table("garage_car")
'''
COLOUR = '''
import sqlalchemy as sa
from alembic import op
revision, down_revision = "0002", "0001"
def upgrade():
    with op.batch_alter_table("garage_car") as table:
        table.add_column(sa.Column("colour", sa.String(20)))
        table.create_unique_constraint("uq_colour", ["community_id", "colour"])
def downgrade():
    pass
'''
ORPHAN = '''
from alembic import op
revision, down_revision = "0003", "0002"
def upgrade():
    op.execute("DELETE FROM garage_car")
def downgrade():
    pass
'''


@pytest.fixture
def garage(app, tmp_path):
    """A plugin's history with one revision."""
    (tmp_path / "0001_cars.py").write_text(CARS)
    histories.add_history("garage", tmp_path)
    yield tmp_path
    histories._histories.pop("garage")


def count(app, table):
    with owner_engine(app).connect() as connection:
        return connection.scalar(text(f"SELECT count(*) FROM {table}"))


def store_a_car(community):
    with use(community.id) as session:
        connection = session.connection()
        connection.exec_driver_sql(f"INSERT INTO garage_car (community_id, id) VALUES ({community.id}, 1)")
        connection.exec_driver_sql(
            f"INSERT INTO garage_wheel (community_id, id, car_id) VALUES ({community.id}, 1, 1)"
        )
        session.commit()


def test_a_rebuilt_table_keeps_the_rows_that_cascade_from_it(app, garage, community):
    migrations.upgrade(app, "garage")
    with app.app_context():
        store_a_car(community)
    (garage / "0002_colour.py").write_text(COLOUR)
    assert histories.pending(app) == {"garage": ["0002"]}
    migrations.upgrade_all(app)
    assert histories.pending(app) == {}
    assert migrations.current(app, "garage") == "0002"
    assert (count(app, "garage_car"), count(app, "garage_wheel")) == (1, 1)
    assert "colour" in {c["name"] for c in inspect(owner_engine(app)).get_columns("garage_car")}


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_a_migration_that_leaves_orphans_is_rolled_back_on_sqlite(app, garage, community):
    (garage / "0002_colour.py").write_text(COLOUR)
    migrations.upgrade(app, "garage")
    with app.app_context():
        store_a_car(community)
    (garage / "0003_orphan.py").write_text(ORPHAN)
    with pytest.raises(MigrationFailed, match="without their parent"):
        migrations.upgrade(app, "garage")
    assert migrations.current(app, "garage") == "0002"
    assert count(app, "garage_car") == 1


NOT_NULL = '''
import sqlalchemy as sa
from alembic import op
revision, down_revision = "0003", "0002"
def upgrade():
    with op.batch_alter_table("garage_car") as table:
        table.add_column(sa.Column("wheels", sa.Integer, nullable=False))
def downgrade():
    pass
'''


@pytest.fixture
def stuck(app, garage, community):
    """The plugin's next revisions cannot be applied to the one row that it has."""
    migrations.upgrade(app, "garage")
    with app.app_context():
        store_a_car(community)
    (garage / "0002_colour.py").write_text(COLOUR)
    (garage / "0003_wheels.py").write_text(NOT_NULL)
    yield garage
    forget_failure(app, "garage")


def test_a_plugins_failed_revision_is_rolled_back_and_named_in_one_sentence(app, stuck):
    runner = app.test_cli_runner()
    for words in (["db", "upgrade"], ["db", "upgrade", "garage"], ["plugin", "migrate", "garage"]):
        done = runner.invoke(args=words)
        assert (words, done.exit_code, "revision 0003 of garage failed and was rolled back (" in done.output) == (words, 1, True)
        assert "flask plugin migrate garage" in done.output and "Traceback" not in done.output
    assert migrations.current(app, "garage") == "0001"
    assert "colour" not in {c["name"] for c in inspect(owner_engine(app)).get_columns("garage_car")}
    assert failure_of(app, "garage").revision == "0003"

    (stuck / "0003_wheels.py").write_text(NOT_NULL.replace("nullable=False", "nullable=False, server_default='4'"))
    assert runner.invoke(args=["plugin", "migrate", "garage"]).output == "garage: 0003\n"
    assert failure_of(app, "garage") is None


def test_the_site_may_start_without_a_plugin_that_failed_but_not_without_core(app, stuck, monkeypatch):
    runner = app.test_cli_runner()
    done = runner.invoke(args=["db", "upgrade", "--go-on"])
    assert (done.exit_code, "revision 0003 of garage failed" in done.output) == (0, True)

    monkeypatch.setitem(histories._histories, "core", stuck)
    done = runner.invoke(args=["db", "upgrade", "--go-on"])
    forget_failure(app, "core")
    assert (done.exit_code, "of core failed" in done.output, "of garage" in done.output) == (1, True, False)


def test_a_revision_that_is_not_even_python_is_lacking_and_harms_no_other(app, garage):
    (garage / "0002_broken.py").write_text("def upgrade(:\n")
    assert histories.pending(app) == {"garage": ["0001", "0002_broken"]}

    failed = migrations.upgrade_all(app)

    forget_failure(app, "garage")
    assert [(failure.owner, "invalid syntax" in failure.reason) for failure in failed] == [("garage", True)]


def test_new_tables_are_guarded_at_once_on_connections_that_are_open_already(app, garage, community, other_community):
    with app.app_context():
        db.session.remove()
        migrations.upgrade(app, "garage")
        store_a_car(community)
        with use(other_community.id) as session:
            assert session.scalar(text("SELECT count(*) FROM garage_car")) == 0
            assert session.connection().exec_driver_sql("DELETE FROM garage_car").rowcount == 0
        with use(community.id) as session:
            assert session.scalar(text("SELECT count(*) FROM garage_car")) == 1
    rls.check_roles(app)


def test_a_history_whose_folder_is_gone_keeps_its_tables_and_disturbs_nobody(app, garage):
    migrations.upgrade(app, "garage")
    (garage / "0001_cars.py").unlink()
    migrations.upgrade_all(app)
    assert histories.pending(app) == {}
    assert count(app, "garage_car") == 0


def test_taking_a_history_back_removes_its_tables_only(app, garage):
    migrations.upgrade(app, "garage")
    migrations.downgrade(app, "garage")
    tables = inspect(owner_engine(app)).get_table_names()
    assert "garage_car" not in tables
    assert "community" in tables


def test_revisions_written_from_the_models_build_exactly_the_models(make_app, tmp_path, monkeypatch):
    blank = make_app(database_url=f"sqlite:///{tmp_path / 'blank.db'}")
    monkeypatch.setitem(histories._histories, "core", tmp_path / "history")
    made = make_revision(blank, "core", "First tables")
    assert made is not None and made.name == "0001_first_tables.py"
    migrations.upgrade(blank, "core")
    assert migrations.differences(blank, "core") == []
    assert make_revision(blank, "core", "Nothing") is None


def with_columns(*columns):
    """A table of its own with further columns, as a plugin's next version may declare it."""
    metadata = MetaData()
    table = Table("garage_car", metadata, Column("community_id", BigInteger), Column("id", BigInteger), *columns, info={"owner": "garage"})
    table.append_constraint(PrimaryKeyConstraint("community_id", "id"))
    return metadata


def test_rows_that_are_there_get_the_models_default_for_a_new_column(app, garage, community, monkeypatch):
    migrations.upgrade(app, "garage")
    with app.app_context():
        store_a_car(community)
    columns = [
        Column(f"new_{number}", kind, nullable=False, default=value)
        for number, (kind, value) in enumerate([(String(20), ""), (String(9), "it's"), (Integer, 4), (Boolean, False), (Numeric(5, 2), Decimal("1.50"))])
    ]
    monkeypatch.setattr(Base, "metadata", with_columns(*columns))

    path = make_revision(app, "garage", "New columns", tables=["garage_car"])
    migrations.upgrade(app, "garage")

    assert path is not None
    with owner_engine(app).connect() as connection:
        assert connection.execute(text("SELECT new_0, new_1, new_2, new_4 FROM garage_car")).one() == ("", "it's", 4, 1.5)
        assert not connection.scalar(text("SELECT new_3 FROM garage_car"))


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
@pytest.mark.parametrize("default", [None, dict])
def test_a_new_column_without_a_plain_default_is_refused_and_nothing_is_written(app, garage, monkeypatch, default):
    migrations.upgrade(app, "garage")
    monkeypatch.setattr(Base, "metadata", with_columns(Column("facts", JSON, nullable=False, default=default)))

    done = app.test_cli_runner().invoke(args=["db", "revision", "garage", "-m", "facts"])

    said = "the new column facts of garage_car must not be empty"
    assert (done.exit_code, said in done.output, "server_default=" in done.output) == (1, True, True)
    assert [path.name for path in garage.glob("*.py")] == ["0001_cars.py"]


def test_the_revisions_in_the_tree_build_exactly_the_models(app):
    for owner in histories.histories():
        assert migrations.differences(app, owner) == [], owner


def test_flask_db_says_where_each_history_is(app, garage):
    shown = app.test_cli_runner().invoke(args=["db", "status"])
    assert shown.exit_code == 1
    assert "garage: no tables, lacks 0001" in shown.output
    upgraded = app.test_cli_runner().invoke(args=["db", "upgrade"])
    assert upgraded.exit_code == 0, upgraded.output
    assert "garage: 0001" in upgraded.output


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_an_owner_that_there_is_not_is_refused_with_those_that_there_are(app):
    done = app.test_cli_runner().invoke(args=["db", "upgrade", "nobody_has_it"])
    assert (done.exit_code, done.output.startswith("Error: there is no plugin nobody_has_it with tables: core, ")) == (1, True)
