"""Tables that tests define belong to nobody's migrations; tests on a whole demo have time to load it."""
from pathlib import Path

import pytest

from core.tenancy.owners import register_package

register_package("tests", "tests")

collect_ignore = ["packaged_plugin"]  # its tests run where it is installed: pluginsystem/test_packaged.py

LOADING_SECONDS = 600
LOADING = {Path(__file__).parent / folder for folder in ("demo", "journeys")}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first test on each database waits for 12,696 people to move in."""
    for item in items:
        if LOADING & set(item.path.parents):
            item.add_marker(pytest.mark.timeout(LOADING_SECONDS))
