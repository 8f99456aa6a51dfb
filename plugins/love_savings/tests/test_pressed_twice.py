"""Each button of the station pressed twice: it counts once, and the second press says that it is done."""
from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from core.clock import now
from core.kernel.workflow import WorkflowStep
from core.notices.models import Notice
from core.tenancy.session import db
from plugins.love_savings.models import Request
from plugins.love_savings.services import checking, credit_lines, dispatching
from tests.pressing import ONCE, pressed_at_once, pressed_twice

from .conftest import Station, make_aged
from .test_refusals import offered
from .test_relief import at_work
from .test_split_days import paused
from .test_straight_path import accepted, give, offers, served

SQLITE = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
HERE = "/love-savings"


class Case:
    """What a case needs to bring a request to where its button stands."""

    def __init__(self, station: Station, asked: Any, clock_at: Any) -> None:
        self.station, self.asked, self.clock_at = station, asked, clock_at

    def verified(self) -> int:
        request_id = self.asked()
        dispatching.verify(request_id, self.station.worker)
        return request_id

    def accepted(self) -> int:
        return accepted(self.station, self.asked()).id

    def at_door(self) -> int:
        request = accepted(self.station, self.asked())
        self.clock_at(request.starts_at)
        return request.id

    def not_home(self) -> int:
        request_id = self.at_door()
        checking.nobody_home(request_id, self.station.helper())
        return request_id

    def at_work(self) -> int:
        return at_work(self.station, self.asked, self.clock_at).id

    def paused(self) -> int:
        return paused(self.station, self.asked, self.clock_at).id

    def done(self) -> int:
        request = accepted(self.station, self.asked())
        return served(self.station, request.id, self.clock_at).id


# Who presses, where the request stands before, which button on which page, and what is typed.
WORKER: tuple[tuple[str, Callable[[Case], int], dict[str, str]], ...] = (
    ("verify", lambda case: case.asked(), {}),
    ("wave", Case.verified, {}),
    ("take_back", Case.accepted, {"reason": "换人"}),
    ("call_off", Case.accepted, {"reason": "不用了", "by": "station"}),
    ("check_in_for", Case.at_door, {}),
    ("nobody_home", Case.at_door, {}),
    ("found", Case.not_home, {"reason": "在楼下"}),
    ("close_not_home", Case.not_home, {"reason": "打了三次"}),
    ("check_out_for", Case.at_work, {}),
    ("relieve", Case.at_work, {"reason": "他病了"}),
    ("stop_here", Case.paused, {}),
    ("confirm_by_call", Case.done, {"reason": "说很好"}),
)
HELPER: tuple[tuple[str, Callable[[Case], int], dict[str, str]], ...] = (
    ("check_in", Case.at_door, {}),
    ("give_up", Case.accepted, {"reason": "病了"}),
    ("check_out", Case.at_work, {}),
    ("relieve", Case.at_work, {"reason": "头晕"}),
    ("stop_here", Case.paused, {}),
    ("nobody_home", Case.at_door, {}),
)
RESIDENT: tuple[tuple[str, Callable[[Case], int], dict[str, str]], ...] = (
    ("confirm", Case.done, {}),
    ("cancel", Case.accepted, {"reason": "不用了"}),
    ("stop", Case.paused, {}),
)
ALL = [
    pytest.param(who, page, path, *case, id=f"{who}-{case[0]}")
    for who, page, path, cases in (
        ("worker", "requests/{id}", "requests/{id}/do/{step}", WORKER),
        ("helper", "mine/jobs/{id}", "mine/jobs/{id}/do/{step}", HELPER),
        ("resident", "asked/{id}", "asked/{id}/{step}", RESIDENT),
    )
    for case in cases
]


def steps_and_notices() -> tuple[int, int]:
    return db.session.scalar(select(func.count(WorkflowStep.id))), db.session.scalar(select(func.count(Notice.id)))


@pytest.fixture
def case(station: Station, asked: Any, clock_at: Any) -> Case:
    return Case(station, asked, clock_at)


