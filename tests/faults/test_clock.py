"""The machine's clock jumps a day ahead and back: nothing happens twice, nobody gains time, ids stay in order."""
from __future__ import annotations

from collections.abc import Callable
from contextvars import Context
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import func, select

from core import clock
from core.accounts.activation import issue_activation_code, person_of_code
from core.accounts.errors import CodeInvalid
from core.communities.services import current_community
from core.kernel import jobs
from core.kernel.actor import SYSTEM
from core.kernel.jobs import plant, run_due
from core.kernel.workflow.models import WorkflowStep
from core.notices.models import Notice
from core.pluginsystem import lifecycle
from core.tenancy import ids
from core.tenancy.engines import app_engine
from core.tenancy.ids import IdMaker
from core.tenancy.session import db, use
from core.testing_accounts import make_account, make_building, make_person, sign_in
from tests.faults.books import complaints

DAY = timedelta(days=1)


@pytest.fixture
def jump() -> Any:
    """`jump(DAY)`: the process's clock is so far off; it is put right at the end."""
    yield clock.shift
    clock.shift(timedelta(0))


@pytest.fixture
def clocked(app: Any, community: Any) -> Callable[[], tuple[int, int]]:
    """A registration and a request for help, whose clocks ring within a day; `clocked()` counts steps and notices."""
    from plugins.love_savings.services import asking

    with app.app_context(), use(community.id):
        lifecycle.enable(current_community(), "love_savings", SYSTEM)
        from core.accounts.actor import actor_for

        home = make_building(1)
        resident, worker = make_person("张小梅", home), make_person("网格员", home)
        make_account(worker, ("grid_worker", "grids", [home.grid_id]))
        make_account(resident)
        start = clock.now() + timedelta(hours=3)
        asking.ask(actor_for(resident), resident.id, start, start + timedelta(hours=1), words="灯不亮了")
        db.session.commit()
        plant(app_engine(app))

    def count() -> tuple[int, int]:
        with app.app_context(), use(community.id) as session:
            assert [said for said in complaints(session) if not said.startswith("job ")] == []
            steps, notices = (session.scalar(select(func.count(model.id))) for model in (WorkflowStep, Notice))
            return steps, notices

    return count


def work(app: Any) -> None:
    while Context().run(run_due, app):
        pass


def test_what_the_clock_rang_for_is_not_done_again_when_the_day_comes(app: Any, clocked: Any, jump: Any) -> None:
    work(app)
    before = clocked()
    jump(DAY)
    work(app)
    rung = clocked()
    assert rung[0] > before[0]
    jump(timedelta(0))
    work(app)
    assert clocked() == rung
    jump(DAY)
    work(app)
    assert clocked() == rung


def test_recurring_jobs_run_again_after_the_clock_came_back(app: Any, community: Any, jump: Any) -> None:
    """Their next time lies a day ahead; the worker must not wait for it."""
    ran: list[int] = []
    jobs.every("test.tick", 10, ran.append)
    try:
        plant(app_engine(app))
        jump(DAY)
        work(app)
        jump(timedelta(0))
        plant(app_engine(app))
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
