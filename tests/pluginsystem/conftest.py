"""An app that found every misbehaving sample plugin beside the good ones, and browsers for it."""
from __future__ import annotations

from pathlib import Path

import pytest

from core.pluginsystem.health import Health
from core.pluginsystem.registry import plugins_of
from core.tenancy.engines import dispose_engines
from core.testing import CommunityClient

SAMPLES = Path(__file__).parents[1] / "sample_plugins"


@pytest.fixture(scope="session")
def kept_apps():
    """Apps with the sample plugins by kind of database: starting one takes longer than a test."""
    return {}


@pytest.fixture
def samples(site, make_app, community, kept_apps):
    """The app with the sample plugins."""
    kind = type(site).__name__
    if kind not in kept_apps:
        kept_apps[kind] = make_app(plugin_folder=SAMPLES)
    app = kept_apps[kind]
    dispose_engines(app)
    plugins_of(app).health = Health()
    yield app
    dispose_engines(app)


@pytest.fixture
def browser(samples, community):
    """A browser in `community` on the app with the sample plugins."""
    samples.test_client_class = CommunityClient
    browser = samples.test_client()
    browser.slug = community.slug
    return browser


@pytest.fixture
def switched(samples, community):
    """`switched("hello", True)` uses the operator's switch."""
    from core.communities.state import current_community
    from core.kernel.actor import SYSTEM
    from core.pluginsystem import lifecycle
    from core.tenancy.session import use

    def switch(name: str, on: bool = True) -> None:
        with samples.app_context(), use(community.id) as session:
            (lifecycle.enable if on else lifecycle.disable)(current_community(), name, SYSTEM)
            session.commit()

    return switch
