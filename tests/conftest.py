"""What tests share: a whole site with every kind of row, its app in host mode, and time to load the demo."""
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from core.app import create_app
from core.config import Settings, settings_of
from core.tenancy.engines import app_engine, dispose_engines
from core.tenancy.nodes import ensure_node
from core.tenancy.owners import register_package
from core.testing import CommunityClient
from core.testing_sites import Site
from tests.matrix_scene import Scene, standing_scene

register_package("tests", "tests")

collect_ignore = ["packaged_plugin"]  # its tests run where it is installed: pluginsystem/test_packaged.py

LOADING_SECONDS = 600
LOADING = {Path(__file__).parent / folder for folder in ("demo", "journeys")}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first test on each database waits for 12,696 people to move in."""
    for item in items:
        if LOADING & set(item.path.parents):
            item.add_marker(pytest.mark.timeout(LOADING_SECONDS))


@pytest.fixture
def scene(site: Site, app: Flask) -> Scene:
    """Two communities with a row of every kind and an account for every kind of actor; made once per database.

    It stands in the place of `community` and `other_community`, with communities of its own.
    """
    return standing_scene(site, app)


@pytest.fixture(scope="session")
def host_apps() -> Iterator[Callable[[Site], Flask]]:
    """`host_apps(site)`: the site's app in host mode, on the same database, made when first asked for."""
    made: dict[int, Flask] = {}

    def of(site: Site) -> Flask:
        if id(site) not in made:
            made[id(site)] = create_app(Settings(**{**site.settings, "base_host": "linli.test", "shared_origin": False}))
            made[id(site)].test_client_class = CommunityClient
        return made[id(site)]

    yield of
    for each in made.values():
        dispose_engines(each)


@pytest.fixture
def host_app(site: Site, scene: Scene, host_apps: Callable[[Site], Flask]) -> Iterator[Flask]:
    """The app of the scene as in production: one host for each community, the operator's on its own."""
    app = host_apps(site)
    ensure_node(app_engine(app))
    yield app
    dispose_engines(app)


@pytest.fixture(params=["path", "host"])
def either_app(request: pytest.FixtureRequest, scene: Scene) -> Flask:
    """The app of the scene in each address mode in turn."""
    found: Flask = request.getfixturevalue("app" if request.param == "path" else "host_app")
    return found


@pytest.fixture
def strict(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Signing in as it is outside the demo: one-time codes and fresh proofs are asked for."""
    monkeypatch.setattr(settings_of(app), "strict_sign_in", True)
