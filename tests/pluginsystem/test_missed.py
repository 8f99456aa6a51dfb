"""A consent that was withdrawn while a plugin was off is told when the plugin is switched on again."""
from __future__ import annotations

import sys

import pytest
from sqlalchemy import func, select

from core.events import PluginSwitched, publish
from core.kernel.jobs import run_due
from core.people.consents import ConsentWithdrawn
from core.people.services import PersonLeft
from core.pluginsystem import missed
from core.pluginsystem.belongings import erase
from core.pluginsystem.models import MissedEvent
from core.tenancy.session import use


@pytest.fixture
def listener(samples):
    """The sample plugin that remembers what it heard."""
    module = sys.modules["plugins.listens"]
    module.heard.clear()
    return module


@pytest.fixture
def withdrawn(samples, community):
    """`withdrawn(5)`: person 5 took a consent back, and the worker spread the news."""

    def withdraw(person_id: int, slug=community) -> None:
        with samples.app_context(), use(slug.id) as session:
            publish(ConsentWithdrawn(person_id, "photos"))
            session.commit()
        run_due(samples)

    return withdraw


@pytest.fixture
def kept(samples, community):
    """How many events wait for the plugin."""

    def count() -> int:
        with samples.app_context(), use(community.id) as session:
            return session.scalar(select(func.count()).where(MissedEvent.plugin == "listens"))

    return count


def consents(listener) -> list[int]:
    return [event.person_id for _slug, event in listener.heard if isinstance(event, ConsentWithdrawn)]


def test_what_was_withdrawn_while_it_was_off_is_heard_in_order_and_once(samples, switched, listener, withdrawn, kept):
    switched("listens")
    switched("listens", False)
    withdrawn(7)
    withdrawn(5)
    assert (consents(listener), kept()) == ([], 2)

    switched("listens")
    run_due(samples)
    assert (consents(listener), kept()) == ([7, 5], 0)

    switched("listens", False)
    switched("listens")
    run_due(samples)
    assert consents(listener) == [7, 5]


def test_what_was_withdrawn_before_and_not_yet_spread_is_kept_too(samples, community, switched, listener, withdrawn):
    switched("listens")
    with samples.app_context(), use(community.id) as session:
        publish(ConsentWithdrawn(7, "photos"))
        session.commit()
    switched("listens", False)
    run_due(samples)
    switched("listens")
    run_due(samples)
    assert consents(listener) == [7]


def test_switched_off_again_before_the_worker_came_it_still_misses_nothing(samples, switched, listener, withdrawn, kept):
    switched("listens")
    switched("listens", False)
    withdrawn(7)
    switched("listens")
    switched("listens", False)
    run_due(samples)
    assert (consents(listener), kept()) == ([], 1)
    switched("listens")
    run_due(samples)
    assert consents(listener) == [7]


def test_switched_on_while_an_event_is_being_kept_it_hears_it_at_once(samples, community, switched, listener, kept):
    switched("listens")
    with samples.app_context(), use(community.id) as session:
        missed.keep("listens", ConsentWithdrawn(7, "photos"))
        session.commit()
    assert kept() == 0
    run_due(samples)
    assert consents(listener) == [7]


def test_nothing_is_kept_for_a_plugin_that_was_never_on_nor_of_what_need_not_be_kept(
    samples, community, other_community, switched, listener, withdrawn, kept
):
    withdrawn(7)
    switched("listens")
    switched("listens", False)
    withdrawn(8, other_community)
    with samples.app_context(), use(community.id) as session:
        publish(PluginSwitched("wish", True))
        session.commit()
    run_due(samples)
    assert kept() == 0
    switched("listens")
    run_due(samples)
    assert consents(listener) == []


def test_a_plugin_that_is_forgotten_hears_nothing_of_before(samples, community, switched, listener, withdrawn, kept):
    switched("listens")
    switched("listens", False)
    withdrawn(7)
    with samples.app_context(), use(community.id) as session:
        erase("listens")
        session.commit()
    assert kept() == 0


def test_who_died_or_moved_away_while_it_was_off_is_heard_of(samples, community, switched, listener):
    switched("listens")
    switched("listens", False)
    gone = [PersonLeft(7, "deceased"), PersonLeft(5, "moved_away")]
    with samples.app_context(), use(community.id) as session:
        for event in gone:
            publish(event)
        session.commit()
    run_due(samples)
    switched("listens")
    run_due(samples)
    assert [event for _slug, event in listener.heard if isinstance(event, PersonLeft)] == gone
