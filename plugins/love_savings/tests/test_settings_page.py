"""The settings of the station are read group by group."""
from __future__ import annotations

import re
from typing import Any

import pytest

from core.tenancy.session import db
from core.testing_accounts import csrf_of, make_account, make_person, sign_in
from plugins.love_savings.settings import SettingsForm

from .conftest import Station
from .test_pages import text_of

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


PAGE = "/console/plugins/love_savings"


@pytest.fixture
def admin(station: Station, client_in: Any, community: Any) -> Any:
    phone = make_account(make_person("周主任"), "community_admin")
    db.session.commit()
    client = client_in(community)
    sign_in(client, phone)
    return client


def opened(page: str) -> list[str]:
    """The titles of the groups that are not folded."""
    return re.findall(r'<details class="field-group" open>\s*<summary><h2 class="h3">(.*?)</h2>', page)


def test_only_the_first_group_and_those_that_were_changed_or_refused_are_open(station: Station, admin: Any) -> None:
    station.configure(**{field.short_name: field.default for field in SettingsForm(meta={"csrf": False})})
    assert opened(text_of(admin.get(PAGE))) == ["邀请志愿者"]
    station.configure(daily_cap_minutes=300, resident_sees="surname")
    assert opened(text_of(admin.get(PAGE))) == ["邀请志愿者", "时长怎么记", "居民看到什么"]
    sent = {field.short_name: field.data for field in SettingsForm(meta={"csrf": False}) if field.data is not False}
    refused = admin.post(PAGE, data={**sent, "star_hours": "5 4 3 2 1", "csrf_token": csrf_of(admin, PAGE)})
    assert (refused.status_code, opened(refused.get_data(as_text=True))) == (422, ["邀请志愿者", "星级"])


def test_every_setting_stands_in_a_group_with_a_heading_and_a_link_to_it(
    station: Station, admin: Any
) -> None:
    page = text_of(admin.get(PAGE))
    groups = re.findall(r'<fieldset id="(group-\d)" tabindex="-1" aria-label="(.*?)">', page)
    assert [title for _id, title in groups] == [
        "邀请志愿者", "排先后", "上门和临时取消", "确认和有争议", "往来集中", "时长怎么记", "转赠、发放和信用", "星级", "居民看到什么",
    ]
    assert re.findall(r'<a class="chip" href="#(group-\d)">(.*?)</a>', page) == groups
    first = page.index('id="group-1"')
    assert all(page.index(f'name="{field.short_name}"') > first for field in SettingsForm(meta={"csrf": False}))
    assert page.index('name="offer_size"') < page.index('name="load_metres"') < page.index('name="late_hours"')
