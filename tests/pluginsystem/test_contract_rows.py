"""The contract's look at later revisions: they are applied to tables with rows, as in a community that uses the plugin."""
from __future__ import annotations

import pytest
from sqlalchemy import text

from core.pluginsystem.contract_rows import upgrade_with_rows
from core.tenancy import histories, migrations
from core.tenancy.engines import owner_engine
from core.tenancy.failures import MigrationFailed
from tests.tenancy.test_migrations import CARS, COLOUR, NOT_NULL

ON_SQLITE = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


@pytest.fixture
def fresh(make_app, tmp_path, monkeypatch):
    """An installation of its own with core's tables, and a plugin's history of three revisions that is written by the test."""
    monkeypatch.setitem(histories._histories, "garage", tmp_path / "garage")
    (tmp_path / "garage").mkdir()
    (tmp_path / "garage/0001_cars.py").write_text(CARS)
    (tmp_path / "garage/0002_colour.py").write_text(COLOUR)
    app = make_app(data_dir=tmp_path)
    migrations.upgrade(app, "core")
    return app


@ON_SQLITE
def test_a_column_that_old_rows_have_no_value_for_is_found(fresh, tmp_path):
    (tmp_path / "garage/0003_wheels.py").write_text(NOT_NULL)

    with pytest.raises(MigrationFailed, match="revision 0003 of garage failed and was rolled back"):
        upgrade_with_rows(fresh, "garage")


@ON_SQLITE
def test_each_of_its_tables_has_a_row_that_refers_to_rows_that_are_there(fresh, tmp_path):
    (tmp_path / "garage/0003_wheels.py").write_text(NOT_NULL.replace("nullable=False", "nullable=False, server_default='4'"))

    upgrade_with_rows(fresh, "garage")

    assert migrations.current(fresh, "garage") == "0003"
    with owner_engine(fresh).connect() as connection:
        assert connection.execute(text("SELECT community_id, id, wheels FROM garage_car")).all() == [(1, 1, 4)]
        assert connection.execute(text("SELECT community_id, id, car_id FROM garage_wheel")).all() == [(1, 1, None)]
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