@SQLITE
@pytest.mark.parametrize(("who", "page", "path", "step", "begin", "typed"), ALL)
def test_the_second_press_of_a_step_says_that_it_is_done(
    case: Case, browser: Any, who: str, page: str, path: str, step: str, begin: Any, typed: dict[str, str]
) -> None:
    request_id = begin(case)
    db.session.commit()
    station = case.station
    person = {"worker": station.worker_id, "helper": station.helper_ids[0], "resident": station.resident_id}[who]
    page, action = (f"{HERE}/{one.format(id=request_id, step=step)}" for one in (page, path))
    reader = browser(person)
    before = db.session.get_one(Request, request_id).state
    first, second, shown = pressed_twice(reader, page, action, **typed)
    db.session.expire_all()
    once = steps_and_notices()
    assert (first.status_code, second.status_code, second.location) == (302, 302, first.location)
    assert ONCE in shown and "不能“" not in shown
    assert db.session.get_one(Request, request_id).state != before
    assert steps_and_notices() == once
    ids = select(WorkflowStep.transition).where(WorkflowStep.row_id == request_id, WorkflowStep.transition != "")
    assert len(db.session.scalars(ids.where(WorkflowStep.transition == {"wave": "offer", "stop": "stop_here"}.get(step, step))).all()) == 1


@pytest.mark.parametrize(("who", "page", "path", "step", "begin", "typed"), [
    one for one in ALL if one.id in ("worker-wave", "worker-relieve", "helper-give_up", "resident-confirm")
])
def test_presses_at_the_same_moment_count_once_and_all_lead_on(
    case: Case, browser: Any, who: str, page: str, path: str, step: str, begin: Any, typed: dict[str, str]
) -> None:
    request_id = begin(case)
    db.session.commit()
    station = case.station
    person = {"worker": station.worker_id, "helper": station.helper_ids[0], "resident": station.resident_id}[who]
    page, action = (f"{HERE}/{one.format(id=request_id, step=step)}" for one in (page, path))
    answers = pressed_at_once(station.app, browser(person), page, action, **typed)
    assert len(set(answers)) == 1 and answers[0][0] == 302
    db.session.expire_all()
    name = {"wave": "offer"}.get(step, step)
    taken = select(func.count(WorkflowStep.id)).where(WorkflowStep.row_id == request_id, WorkflowStep.transition == name)
    assert db.session.scalar(taken) == 1


@SQLITE
@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_an_answer_to_an_invitation_is_given_once(station: Station, asked: Any, browser: Any, answer: str) -> None:
    request_id = asked()
    offered(station, request_id)
    db.session.commit()
    mine = next(one for one in offers(request_id) if one.person_id == station.helper_ids[0])
    typed = {"reason": "没空"} if answer == "decline" else {}
    page, action = f"{HERE}/mine", f"{HERE}/mine/offers/{mine.id}/{answer}"
    first, second, shown = pressed_twice(browser(station.helper_ids[0]), page, action, **typed)
    assert (first.location, second.location, ONCE in shown) == (second.location, first.location, True)


@SQLITE
@pytest.mark.parametrize("step", ["grant", "credit/end", "do/lost", "do/replace"])
def test_a_step_with_a_card_is_taken_once(station: Station, browser: Any, step: str) -> None:
    make_aged(station.resident_id)
    give(station.resident_id, 60)
    credit_lines.open_line(station.resident_id, station.worker, 90, "独居")
    db.session.commit()
    page = f"{HERE}/cards/{station.resident_id}"
    worker = browser(station.worker_id)
    if step == "do/replace":
        pressed_twice(worker, page, f"{page}/do/lost")
    typed = {"reason": "不用了"} if step == "credit/end" else {}
    first, second, shown = pressed_twice(worker, page, f"{page}/{step}", **typed)
    assert (first.status_code, second.location, ONCE in shown) == (302, first.location, True)


@SQLITE
def test_a_call_that_reached_nobody_is_counted_once(station: Station, asked: Any, clock_at: Any, browser: Any) -> None:
    request = served(station, accepted(station, asked()).id, clock_at)
    request.control = True
    db.session.commit()
    clock_at(now() + timedelta(hours=73))
    page = f"{HERE}/requests/{request.id}"
    _first, _second, shown = pressed_twice(browser(station.worker_id), page, f"{page}/do/not_reached")
    db.session.expire_all()
    assert (db.session.get_one(Request, request.id).calls, ONCE in shown) == (1, True)


@SQLITE
def test_a_press_that_was_refused_may_be_pressed_again(station: Station, asked: Any, clock_at: Any, browser: Any) -> None:
    request = accepted(station, asked())
    db.session.commit()
    page, action = f"{HERE}/mine/jobs/{request.id}", f"{HERE}/mine/jobs/{request.id}/do/give_up"
    _first, _second, shown = pressed_twice(browser(station.helper_ids[0]), page, action, reason=" ")
    assert "请写明" in shown and ONCE not in shown
