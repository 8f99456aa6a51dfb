"""Teams, groups and units at the desk: who sees which, with whom in them, at a fixed cost."""
from __future__ import annotations

from types import SimpleNamespace

import pytest

from core.accounts.roles import grant_role
from core.api import Team, Unit
from core.communities.services import community_today
from core.grids.models import Building
from core.kernel.actor import SYSTEM
from core.kernel.audit import AuditEntry
from core.people.models import Person
from core.tenancy.session import db, use
from core.testing_accounts import csrf_of, make_account, make_person, sign_in
from core.volunteers.models import TeamMember
from core.volunteers.services import team_members
from tests.people.households import household_in, resident


def add_team(name, kind="building", building_id=None, people=(), leader=None, **values):
    team = Team(name=name, kind=kind, building_id=building_id, leader_id=leader, **values)
    db.session.add(team)
    db.session.flush()
    for person in people:
        db.session.add(TeamMember(team_id=team.id, person_id=person, post="互助员", joined_on=community_today()))
    db.session.flush()
    return team.id


@pytest.fixture
def groups(app, community, place):
    """Ids of the near and the far building's group and of a love team; 王秀兰 leads the near and the love one."""
    with app.app_context(), use(community.id):
        near = add_team("3栋", building_id=place.near, people=[place.granny, place.stranger], leader=place.granny)
        far = add_team("7栋", building_id=place.far, people=[place.stranger])
        items = ["上门陪聊", "代买代办"]
        love = add_team("爱心助老队", "love", None, [place.granny, place.stranger], place.granny, purpose="陪伴老人", items=items)
        former = db.session.query(TeamMember).filter_by(team_id=near, person_id=place.stranger).one()
        former.left_on = community_today()
        db.session.add_all(Unit(name=f"单位{n:02}", kind="school", contact="覃老师", co_building=n < 3) for n in range(36))
        db.session.commit()
        return SimpleNamespace(near=near, far=far, love=love)


def test_a_worker_sees_the_own_grids_groups_only(worker, groups):
    page = worker.get("/desk/teams").text
    assert "1 个帮帮互助组" in page
    assert "3栋帮帮互助组" in page
    assert "组长 王秀兰" in page
    assert "7栋帮帮互助组" not in page
    assert "爱心助老队" not in worker.get("/desk/teams?kind=love").text


def test_members_of_today_are_counted(worker, admin, groups):
    assert worker.get("/desk/teams").text.count(">1 人<") == 1
    assert admin.get("/desk/teams").text.count(">2 人<") == 1
    assert admin.get("/desk/teams?kind=building").text.count(">1 人<") == 2


def test_a_groups_page_names_posts_and_hides_the_middle_of_phones(worker, groups, place):
    page = worker.get(f"/desk/teams/{groups.near}").text
    assert "1 位成员" in page
    assert f"/desk/people/{place.granny}" in page
    assert "互助员" in page
    assert "139****1234" in page
    assert "13900001234" not in page
    assert "赵远山" not in page


@pytest.mark.parametrize("which", ["far", "love"])
def test_a_team_out_of_scope_looks_like_a_missing_one(worker, groups, which):
    foreign, missing = worker.get(f"/desk/teams/{getattr(groups, which)}"), worker.get("/desk/teams/77")
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert foreign.data == missing.data


def test_an_admin_sees_the_love_teams_with_purpose_and_fixed_items(admin, groups):
    page = admin.get("/desk/teams").text
    assert "1 支爱心小分队" in page
    assert "7栋帮帮互助组" not in page
    page = admin.get(f"/desk/teams/{groups.love}").text
    assert "陪伴老人" in page
    assert "上门陪聊、代买代办" in page
    assert page.index("王秀兰") < page.index("赵远山")


def test_units_come_twenty_a_page(admin, groups):
    page = admin.get("/desk/units").text
    assert "36 家驻区单位" in page
    assert page.count("覃老师") == 20
    assert admin.get("/desk/units?page=2").text.count("覃老师") == 16
    together = admin.get("/desk/units?together=1").text
    assert "3 家共建单位" in together
    assert together.count("覃老师") == 3


