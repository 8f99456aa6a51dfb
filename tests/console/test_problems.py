"""What is wrong is listed with its way out, and is gone from the list when it is mended."""
from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from core.accounts.models import RoleGrant
from core.accounts.roles import role_row
from core.clock import now
from core.communities.models import Community
from core.communities.services import bump_version, community_today, current_community
from core.grids.models import Building, Grid
from core.kernel.actor import SYSTEM
from core.kernel.audit import AuditEntry
from core.kernel.jobs.models import Job
from core.people.guardians import add_guardian
from core.people.models import Person
from core.people.services import guardians_of, mark_deceased, register_child
from core.pluginsystem.lifecycle import enable, start_with
from core.pluginsystem.models import PluginProblem
from core.tenancy.ids import new_id
from core.tenancy.session import use
from core.testing_accounts import csrf_of, make_building, make_person, sign_in_as


@pytest.fixture
def admin(app, client, community):
    sign_in_as(app, client, community, "community_admin", name="李主任")
    return client


@pytest.fixture
def written(app, community, client_in):
    """`written(make)`: stores the rows made in the community, where the hotline and a second admin are, and nothing else is wrong."""
    sign_in_as(app, client_in(community), community, "community_admin", name="王主任")

    def write(make=tuple):
        with app.app_context(), use(community.id) as session:
            session.get_one(Community, community.id).hotline = "0771-0550101"
            session.add_all(make())
            bump_version(community.id)
            session.commit()

    return write


def job(community, **values):
    row = {"community_id": community.id, "kind": "notices.send", "key": str(new_id()), "payload": {}, "due_at": now()}
    return Job(id=new_id(), error="no answer", **{**row, **values})


def post(browser, address):
    return browser.post(address, data={"csrf_token": csrf_of(browser, "/console/profile")})


def test_where_nothing_is_wrong_the_page_says_so(admin, written):
    written()
    assert "没有问题" in admin.get("/console/problems").text
    assert "没有问题" in admin.get("/console/").text


def test_a_community_without_hotline_and_with_one_admin_is_told(admin):
    page = admin.get("/console/problems").text
    assert "没有填服务热线" in page and "只有一位管理员" in page
    assert "没有填服务热线" in admin.get("/console/").text


def test_a_services_problem_is_settled_and_recorded(app, admin, community, written):
    written(lambda: [PluginProblem(plugin="love_savings", hook=hook, text="ZeroDivisionError") for hook in ("tasks", "tiles")])
    page = admin.get("/console/problems").text
    assert page.count("居民和工作人员会看到页面缺一块") == 1
    assert "ZeroDivisionError" in page.split("给运维人员的详情")[1]
    assert "ZeroDivisionError" not in page.split("给运维人员的详情")[0]
    assert 'href="/xinzhu-test/console/plugins#plugin-love_savings"' in page
    with app.app_context(), use(community.id) as session:
        found = session.scalars(select(PluginProblem.id)).all()[0]
    assert post(admin, f"/console/problems/{found}/settled").status_code == 303
    assert "没有问题" in admin.get("/console/problems").text
    with app.app_context(), use(community.id) as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "console.problem_settled")).one()
        assert entry.text == "把爱心储蓄所的问题从清单里拿掉：ZeroDivisionError"
    assert post(admin, f"/console/problems/{found}/settled").status_code == 303  # a second press is harmless
    with app.app_context(), use(community.id) as session:
        assert len(session.scalars(select(AuditEntry).where(AuditEntry.action == "console.problem_settled")).all()) == 1


def test_slow_answers_are_listed_when_they_are_repeated_and_apart_from_failures(admin, written):
    late = {"plugin": "love_savings", "text": "它回答得太慢"}
    written(lambda: [PluginProblem(hook="slow:tasks", times=2, **late)])
    assert "没有问题" in admin.get("/console/problems").text
    written(lambda: [PluginProblem(hook="slow:tiles", times=3, **late)])
    page = admin.get("/console/problems").text
    assert "它几次让页面多等了一秒以上" in page and "页面缺一块" not in page


def test_a_service_that_is_on_and_not_installed_is_named(app, admin, community, written):
    written()
    with app.app_context(), use(community.id) as session:
        start_with(current_community(), "gone_service", {})
        session.commit()
    page = admin.get("/console/problems").text
    assert "gone_service" in page and "数据都还在，请联系平台" in page


def test_jobs_that_fail_are_counted_and_tried_again_here_only(app, admin, community, other_community, written):
    written(lambda: [
        job(community, attempts=3), job(community, attempts=12), job(community, attempts=2),
        job(community, attempts=9, done_at=now()), job(community, attempts=5, every=5), job(other_community, attempts=8),
    ])  # fmt: skip
    assert "有 2 件后台的事试了几次都没有办成" in admin.get("/console/problems").text
    assert post(admin, "/console/problems/jobs").status_code == 303
    assert "没有办成" not in admin.get("/console/problems").text
    with app.app_context(), use(community.id) as session:
        left = session.execute(select(Job.attempts).where(Job.community_id == community.id, Job.kind == "notices.send"))
        assert sorted(left.scalars()) == [0, 0, 2, 5, 9]
        assert session.scalars(select(Job.attempts).where(Job.community_id == other_community.id)).all() == [8]


