"""Events reach each subscriber after the commit, and one that fails repeats nobody else."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from core import clock, events
from core.events import Event, PluginSwitched, ServiceRecorded, publish, subscribe, subscribe_all
from core.kernel.jobs import run_due
from core.tenancy.current import current_id

heard: list[Any] = []


def hear(event: ServiceRecorded) -> None:
    heard.append(("hear", event, current_id()))


def hear_all(event: Event) -> None:
    heard.append(("all", event, current_id()))


def stumble(event: ServiceRecorded) -> None:
    heard.append(("stumble", event, current_id()))
    if len(heard) < 3:
        raise RuntimeError("first time")


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(events, "_subscribers", {})
    heard.clear()
    yield
    clock.shift(timedelta(0))


def test_a_subscriber_hears_its_event_in_its_community(app: Any, inside: Any, community: Any) -> None:
    subscribe(ServiceRecorded, hear)
    publish(ServiceRecorded(7))
    publish(PluginSwitched("hello", True))
    inside.commit()
    assert heard == []
    run_due(app)
    run_due(app)
    assert heard == [("hear", ServiceRecorded(7), community.id)]


def test_who_subscribes_to_all_hears_every_event(app: Any, inside: Any, community: Any) -> None:
    subscribe_all(hear_all)
    publish(ServiceRecorded(7))
    publish(PluginSwitched("hello", True))
    inside.commit()
    run_due(app)
    assert heard == [("all", ServiceRecorded(7), community.id), ("all", PluginSwitched("hello", True), community.id)]


def test_without_a_commit_nobody_hears(app: Any, inside: Any) -> None:
    subscribe_all(hear_all)
    publish(ServiceRecorded(7))
    inside.rollback()
    assert run_due(app) == 0


def test_the_same_event_may_happen_twice(app: Any, inside: Any) -> None:
    subscribe_all(hear_all)
    for _turn in range(2):
        publish(PluginSwitched("hello", True))
    inside.commit()
    run_due(app)
    assert len(heard) == 2


def test_one_failing_subscriber_is_repeated_alone(app: Any, inside: Any) -> None:
    subscribe(ServiceRecorded, hear)
    subscribe(ServiceRecorded, stumble)
    publish(ServiceRecorded(7))
    inside.commit()
    run_due(app)
    clock.shift(timedelta(seconds=31))
    run_due(app)
    assert sorted(name for name, *_ in heard) == ["hear", "stumble", "stumble"]


def test_events_carry_no_personal_data(inside: Any) -> None:
    with pytest.raises(ValueError, match="short code"):
        publish(PluginSwitched("x" * 500, True))
