"""One list over all services by due time, and the sheet of everything that is open at one door."""
from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.communities.services import current_community
from core.desk.services import todo
from core.kernel.actor import SYSTEM
from core.people.models import Person
from core.pluginsystem import lifecycle
from core.pluginsystem.offers import Task
from core.tenancy.session import db, use
from plugins.love_savings.services.asking import ask

NOON = datetime(2024, 5, 1, 4, tzinfo=UTC)  # noon where the community lives
HOUR = timedelta(hours=1)


@pytest.fixture
def help_asked(app, community, place):
    """The household of 王秀兰, who asked for help twice; 赵远山 of another grid asked once."""
    with app.app_context(), use(community.id):
        lifecycle.enable(current_community(), "love_savings", SYSTEM)
        db.session.commit()
        soon = todo.now() + HOUR
        for person, words, starts in (
            (place.granny, "陪我去医院", soon + 26 * HOUR), (place.granny, "换厨房灯泡", soon), (place.stranger, "修门锁", soon),
        ):
            ask(SYSTEM_OF_STATION, person, starts, starts + HOUR, words=words)
        db.session.commit()
        homes = {name: db.session.get_one(Person, row).household_id for name, row in vars(place).items() if name in ("granny", "stranger")}
        return homes


class SYSTEM_OF_STATION:
    """Acts for the station in these tests."""

    person_id, acting_for_id, name = None, None, "工作站"

    @staticmethod
    def can(permission, row=None):
        return True


def row(due_at, title="事"):
    return todo.Waiting(Task(title, "", "/", due_at))


def test_the_list_is_cut_by_time_in_the_communitys_own_day(app, community, monkeypatch):
    monkeypatch.setattr(todo, "now", lambda: NOON)
    monkeypatch.setattr(todo, "community_today", lambda: NOON.date())
    found = [row(NOON - HOUR, "早"), row(NOON + 11 * HOUR, "晚上十一点"), row(NOON + 12 * HOUR, "零点"), row(None, "随时")]
    with app.app_context(), use(community.id):
        cut = {part.key: [one.task.title for one in part.rows] for part in todo.parts(found)}
    assert cut == {"late": ["早"], "today": ["晚上十一点"], "undated": ["随时"], "later": ["零点"]}
    assert todo.late(found) == 1


def test_all_services_share_one_list_and_each_can_be_shown_alone(worker, help_asked):
    page = worker.get("/desk/tasks").text
    assert page.index("换厨房灯泡") < page.index("陪我去医院")
    assert "修门锁" not in page
    assert "换厨房灯泡" in worker.get("/desk/tasks?service=love_savings").text
    assert "换厨房灯泡" not in worker.get("/desk/tasks?service=").text


def test_a_task_at_a_door_leads_to_the_doors_sheet(worker, help_asked):
    assert f"/desk/households/{help_asked['granny']}/visit" in worker.get("/desk/tasks").text


def test_the_sheet_shows_everything_that_is_open_at_the_door(worker, help_asked):
    page = worker.get(f"/desk/households/{help_asked['granny']}/visit").text
    assert page.index("换厨房灯泡") < page.index("陪我去医院")
    assert ("王秀兰" in page, "139****1234" in page, "13900001234" in page) == (True, True, False)
    assert ("修门锁" in page, "赵远山" in page) == (False, False)


def test_a_door_of_another_grid_looks_like_none(worker, help_asked):
    foreign, missing = worker.get(f"/desk/households/{help_asked['stranger']}/visit"), worker.get("/desk/households/77/visit")
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert foreign.data == missing.data


def test_a_door_where_nothing_is_open_says_so(worker, help_asked, app, community):
    with app.app_context(), use(community.id):
        lifecycle.disable(current_community(), "love_savings", SYSTEM)
        db.session.commit()
    assert "这一户没有要办的事" in worker.get(f"/desk/households/{help_asked['granny']}/visit").text
