"""What nobody types by hand is answered with a page, never with a broken one, on both databases alike."""
from __future__ import annotations

import pytest
from sqlalchemy import select

from core.kernel.audit import AuditEntry
from core.tenancy.session import use
from core.testing_accounts import csrf_of
from tests.matrix_scene import build_scene, enter

TOO_LARGE = str(2**63)


@pytest.fixture
def scene(app, community, other_community):
    return build_scene(app, community, other_community)


@pytest.fixture
def admin(client, scene):
    enter(client, scene.phones["community_admin"])
    return client


def post(browser, address, **typed):
    return browser.post(address, data={"csrf_token": csrf_of(browser, "/password"), **typed})


@pytest.mark.parametrize(
    "address",
    ["/desk/people/{}", "/desk/rooms/{}", "/desk/registrations/{}", "/love-savings/requests/{}", "/love-savings/cards/{}"],
)
def test_a_number_that_no_row_can_have_is_a_wrong_address(admin, address):
    assert admin.get(address.format(TOO_LARGE)).status_code == 404


def test_a_number_too_large_in_a_form_is_refused_with_a_sentence(admin, scene):
    registration = scene.values["own"]["registration_id"]
    answer = post(admin, f"/desk/registrations/{registration}/accept", person_id=TOO_LARGE)
    assert answer.status_code == 400
    assert "数字太大" in answer.text


@pytest.mark.parametrize("address", ["/me/inbox?page=", "/console/records?page=", "/desk/?building=", "/love-savings/requests/new?person_id="])
def test_a_number_too_large_in_a_query_is_refused(admin, address):
    assert admin.get(address + TOO_LARGE).status_code == 400


def test_a_page_past_the_end_is_the_last_one(admin):
    assert "甲格金丝雀" in admin.get(f"/desk/people?page={TOO_LARGE}").text


@pytest.mark.parametrize("address", ["/desk/search?q=a%00b", "/desk/volunteers?state=%00", "/desk/teams?kind=%00"])
def test_a_nul_in_a_query_is_refused(admin, address):
    assert admin.get(address).status_code == 400


@pytest.mark.parametrize("address", ["/love-savings/c/a%00b", "/activate/%00", "/%00"])
def test_a_nul_in_an_address_is_a_wrong_address(admin, address):
    assert admin.get(address).status_code == 404


def test_a_nul_instead_of_a_community_is_a_wrong_address(client_in, scene):
    assert client_in(None).get("/%00/").status_code == 404


def test_a_nul_in_a_form_is_refused(admin, scene):
    person = scene.values["own"]["person_id"]
    assert post(admin, f"/desk/people/{person}/edit", name="韦秀兰", note="a\0b").status_code == 400


@pytest.mark.parametrize("number", ["²", "9999999999", "一"])
def test_a_building_that_is_no_number_is_told_next_to_the_field(admin, scene, number):
    person = scene.values["own"]["person_id"]
    answer = post(admin, f"/console/people/{person}/grant", role="building_head", building=number)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text


def test_a_day_at_the_end_of_time_breaks_nothing(client, scene):
    enter(client, scene.phones["resident"])
    late = {"day": "9999-12-31", "part": "exact", "start": "21:30", "minutes": "240", "skill_id": "0", "words": "换灯泡"}
    assert post(client, "/love-savings/ask", **late).status_code == 400


def test_a_form_sent_without_its_token_shows_what_was_typed_but_no_password(client):
    typed = {"name": "新来的人", "password": "清风明月2024夜", "again": "清风明月2024夜", "old": "旧的密码2023年"}
    page = client.post("/register", data=typed).text
    assert "新来的人" in page
    assert "清风明月2024夜" not in page
    assert "旧的密码2023年" not in page


def test_a_request_that_would_fill_the_disk_is_refused(client):
    said = {"CONTENT_LENGTH": str(17 * 1024 * 1024)}
    answer = client.post("/register", content_type="multipart/form-data; boundary=x", environ_overrides=said)
    assert answer.status_code == 413
    assert "文件太大了" in answer.text


def test_a_reason_of_what_nobody_can_see_is_none_and_another_is_kept_clean(app, community, admin, scene):
    registration = scene.values["own"]["registration_id"]
    for reason in ("\u202e\x02\u200b", "查不到\u202e这个人\x01"):
        assert post(admin, f"/desk/registrations/{registration}/refuse", reason=reason).status_code == 302
        with app.app_context(), use(community.id) as session:
            kept = session.scalars(select(AuditEntry.reason).where(AuditEntry.action == "accounts.review")).all()
            assert kept == ([] if "查" not in reason else ["查不到这个人"])