def test_units_are_nothing_for_the_worker_of_a_grid(worker, admin, groups):
    assert "覃老师" not in worker.get("/desk/units").text
    assert 'href="/xinzhu-test/desk/units"' not in worker.get("/desk/teams").text
    assert 'href="/xinzhu-test/desk/units"' in admin.get("/desk/teams").text


def test_the_units_contact_reads_the_own_unit_only(app, community, client, groups):
    with app.app_context(), use(community.id):
        unit = db.session.query(Unit).filter_by(name="单位05").one()
        phone = make_account(make_person("联系人"), ("unit_contact", "unit", [unit.id]))
    sign_in(client, phone)
    page = client.get("/desk/units").text
    assert "单位05" in page
    assert page.count("覃老师") == 1
    assert "/desk/units" in client.get("/me/profile").text
    closed = [client.get(f"/desk/{page}").status_code for page in ("", "people", "volunteers", "teams")]
    assert closed == [403, 403, 403, 403]


def test_a_building_shows_its_head_and_its_group(app, community, worker, groups, place):
    address = f"/desk/buildings/{place.near}"
    assert "还没有楼栋长" in worker.get(address).text
    with app.app_context(), use(community.id):
        grant_role(db.session.get(Person, place.granny), "building_head", "buildings", [place.near], actor=SYSTEM)
        grant_role(db.session.get(Person, place.stranger), "building_head", "buildings", [place.far], actor=SYSTEM)
        db.session.commit()
    page = worker.get(address).text
    assert "楼栋长 · 电话 139****1234" in page
    assert f"/desk/teams/{groups.near}" in page
    assert "1 位邻居" in page
    assert "赵远山" not in page


def test_a_head_whose_time_is_over_is_not_named(app, community, worker, groups, place):
    with app.app_context(), use(community.id):
        from core.accounts.roles import end_grant

        granny = db.session.get(Person, place.granny)
        (grant,) = grant_role(granny, "building_head", "buildings", [place.near], actor=SYSTEM)
        end_grant(grant, SYSTEM)
        db.session.commit()
    assert "还没有楼栋长" in worker.get(f"/desk/buildings/{place.near}").text


@pytest.mark.parametrize(
    ("address", "most"),
    [("/desk/teams?kind=building", 7), ("/desk/teams/{near}", 7), ("/desk/units", 7), ("/desk/buildings/{building}", 10)],
)
def test_a_page_costs_the_same_however_much_is_on_it(app, community, admin, groups, place, query_counter, address, most):
    address = address.format(near=groups.near, building=place.near)
    admin.get(address)
    with query_counter() as before:
        admin.get(address)
    with app.app_context(), use(community.id):
        for number in range(25):
            person = make_person(f"邻居{number}")
            db.session.add(TeamMember(team_id=groups.near, person_id=person.id, joined_on=community_today()))
            add_team(f"{number}号组", people=[person.id], leader=person.id)
            db.session.add(Unit(name=f"新单位{number}", kind="bank"))
        db.session.commit()
    with query_counter() as after:
        admin.get(address)
    assert len(after) == len(before)
    assert len(after) <= most


def post(browser, address, **typed):
    return browser.post(address, data={"csrf_token": csrf_of(browser, "/password"), **typed}, follow_redirects=True)


def standing(app, community, team_id):
    """The present members with their posts, and who leads."""
    with app.app_context(), use(community.id):
        team = db.session.get(Team, team_id)
        leader = db.session.get(Person, team.leader_id).name if team.leader_id else None
        return [(person.name, post) for person, post in team_members(team)], leader


