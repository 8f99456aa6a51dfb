"""The machine's clock jumps a day ahead and back: nothing happens twice, nobody gains time, ids stay in order."""
from __future__ import annotations

from contextvars import Context
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from core import clock
from core.accounts.activation import issue_activation_code, person_of_code
from core.accounts.errors import CodeInvalid
from core.kernel import jobs
from core.kernel.actor import SYSTEM
from core.kernel.jobs import plant, run_due
from core.tenancy import ids
from core.tenancy.engines import app_engine
from core.tenancy.ids import IdMaker
from core.tenancy.session import use
from core.testing_accounts import make_account, make_person, sign_in
from tests.kernel.tickets import FLOW, WORKER, Ticket

DAY = timedelta(days=1)


@pytest.fixture
def jump() -> Any:
    """`jump(DAY)`: the process's clock is so far off; it is put right at the end."""
    yield clock.shift
    clock.shift(timedelta(0))


def work(app: Any) -> None:
    """A worker's turn: what recurs is planted, what is due is done."""
    plant(app_engine(app))
    while Context().run(run_due, app):
        pass


def test_a_reminder_is_sent_once_though_its_day_comes_twice(app: Any, inside: Any, jump: Any) -> None:
    row = FLOW.start(Ticket(), WORKER)
    inside.commit()
    steps = []
    for off in (timedelta(0), DAY, timedelta(0), DAY):
        jump(off)
        work(app)
        inside.rollback()
        steps.append([line.title for line in FLOW.history(row)])
        inside.commit()
    assert steps == [[None], [None, "催办"], [None, "催办"], [None, "催办"]]


def test_recurring_jobs_run_again_after_the_clock_came_back(app: Any, community: Any, jump: Any) -> None:
    """Their next time lies a day ahead; the worker must not wait for it."""
    ran: list[int] = []
    jobs.every("test.tick", 10, lambda community_id: ran.append(community_id))
    try:
        for off in (DAY, timedelta(0), timedelta(0)):
            jump(off)
            work(app)
        assert ran == [community.id] * 2
    finally:
        jobs.recurring.pop("test.tick")
        jobs.handlers.pop("every:test.tick")


@pytest.mark.parametrize("role", [(), ("community_admin",)])
def test_a_sign_in_ends_when_the_clock_jumps_and_gains_nothing_when_it_comes_back(
    app: Any, community: Any, client: Any, jump: Any, role: Any
) -> None:
    with app.app_context(), use(community.id):
        phone = make_account(make_person("许青"), *role)
    assert sign_in(client, phone).status_code == 302
    jump(DAY)
    assert "/login" in client.get("/me/").location
    assert sign_in(client, phone).status_code == 302
    assert client.get("/me/").status_code == 200
    jump(timedelta(0))
    assert "/login" in client.get("/me/").location
    assert sign_in(client, phone).status_code == 302
    assert client.get("/me/").status_code == 200


def test_a_code_from_a_day_to_come_opens_nothing(app: Any, inside: Any, jump: Any) -> None:
    jump(DAY)
    code = issue_activation_code(make_person("许青"), SYSTEM)
    inside.commit()
    assert person_of_code(code).name == "许青"
    jump(timedelta(0))
    with pytest.raises(CodeInvalid):
        person_of_code(code)


def test_ids_go_on_in_order_when_the_machines_clock_jumps_back(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = 1_800_000_000.0
    make, made = IdMaker(), []
    make.node = 1
    for off in (0, 86_400, 0, -86_400, 1):
        monkeypatch.setattr(ids, "time", SimpleNamespace(time=lambda off=off: moment + off))
        made += [make() for _id in range(5_000)]
    assert made == sorted(set(made))
