"""Looks do not depend on the database: the pages are tried on SQLite."""
from __future__ import annotations

from collections.abc import Callable

import pytest

from core.testing_sites import Site


@pytest.fixture
def site(sites: Callable[[str], Site]) -> Site:
    """One kind of database is enough here."""
    chosen = sites("sqlite")
    chosen.reset()
    return chosen
