"""The settings of the station are read group by group."""
from __future__ import annotations

import re
from typing import Any

import pytest

from core.tenancy.session import db
from core.testing_accounts import make_account, make_person, sign_in
from plugins.love_savings.settings import SettingsForm

from .conftest import Station
from .test_pages import text_of

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def test_every_setting_stands_in_a_group_with_a_heading_and_a_link_to_it(
    station: Station, client_in: Any, community: Any
) -> None:
    phone = make_account(make_person("周主任"), "community_admin")
    db.session.commit()
    admin = client_in(community)
    sign_in(admin, phone)
    page = text_of(admin.get("/console/plugins/love_savings"))
    groups = re.findall(r'<fieldset class="field-group" id="(group-\d)" tabindex="-1"><legend class="h3">(.*?)</legend>', page)
    assert [title for _id, title in groups] == [
        "邀请志愿者", "排先后", "上门和临时取消", "确认和有争议", "往来集中", "时长怎么记", "转赠、发放和信用", "星级", "居民看到什么",
    ]
    assert re.findall(r'<a class="chip" href="#(group-\d)">(.*?)</a>', page) == groups
    first = page.index('id="group-1"')
    assert all(page.index(f'name="{field.short_name}"') > first for field in SettingsForm(meta={"csrf": False}))
    assert page.index('name="offer_size"') < page.index('name="load_metres"') < page.index('name="late_hours"')
