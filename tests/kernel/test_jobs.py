"""A job starts after the commit of its cause, runs until it succeeds, and takes effect once."""
from __future__ import annotations

from collections.abc import Iterator
from contextvars import Context
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from core import clock
from core.clock import now
from core.kernel import switch
from core.kernel.jobs import Job, enqueue, every, handlers, handles, plant, recurring, run_due
from core.kernel.jobs.queue import LEASE, MAX_ATTEMPTS, claim, prune
from core.kernel.jobs.worker import _run
from core.tenancy.current import current_id_or_none
from core.tenancy.session import db
from tests.kernel.tickets import FLOW, WORKER, Ticket


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    before, planned = dict(handlers), dict(recurring)
    recurring.clear()
    yield
    clock.shift(timedelta(0))
    for registry, kept in ((handlers, before), (recurring, planned)):
        registry.clear()
        registry.update(kept)  # type: ignore[arg-type]  # a copy of itself


@pytest.fixture
def ran() -> list[Any]:
    """What the handler "note" was called with, and where."""
    calls: list[Any] = []
    handles("note")(lambda payload: calls.append((current_id_or_none(), payload)))
    return calls


def jobs(session: Any) -> list[Job]:
    session.expire_all()
    return list(session.scalars(select(Job).order_by(Job.id)))


def test_a_job_runs_once_in_its_community(app: Any, inside: Any, community: Any, ran: list[Any]) -> None:
    assert enqueue("note", {"record_id": 7}, "a")
    inside.commit()
    assert run_due(app) == 1
    assert run_due(app) == 0
    assert ran == [(community.id, {"record_id": 7})]
    assert jobs(inside)[0].done_at is not None


def test_without_a_commit_nothing_runs(app: Any, inside: Any, ran: list[Any]) -> None:
    enqueue("note", {}, "a")
    inside.rollback()
    assert run_due(app) == 0
    assert ran == []


def test_the_same_key_is_queued_once_even_when_done(app: Any, inside: Any, ran: list[Any]) -> None:
    assert enqueue("note", {}, "a")
    assert not enqueue("note", {}, "a")
    inside.commit()
    run_due(app)
    assert not enqueue("note", {}, "a")
    assert enqueue("note", {}, "b")
    inside.commit()
    assert run_due(app) == 1


def test_a_job_waits_for_its_time(app: Any, inside: Any, ran: list[Any]) -> None:
    enqueue("note", {}, "a", due_at=now() + timedelta(hours=1))
    inside.commit()
    assert run_due(app) == 0
    clock.shift(timedelta(minutes=61))
    assert run_due(app) == 1


def test_the_operators_job_runs_in_no_community(app: Any, ran: list[Any]) -> None:
    with app.app_context():
        enqueue("note", {}, "a")
        db.session.commit()
    assert run_due(app) == 1
    assert ran == [(None, {})]


def test_personal_data_does_not_fit_into_a_payload(inside: Any) -> None:
    for value in ({"name": "x"}, ["x"], 1.5, "x" * 121):
        with pytest.raises(ValueError, match="id, a short code or a flag"):
            enqueue("note", {"x": value}, "a")


def test_a_failed_job_is_rolled_back_and_tried_again_later(
    app: Any, inside: Any, caplog: pytest.LogCaptureFixture
) -> None:
    @handles("open a ticket")
    def open_ticket(payload: dict[str, Any]) -> None:
        FLOW.start(Ticket(), WORKER)
        db.session.flush()
        if len(attempts) < 2:
            attempts.append(1)
            raise RuntimeError("not yet")

    attempts: list[int] = []
    enqueue("open a ticket", {}, "a")
    inside.commit()
    for wait in (0, 31, 31 + 61):
        clock.shift(timedelta(seconds=wait))
        run_due(app)
        assert run_due(app) == 0
    assert "not yet" in caplog.text
    (job,) = jobs(inside)
    assert (job.attempts, job.error, len(attempts)) == (3, "", 2)
    assert job.done_at is not None
    assert len(inside.scalars(select(Ticket)).all()) == 1


