"""The admin's pages: roles given and taken, permissions decided, the community's own words, the record of changes."""
from __future__ import annotations

import pytest

from core.accounts.models import RoleGrant
from core.communities.services import current_community
from core.kernel import audit
from core.kernel.actor import SYSTEM
from core.pluginsystem.lifecycle import configure
from core.pluginsystem.registry import plugins_of
from core.pluginsystem.settings import bound_form, settings_of_plugin
from core.tenancy.session import use
from core.testing_accounts import csrf_of, make_account, make_building, make_person, sign_in, sign_in_as
from core.volunteers.models import Unit


@pytest.fixture
def admin(app, client, community):
    sign_in_as(app, client, community, "community_admin", name="李主任")
    return client


def settings_of(name):
    return bound_form(plugins_of().by_name[name], settings_of_plugin(name))


def post(browser, address, **typed):
    return browser.post(address, data={"csrf_token": csrf_of(browser, "/console/profile"), **typed})


@pytest.mark.parametrize("page", ["", "problems", "plugins", "profile", "words", "people", "roles", "recipe", "records"])
def test_a_page_of_the_console_opens_for_the_admin(admin, page):
    assert admin.get(f"/console/{page}").status_code == 200


@pytest.mark.parametrize("page", ["", "problems", "plugins", "profile", "words", "people", "roles", "recipe", "records"])
def test_a_page_of_the_console_is_forbidden_to_a_resident(app, client, community, page):
    sign_in_as(app, client, community)
    assert client.get(f"/console/{page}").status_code == 403


def test_a_new_name_shows_on_the_public_page_at_the_next_click(admin):
    answer = post(admin, "/console/profile", name="新竹示范社区", tagline="能帮就帮")
    assert answer.status_code == 303
    assert "新竹示范社区" in admin.get("/").text


def test_a_community_without_a_name_is_refused_and_keeps_what_was_typed(admin):
    answer = post(admin, "/console/profile", name="", tagline="能帮就帮")
    assert answer.status_code == 422
    assert "请填写这一项。" in answer.text
    assert 'value="能帮就帮"' in answer.text


def test_a_renamed_term_is_used_in_the_menu(app, admin, community):
    post(admin, "/console/words", word_volunteer="热心邻居")
    with app.app_context(), use(community.id):
        assert current_community().words["volunteer"] == {"zh": "热心邻居"}
    assert ">热心邻居</" in admin.get("/desk/").text


@pytest.mark.parametrize(
    ("term", "own", "page", "said"),
    [
        ("resident", "街坊", "/desk/", ">街坊</"),
        ("resident", "街坊", "/desk/people/new", "登记街坊"),
        ("resident", "街坊", "/desk/search", "搜街坊、门牌"),
        ("grid", "片区", "/desk/buildings", "0 栋楼，0 个片区"),
        ("love_savings", "互助银行", "/console/plugins", "互助银行"),
    ],
)
def test_a_renamed_term_is_used_where_the_community_reads_it(admin, term, own, page, said):
    assert said not in admin.get(page).text
    post(admin, "/console/words", **{f"word_{term}": own})
    assert said in admin.get(page).text


def test_a_permission_taken_from_a_role_holds_at_the_next_request(app, admin, community, client_in):
    worker = client_in(community)
    with app.app_context(), use(community.id):
        phone = make_account(make_person("张晓梅", make_building()), "grid_worker")
    sign_in(worker, phone)
    assert worker.get("/desk/people").status_code == 200

    assert post(admin, "/console/roles/grid_worker/people.view", allowed="0").status_code == 303

    assert worker.get("/desk/people").status_code == 403


def test_a_role_given_holds_at_the_next_request_and_taken_back_ends_at_once(app, admin, community, client_in):
    browser = client_in(community)
    with app.app_context(), use(community.id):
        building = make_building(3)
        person, grid_id = make_person("韦小明", building), building.grid_id
        person_id, phone = person.id, make_account(person)
    sign_in(browser, phone)
    assert browser.get("/desk/").status_code == 403

    assert post(admin, f"/console/people/{person_id}/grant", role="grid_worker", grids=grid_id).status_code == 303
    assert browser.get("/desk/").status_code == 200

    page = admin.get("/console/people").text
    assert "请韦小明在登录页点“忘记密码”，或者用您发的激活码，设一个工作人员的新密码。" in page
    page = admin.get("/console/people").text
    grant_id = page.split("韦小明")[1].split("/console/people/grants/")[1].split("/")[0]
    assert post(admin, f"/console/people/grants/{grant_id}/end").status_code == 303
    assert browser.get("/desk/").status_code == 403


def test_a_grid_worker_needs_a_grid(app, admin, community):
    with app.app_context(), use(community.id):
        person = make_person("韦小明", make_building())
        person_id = person.id
        make_account(person)
    answer = post(admin, f"/console/people/{person_id}/grant", role="grid_worker")
    assert answer.status_code == 422
    assert "请至少选择一个网格。" in answer.text