def test_a_worker_finds_somebody_and_takes_them_into_the_group(app, community, worker, groups, place):
    with app.app_context(), use(community.id):
        house = household_in(db.session.get(Building, place.near), "302")
        neighbour = resident("黄小宝", house).id
        db.session.commit()
    address = f"/desk/teams/{groups.near}"
    assert "黄小宝" in worker.get(f"{address}?q=黄小宝").text
    assert "黄小宝已在队伍里。" in post(worker, f"{address}/members", person_id=neighbour, post="代买代办").text
    assert standing(app, community, groups.near) == ([("王秀兰", "互助员"), ("黄小宝", "代买代办")], "王秀兰")
    assert "黄小宝已成为组长。" in post(worker, f"{address}/members/{neighbour}/lead").text
    assert standing(app, community, groups.near)[1] == "黄小宝"
    assert "黄小宝已离开队伍。" in post(worker, f"{address}/members/{neighbour}/leave").text
    assert standing(app, community, groups.near) == ([("王秀兰", "互助员")], None)
    with app.app_context(), use(community.id):
        noted = db.session.query(AuditEntry).filter(AuditEntry.action.like("teams.%")).order_by(AuditEntry.id)
        assert [row.action for row in noted] == ["teams.join", "teams.lead", "teams.leave"]


def test_who_is_no_member_neither_leads_nor_leaves(app, community, worker, groups, place):
    address = f"/desk/teams/{groups.near}/members/{place.stranger}"
    assert [post(worker, f"{address}/{step}").status_code for step in ("lead", "leave")] == [404, 404]
    assert standing(app, community, groups.near) == ([("王秀兰", "互助员")], "王秀兰")


def test_a_worker_takes_nobody_from_another_grid_and_changes_no_other_team(app, community, worker, groups, place):
    answers = [
        post(worker, f"/desk/teams/{groups.near}/members", person_id=place.stranger),
        post(worker, f"/desk/teams/{groups.love}/members", person_id=place.granny),
        post(worker, f"/desk/teams/{groups.far}/members/{place.stranger}/leave"),
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert standing(app, community, groups.near)[0] == [("王秀兰", "互助员")]
    assert standing(app, community, groups.far)[0] == [("赵远山", "互助员")]


def test_a_love_team_says_how_many_it_lacks_and_a_full_one_takes_nobody(app, community, admin, groups):
    address = f"/desk/teams/{groups.love}"
    assert "爱心小分队每队 10 到 50 人，还差 8 人。" in admin.get(address).text
    with app.app_context(), use(community.id):
        for number in range(48):
            db.session.add(TeamMember(team_id=groups.love, person_id=make_person(f"队员{number}").id))
        last = make_person("来晚了").id
        db.session.commit()
    page = admin.get(address).text
    assert "还差" not in page
    assert "已满 50 人。" in page
    assert "已满 50 人，请加入别的队伍或另建一支。" in post(admin, f"{address}/members", person_id=last).text
    assert len(standing(app, community, groups.love)[0]) == 50


def test_posts_and_fixed_items_are_set_on_the_teams_page(admin, groups):
    post(admin, f"/desk/teams/{groups.love}/posts", title="陪伴员", quota="3", need="上门陪聊")
    post(admin, f"/desk/teams/{groups.love}/items", items="上门陪聊\n节日团圆饭")
    page = admin.get(f"/desk/teams/{groups.love}").text
    assert "上门陪聊、节日团圆饭" in page
    assert "0 / 3 人" in page
    said = post(admin, f"/desk/teams/{groups.love}/posts", title="陪伴员", quota="many").text
    assert "请写岗位名称，名额填 1 到 50。" in said


def test_posts_of_a_team_out_of_reach_are_as_if_missing(worker, groups):
    for path in (f"/desk/teams/{groups.love}/posts", f"/desk/teams/{groups.love}/items", f"/desk/teams/{groups.far}/posts/5/drop"):
        assert post(worker, path, title="陪伴员", quota="3").status_code == 404


def test_a_full_post_is_refused_on_the_page(admin, groups, place):
    post(admin, f"/desk/teams/{groups.love}/posts", title="互助员", quota="1")
    said = post(admin, f"/desk/teams/{groups.love}/members", person_id=place.granny, post="互助员").text
    assert "“互助员”岗位已满 1 人" in said