def test_a_worker_that_does_not_run_is_missed_after_half_an_hour(app, admin, community, written):
    written(lambda: [job(community, every=5, due_at=now() - timedelta(minutes=29))])
    assert "后台程序半小时没有动静" not in admin.get("/console/problems").text
    with app.app_context(), use(community.id) as session:
        session.execute(update(Job).values(due_at=now() - timedelta(minutes=31)))
        session.commit()
    assert "后台程序半小时没有动静" in admin.get("/console/problems").text


def test_a_grid_without_a_worker_is_named_until_it_has_one(app, admin, community, client_in, written):
    written(lambda: [Grid(code="01", name="竹韵网格"), Grid(code="02", name="竹影网格")])
    page = admin.get("/console/problems").text
    assert "竹韵网格、竹影网格现在没有人管" in page
    with app.app_context(), use(community.id) as session:
        ids = list(session.scalars(select(Grid.id).order_by(Grid.code)))
    sign_in_as(app, client_in(community), community, ("grid_worker", "grids", ids[:1]), name="小张")
    page = admin.get("/console/problems").text
    assert "竹影网格现在没有人管" in page and "竹韵网格、" not in page


def test_the_page_costs_seven_statements_more_than_an_empty_one(admin, written, query_counter):
    written()
    admin.get("/console/problems")
    with query_counter() as statements:
        admin.get("/console/problems")
    assert len(statements) == 9


def test_the_first_steps_find_out_what_is_done(app, admin, community, client_in, written):
    assert "0 / 5" in admin.get("/console/").text
    written(lambda: [Grid(code="01", name="竹韵网格")])
    with app.app_context(), use(community.id) as session:
        session.get_one(Community, community.id).address = "竹韵路 1 号"
        grid = session.scalars(select(Grid)).one()
        session.add(Building(number=1, name="1栋", grid_id=grid.id, entrances=1, floors=1, rooms_per_floor=1, x=1, y=1))
        enable(current_community(), "love_savings", SYSTEM)
        session.commit()
    assert "3 / 5" in admin.get("/console/").text
    sign_in_as(app, client_in(community), community, "grid_worker", name="小张")
    assert "4 / 5" in admin.get("/console/").text
    with app.app_context(), use(community.id) as session:
        make_person("王阿姨", session.scalars(select(Building)).one())
        session.commit()
    assert "第一步" not in admin.get("/console/").text


def test_the_first_steps_are_put_away_for_good(app, admin, community, other_community, client_in):
    assert "收起这张清单" in admin.get("/console/").text
    assert post(admin, "/console/first-steps/close").status_code == 303
    assert "收起这张清单" not in admin.get("/console/").text
    other = client_in(other_community)
    sign_in_as(app, other, other_community, "community_admin")
    assert "收起这张清单" in other.get("/console/").text


def test_a_child_whose_guardians_died_is_named_until_somebody_else_decides(app, admin, community, written):
    written()
    with app.app_context(), use(community.id) as session:
        house = make_building(3)
        mother, father, granny = (make_person(name, house, birth_date=date(1985, 3, 8)) for name in ("韦春兰", "韦大山", "王秀兰"))
        child = register_child(
            mother, "韦小宝", "m", date(community_today().year - 8, 1, 1), "mother", SYSTEM, consented=True, same_household=True
        )
        add_guardian(child, father, "father", SYSTEM, may_decide=False)
        session.add(RoleGrant(
            person_id=granny.id, role_id=role_row("grid_worker").id, scope="grids", scope_id=house.grid_id, starts_on=community_today()
        ))  # fmt: skip
        ids = child.id, mother.id, granny.id
        bump_version(community.id)
        session.commit()
    assert "监护人已去世" not in admin.get("/console/problems").text
    with app.app_context(), use(community.id) as session:
        mark_deceased(session.get_one(Person, ids[1]), SYSTEM, on=community_today())
        session.commit()
    page = admin.get("/console/problems").text
    assert "韦小宝没有别的监护人能替孩子做决定" in page
    assert f'href="/xinzhu-test/desk/people/{ids[0]}"' in page
    with app.app_context(), use(community.id) as session:
        assert [person.name for _row, person in guardians_of(ids[0])] == ["韦大山"]
        add_guardian(session.get_one(Person, ids[0]), session.get_one(Person, ids[2]), "grandparent", SYSTEM)
        session.commit()
    assert "监护人已去世" not in admin.get("/console/problems").text


def test_an_admin_who_died_does_not_count_as_one(app, admin, community, written):
    written()
    assert "只有一位管理员" not in admin.get("/console/problems").text
    with app.app_context(), use(community.id) as session:
        mark_deceased(session.scalars(select(Person).where(Person.name == "王主任")).one(), SYSTEM, on=community_today())
        session.commit()
    assert "只有一位管理员" in admin.get("/console/problems").text