def test_a_units_contact_is_given_the_own_unit_and_sees_its_page_only(app, admin, community, client_in):
    browser = client_in(community)
    with app.app_context(), use(community.id):
        from core.tenancy.session import db

        person, unit, other = make_person("韦小明"), Unit(name="新竹小学"), Unit(name="新竹医院")
        db.session.add_all([unit, other])
        db.session.flush()
        person_id, unit_id, phone = person.id, unit.id, make_account(person)
    sign_in(browser, phone)
    answer = post(admin, f"/console/people/{person_id}/grant", role="unit_contact")
    assert answer.status_code == 422
    assert "请选择联系的单位。" in answer.text
    assert browser.get("/desk/units").status_code == 403

    assert post(admin, f"/console/people/{person_id}/grant", role="unit_contact", unit=unit_id).status_code == 303

    assert "新竹小学" in admin.get("/console/people").text
    page = browser.get("/desk/units").text
    assert "新竹小学" in page
    assert "新竹医院" not in page
    assert browser.get("/desk/volunteers").status_code == 403


def test_the_last_admin_cannot_take_the_own_role_back(admin):
    page = admin.get("/console/people").text
    grant_id = page.split("/console/people/grants/")[1].split("/")[0]
    post(admin, f"/console/people/grants/{grant_id}/end")
    assert admin.get("/console/").status_code == 200


def test_the_record_names_who_changed_what_with_before_and_after(admin):
    post(admin, "/console/profile", name="新竹示范社区", tagline="")
    page = admin.get("/console/records").text
    assert "李主任" in page
    assert "名称：新竹测试社区" in page
    assert "名称：新竹示范社区" in page


def test_the_record_tells_settings_by_their_titles_and_other_keys_in_words(app, admin, community, enabled):
    enabled("love_savings")
    with app.app_context(), use(community.id) as session:
        form = settings_of("love_savings")
        key, field = next((f.short_name, f) for f in form if f.type == "IntegerField")
        before, title = int(field.data), str(field.label.text)
        configure(current_community(), "love_savings", {key: before + 1}, SYSTEM)
        told = {"floor": -300, "month": 202611, "role": "grid_worker", "until": "2024-12-03T15:06:16.257936+00:00", "strange_key": 7}
        audit.write("x.y", "改了一处", actor=SYSTEM, after=told)
        session.commit()
    page = admin.get("/console/records").text
    assert f"{title}：{before}<" in page and f"{title}：{before + 1}<" in page
    for said in ("余额最低到（分钟）：-300", "月份：2026-11", "角色：网格员", "到期：2024 年 12 月 3 日 23:06", '<span class="d-block t-muted">strange_key：7'):
        assert said in page


def test_the_record_is_searched_by_what_was_done_and_by_whom(app, admin, community):
    with app.app_context(), use(community.id) as session:
        audit.write("x.y", "换了 100% 的灯", actor=SYSTEM)
        audit.write("x.y", "别的事", actor=SYSTEM, reason="灯坏了")
        session.commit()
    assert "换了 100% 的灯" in admin.get("/console/records?q=100%25").text
    found = admin.get("/console/records?q=灯").text
    assert "换了 100% 的灯" in found and "别的事" in found and "<td>李主任" not in found
    assert "没有找到" in admin.get("/console/records?q=_").text


def test_another_communitys_person_is_missing(app, admin, other_community):
    with app.app_context(), use(other_community.id):
        stranger = make_person("赵远山", make_building()).id
        from core.tenancy.session import db

        db.session.commit()
    assert admin.get(f"/console/people/{stranger}/grant").status_code == 404


@pytest.mark.parametrize(
    ("number", "dialled"),
    [("0771 5550101", "07715550101"), ("+86 771-5550101 转 8", "+867715550101,8"), ("12345", "12345"), ("0771-5550101 ext. 802", "07715550101,802")],
)
def test_the_hotline_is_a_number_that_a_telephone_dials(admin, number, dialled):
    assert post(admin, "/console/profile", name="试点社区", hotline=number).status_code == 303
    page = admin.get("/").text
    assert f'href="tel:{dialled}"' in page and number in page


@pytest.mark.parametrize("wrong", ["打电话", "0771-5550101;phone-context=x", "12", "--", "tel:110", "0771-5550101转"])
def test_a_hotline_that_nobody_can_dial_is_refused_and_kept_on_the_form(admin, wrong):
    answer = post(admin, "/console/profile", name="试点社区", hotline=wrong)
    assert answer.status_code == 422
    assert "请写电话号码：数字、空格、+ 和 -，分机写在“转”后面" in answer.text
    assert f'value="{wrong}"' in answer.text
    assert post(admin, "/console/profile", name="试点社区", hotline="").status_code == 303


def test_a_role_is_chosen_and_never_the_first_of_the_list(app, admin, community):
    with app.app_context(), use(community.id):
        person_id = make_person("韦小明", make_building()).id
        make_account(make_person("别人"))
    address = f"/console/people/{person_id}/grant"
    page = admin.get(address).text
    assert page.index('value="">请选择</option>') < page.index('value="community_admin">') and " selected" not in page.split('id="role"')[1].split("</select>")[0]
    for typed in ({}, {"role": ""}):
        answer = post(admin, address, **typed)
        assert answer.status_code == 422 and "请选择角色。" in answer.text
    with app.app_context(), use(community.id) as session:
        assert session.query(RoleGrant).filter_by(person_id=person_id).count() == 0
