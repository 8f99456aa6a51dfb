"""Events and recurring jobs reach a plugin through the worker, where it is on and nowhere else."""
from __future__ import annotations

import sys

import pytest

from core.communities.state import current_community
from core.events import PluginSwitched, publish
from core.kernel.jobs import run_due
from core.kernel.jobs.queue import plant
from core.pluginsystem import dispatch
from core.pluginsystem.registry import plugins_of
from core.tenancy.engines import app_engine
from core.tenancy.session import use
from core.testing import add_community


@pytest.fixture
def listener(samples):
    """The sample plugin that remembers what it heard and did."""
    module = sys.modules["plugins.listens"]
    module.heard.clear()
    module.worked.clear()
    return module


def announce(app, community) -> None:
    with app.app_context(), use(community.id) as session:
        publish(PluginSwitched("wish", True))
        session.commit()


def test_a_plugin_hears_events_of_the_communities_where_it_is_on(samples, community, other_community, switched, listener):
    switched("listens")
    run_due(samples)
    listener.heard.clear()

    announce(samples, community)
    announce(samples, other_community)
    run_due(samples)

    assert listener.heard == [(community.slug, PluginSwitched("wish", True))]


def test_a_plugin_that_was_switched_off_hears_nothing(samples, community, switched, listener):
    switched("listens")
    switched("listens", False)
    run_due(samples)

    assert listener.heard == []


def test_recurring_work_is_done_where_the_plugin_is_on(samples, community, switched, listener):
    other = add_community(samples, "third-test", "第三社区")
    switched("listens")
    with samples.app_context():
        plant(app_engine(samples))
    run_due(samples)

    assert (listener.worked, other.id in listener.worked) == ([community.id], False)


def test_a_slow_plugin_is_measured_and_its_answer_is_kept(samples, community, switched, monkeypatch):
    noted = []
    monkeypatch.setattr(dispatch, "note", lambda community, plugin, hook, text: noted.append((plugin, hook)))
    monkeypatch.setattr(dispatch, "SLOW_SECONDS", 0)
    monkeypatch.setattr(dispatch, "TOLD_SECONDS", 0)
    switched("listens")

    with samples.app_context(), use(community.id):
        assert dispatch.ask("public_figures", current_community()) == []

    assert noted == [("listens", "slow:public_figures")]
    assert plugins_of(samples).health.rests("listens") is False