def test_a_hopeless_job_is_left_for_the_operator_with_its_error(app: Any, inside: Any) -> None:
    @handles("hopeless")
    def hopeless(payload: dict[str, Any]) -> None:
        raise RuntimeError("never")

    enqueue("hopeless", {}, "a")
    inside.commit()
    for day in range(20):
        clock.shift(timedelta(days=day))
        run_due(app)
    (job,) = jobs(inside)
    assert (job.attempts, job.done_at, job.error) == (MAX_ATTEMPTS, None, "RuntimeError: never")


def test_a_job_without_handler_waits_for_its_plugin(app: Any, inside: Any, ran: list[Any]) -> None:
    handler = handlers.pop("note")
    enqueue("note", {}, "a")
    inside.commit()
    assert run_due(app) == 0
    handlers["note"] = handler
    assert run_due(app) == 1


def test_a_dead_workers_job_is_taken_over_when_its_lease_ends(app: Any, inside: Any, ran: list[Any]) -> None:
    enqueue("note", {}, "a")
    inside.commit()
    assert claim(db.engine) is not None
    assert run_due(app) == 0
    clock.shift(LEASE + timedelta(seconds=1))
    assert run_due(app) == 1


def test_a_worker_that_overran_its_lease_is_rolled_back(app: Any, inside: Any) -> None:
    handles("open a ticket")(lambda payload: FLOW.start(Ticket(), WORKER))
    enqueue("open a ticket", {}, "a")
    inside.commit()
    slow = claim(db.engine)
    inside.commit()
    clock.shift(LEASE + timedelta(seconds=1))
    assert run_due(app) == 1
    assert slow is not None
    assert not Context().run(_run, app, slow)
    assert len(inside.scalars(select(Ticket)).all()) == 1
    assert jobs(inside)[0].done_at is not None


def test_a_worker_whose_lease_another_took_over_leaves_the_job_to_it(app: Any, inside: Any) -> None:
    handles("open a ticket")(lambda payload: FLOW.start(Ticket(), WORKER))
    enqueue("open a ticket", {}, "a")
    inside.commit()
    slow = claim(db.engine)
    clock.shift(LEASE + timedelta(seconds=1))
    quick = claim(db.engine)
    assert slow is not None and quick is not None
    assert not Context().run(_run, app, slow)
    assert (len(inside.scalars(select(Ticket)).all()), jobs(inside)[0].done_at) == (0, None)
    inside.rollback()
    assert Context().run(_run, app, quick)
    assert len(inside.scalars(select(Ticket)).all()) == 1


def test_two_handlers_for_one_kind_are_a_mistake(ran: list[Any]) -> None:
    def other(payload: dict[str, Any]) -> None:
        """Never called."""

    with pytest.raises(ValueError, match="'note' are handled by"):
        handles("note")(other)


def test_a_recurring_job_runs_in_every_community(app: Any, community: Any, other_community: Any) -> None:
    seen: list[int] = []
    every("count", 10, lambda community_id: seen.append(community_id))
    with app.app_context():
        assert plant(db.engine) == 2
        assert plant(db.engine) == 0
    for minutes in (0, 5, 11):
        clock.shift(timedelta(minutes=minutes))
        run_due(app)
    assert seen == [community.id, other_community.id] * 2


def test_a_recurring_job_never_gives_up(app: Any, inside: Any) -> None:
    calls: list[int] = []

    def fail(community_id: int) -> None:
        calls.append(community_id)
        raise RuntimeError("still broken")

    every("fail", 10, fail)
    plant(db.engine)
    inside.execute(update(Job).values(attempts=MAX_ATTEMPTS + 5))
    inside.commit()
    run_due(app)
    clock.shift(timedelta(hours=7))
    run_due(app)
    assert len(calls) == 2


def test_recurring_jobs_of_a_plugin_that_is_off_rest(
    app: Any, inside: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []

    every("count", 10, lambda community_id: seen.append(community_id))
    plant(db.engine)
    monkeypatch.setattr(switch, "_decide", lambda owner: False)
    assert run_due(app) == 1
    assert seen == []


def test_done_jobs_are_forgotten_after_a_month(app: Any, inside: Any, ran: list[Any]) -> None:
    enqueue("note", {}, "a")
    inside.commit()
    run_due(app)
    enqueue("note", {}, "b", due_at=now() + timedelta(days=90))
    inside.commit()
    clock.shift(timedelta(days=31))
    prune(db.engine)
    assert [job.key.rpartition(":")[2] for job in jobs(inside)] == ["b"]
