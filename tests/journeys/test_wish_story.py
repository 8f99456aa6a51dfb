"""From a resident's wish to thanks on the wall, claimed by a unit: four people, four browsers, on all of Xinzhu."""
from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.accounts.roles import grant_role
from core.communities.services import community_by_slug
from core.kernel.actor import SYSTEM
from core.people.models import Person
from core.tenancy.session import db, use
from core.volunteers.models import Unit
from tests.journeys.cast import RESIDENT, VOLUNTEER, WORKER, follow, press, run, says

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
WISH, THANKS = "一个会报时的大字钟", "钟挂上了，夜里也看得清，谢谢你们"


def test_a_unit_claims_a_wish_and_the_resident_thanks(app, sign_in, clock_at, facts) -> None:
    today = clock_at(9, 0)
    unit = _make_contact(app)
    before = facts()["plugins"]["micro_wish"]
    resident = sign_in(RESIDENT)
    follow(resident, "许个心愿")
    resident.get_by_label("想要什么").fill(WISH)
    resident.get_by_label("再说几句").fill("眼睛不好，别的钟看不清")
    press(resident, "许愿")
    assert says(resident, "待核实")

    worker = sign_in(WORKER)
    number = _station_publishes(worker)
    contact = sign_in(VOLUNTEER)
    _unit_claims(contact, number, unit, (today + timedelta(days=2)).date().isoformat())
    _station_hands_over(worker)
    _resident_thanks(resident)
    worker.reload()
    press(worker, "放上心愿墙")
    contact.goto(contact.url.split("/micro-wish/")[0] + "/micro-wish/")
    assert says(contact, THANKS)
    assert not says(contact, "眼睛不好")
    _facts_show_it(before, facts()["plugins"]["micro_wish"])
    _unit_has_its_figure(contact, unit)
    run(app, "worker", "--once")
    assert [page.complaints for page in (resident, worker, contact)] == [[], [], []]


def _make_contact(app: Any) -> str:
    """The demo's volunteer becomes the contact of a unit, as the admin would do it."""
    with app.app_context():
        community = community_by_slug("xinzhu")
        assert community is not None
        community_id = community.id
        db.session.rollback()
        with use(community_id) as session:
            unit = session.scalars(select(Unit).order_by(Unit.id)).first()
            person = session.scalars(select(Person).where(Person.phone.matches(VOLUNTEER))).one()
            grant_role(person, "unit_contact", "unit", [unit.id], actor=SYSTEM)
            name: str = unit.name
            session.commit()
    return name


def _station_publishes(page: Any) -> str:
    page.goto(page.url.split("/desk/")[0] + "/micro-wish/desk?show=new")
    follow(page, WISH)
    press(page, "核实通过")
    follow(page, "编号公布")
    page.get_by_label("人群标签").select_option(label="老人")
    page.get_by_label("价格上限（元）").fill("80")
    press(page, "公布")
    found = re.search(r"No\. (\d+)", page.locator("main").inner_text())
    assert found is not None
    return found[1]


def _unit_claims(page: Any, number: str, unit: str, day: str) -> None:
    page.goto(page.url.split("/me/")[0] + f"/micro-wish/no/{int(number)}")
    follow(page, "我来圆愿")
    page.get_by_label(unit, exact=True).check()
    page.get_by_label("哪天以前办好").fill(day)
    press(page, "认领")
    assert says(page, "说好了")
    assert not says(page, "眼睛不好")
    press(page, "东西准备好了")
    assert says(page, f"编号 {int(number)}")


def _station_hands_over(page: Any) -> None:
    page.reload()
    press(page, "站里收到了")
    follow(page, "交给居民，留凭证")
    pad = page.locator("[data-signature] canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 90, steps=8)
    page.mouse.up()
    press(page, "交到了")
    assert says(page, "已实现")
    assert page.get_by_alt_text("居民签名").count() == 1


def _resident_thanks(page: Any) -> None:
    page.reload()
    page.locator("summary", has_text="写一句").click()
    page.get_by_label("感谢的话").fill(THANKS)
    page.get_by_label("也可以放在心愿墙上").check()
    press(page, "确定：写一句")
    assert says(page, "工作人员看过以后放上心愿墙")


def _facts_show_it(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert (before["collected"], before["realised"], before["unrealised"]) == (385, 326, 59)
    assert (after["collected"], after["realised"], after["unrealised"]) == (386, 327, 59)


def _unit_has_its_figure(page: Any, unit: str) -> None:
    page.goto(page.url.split("/micro-wish/")[0] + "/micro-wish/units")
    page.get_by_role("link", name=unit).click()
    page.wait_for_load_state()
    assert says(page, WISH)
    assert says(page, "心愿已实现")
