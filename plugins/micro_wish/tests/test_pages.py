"""The pages: who sees what, what a button does, and what becomes of bad input."""
from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from core.kernel.audit import AuditEntry
from core.people.models import Person
from core.tenancy.session import db
from core.testing_accounts import csrf_of
from plugins.micro_wish.models import Claim, Wish
from plugins.micro_wish.services import claiming, handover, reporting, thanking

from .conftest import Station, in_days
from .test_straight_path import SIGNED, the

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
HERE = "/micro-wish"


def post(client: Any, path: str, page: str = "/password", **fields: Any) -> Any:
    """Send a form as the page would."""
    return client.post(path, data={"csrf_token": csrf_of(client, page), **fields}, follow_redirects=True)


def text_of(response: Any) -> str:
    assert response.status_code == 200
    return str(response.get_data(as_text=True))


def test_a_resident_wishes_on_the_phone_in_three_fields(station: Station, browser: Any) -> None:
    resident = browser("resident")
    page = post(resident, f"{HERE}/make", f"{HERE}/make", kind="goods", title="一副老花镜", story="200 度")
    assert "收到您的心愿了" in text_of(page)
    made = db.session.query(Wish).one()
    assert (made.title, made.state, Wish.story.clear(made)) == ("一副老花镜", "collected", "200 度")
    assert "一副老花镜" in text_of(resident.get(f"{HERE}/mine"))


def test_a_form_with_a_fault_keeps_what_was_typed(station: Station, browser: Any) -> None:
    page = text_of(post(browser("resident"), f"{HERE}/make", f"{HERE}/make", kind="goods", title="", story="别丢了这句"))
    assert "有 1 处需要修改" in page
    assert "别丢了这句" in page


def test_the_wall_shows_numbers_and_never_a_person(station: Station, wished: Any, client: Any) -> None:
    wished(to="published")
    wished("一个书包", to="fulfilled", who="neighbour")
    for path in ("/", "/?show=all", "/?show=nonsense&page=99&group=nobody", "/no/1", "/wall", "/no/2"):
        page = text_of(client.get(HERE + path))
        for private in ("张小梅", "何秀英", "1栋", "200 度"):
            assert private not in page
    assert "No. 0001" in text_of(client.get(f"{HERE}/"))
    assert "一副老花镜" in text_of(client.get("/"))


def test_what_is_not_on_the_wall_has_no_public_page(station: Station, wished: Any, client: Any) -> None:
    wish_id = wished(to="published")
    assert client.get(f"{HERE}/no/1").status_code == 200
    from plugins.micro_wish.services import publishing

    publishing.withdraw(wish_id, station.resident, "changed", "不要了")
    db.session.commit()
    assert client.get(f"{HERE}/no/1").data == client.get(f"{HERE}/no/99").data


def test_the_desk_leads_a_wish_through_with_the_buttons_on_its_rows(station: Station, wished: Any, browser: Any) -> None:
    wish_id, worker = wished(), browser("worker")
    desk = text_of(post(worker, f"{HERE}/wishes/{wish_id}/do/verify", **{"from": "desk"}))
    assert "编号公布" in desk
    page = post(
        worker, f"{HERE}/wishes/{wish_id}/publish", f"{HERE}/wishes/{wish_id}/publish", title="一副老花镜", group="老人",
        limit="80.50", share="whole", parts="2",
    )
    assert "已公布，编号 1" in text_of(page)
    assert the(wish_id).limit_fen == 8050
    post(browser("helper"), f"{HERE}/no/1/claim", f"{HERE}/no/1/claim", party="person", promised_on=in_days(2).isoformat())
    claim = db.session.query(Claim).one()
    helper = browser("helper")
    assert "太好了" in text_of(post(helper, f"{HERE}/claims/{claim.id}/do/prepare"))
    assert "站里收到了" in text_of(worker.get(f"{HERE}/desk"))
    post(worker, f"{HERE}/wishes/{wish_id}/do/receive")
    done = post(worker, f"{HERE}/wishes/{wish_id}/hand-over", f"{HERE}/wishes/{wish_id}/hand-over", signature=SIGNED, pin="")
    assert "心愿实现了" in text_of(done)
    picture = text_of(worker.get(f"{HERE}/wishes/{wish_id}")).split(f"{HERE}/wishes/{wish_id}/pictures/")[1].split('"')[0]
    assert worker.get(f"{HERE}/wishes/{wish_id}/pictures/{picture}").mimetype == "image/png"
    thanked = post(browser("resident"), f"{HERE}/mine/{wish_id}/do/thank", thanks="谢谢好心人", public="y")
    assert "谢谢好心人" in text_of(thanked)
    assert "这段话已经上墙" in text_of(post(worker, f"{HERE}/wishes/{wish_id}/do/show_thanks"))
    assert "谢谢好心人" in text_of(browser("second").get(f"{HERE}/"))
    assert "谢谢好心人" in text_of(helper.get(f"{HERE}/claims/{claim.id}"))


def test_a_photo_is_proof_and_something_else_is_not(station: Station, wished: Any, browser: Any) -> None:
    wish_id, worker = wished(to="at_station"), browser("worker")
    address, token = f"{HERE}/wishes/{wish_id}/hand-over", csrf_of(worker, "/password")
    broken = worker.post(address, data={"csrf_token": token, "photo": (BytesIO(b"no picture"), "a.jpg")})
    assert "不是照片" in text_of(broken)
    assert "请留下一样凭证" in text_of(worker.post(address, data={"csrf_token": token}))
    good = BytesIO()
    Image.new("RGB", (4, 4), "red").save(good, "JPEG")
    good.seek(0)
    data = {"csrf_token": token, "photo": (good, "a.jpg")}
    assert "心愿实现了" in text_of(worker.post(address, data=data, follow_redirects=True))
    assert the(wish_id).proof == "photo"


def test_the_resident_shows_a_code_once(station: Station, wished: Any, browser: Any) -> None:
    wish_id, resident = wished(to="at_station"), browser("resident")
    page = text_of(post(resident, f"{HERE}/mine/{wish_id}/pin"))
    pin = page.split('class="wish-pin">')[1][:6]
    assert pin.isdigit()
    assert pin not in text_of(resident.get(f"{HERE}/mine/{wish_id}"))
    assert handover.hand_over(wish_id, station.worker, pin=pin).state == "fulfilled"


def test_the_story_is_opened_with_a_reason_and_noted(station: Station, wished: Any, browser: Any) -> None:
    wish_id, worker = wished(), browser("worker")
    assert "200 度" not in text_of(worker.get(f"{HERE}/wishes/{wish_id}"))
    refused = post(worker, f"{HERE}/wishes/{wish_id}/story", reason="")
    assert "事由" in text_of(refused)
    assert "200 度" in text_of(post(worker, f"{HERE}/wishes/{wish_id}/story", reason="要去买"))
    assert db.session.query(AuditEntry).filter_by(action="people.open_sensitive", reason="要去买").count() == 1


def test_paper_cards_stay_with_their_errors_beside_them(station: Station, browser: Any) -> None:
    worker = browser("worker")
    data = {"card": ["A-1", "A-1"], "who": ["张小梅", "何秀英"], "title": ["书包", "别丢了"], "kind": ["goods", "service"]}
    page = text_of(post(worker, f"{HERE}/cards", f"{HERE}/cards", **data))
    assert "登记了 1 张心愿卡" in page
    assert "这张卡号在上面已经写过了" in page
    assert "别丢了" in page
    assert page.count("第 10 张") == 1
    text_of(post(worker, f"{HERE}/cards", f"{HERE}/cards", card="x" * 500, who="", title="", kind="???"))


def test_a_worker_records_a_wish_for_somebody(station: Station, browser: Any) -> None:
    worker = browser("worker")
    assert "张小梅" in text_of(worker.get(f"{HERE}/new?q=张小梅"))
    address = f"{HERE}/new?person_id={station.ids['resident']}"
    data = {"person_id": station.ids["resident"], "kind": "goods", "title": "书包", "story": "", "card": "A-9"}
    assert "已替居民登记" in text_of(post(worker, address, address, **data))
    assert "A-9 已经登记过了" in text_of(post(worker, address, address, **data))


def test_claims_in_shares_ask_for_the_amount(station: Station, wished: Any, browser: Any) -> None:
    wished(to="published", share="fen", limit_fen=20_000)
    helper, address = browser("helper"), f"{HERE}/no/1/claim"
    assert "还剩 200 元" in text_of(helper.get(address))
    too_much = post(helper, address, address, party="person", parts="201")
    assert "只剩 200 元" in text_of(too_much)
    assert "先给您留着" in text_of(post(helper, address, address, party="person", parts="150"))
    assert db.session.query(Claim).one().parts == 15_000
    assert "已经认领" in text_of(post(helper, address, address, party="person", parts="50"))
    for bad in ("-1", "x", "9" * 30):
        assert post(browser("second"), address, address, party="person", parts=bad).status_code == 200


def test_a_claimant_sets_a_day_and_gives_it_back(station: Station, wished: Any, browser: Any) -> None:
    wish_id = wished(to="published")
    claim = claiming.claim(1, station.helper)
    db.session.commit()
    helper, steps = browser("helper"), f"{HERE}/claims/{claim.id}/do"
    assert "定日子" in text_of(helper.get(f"{HERE}/claims/{claim.id}"))
    assert "请选哪一天" in text_of(post(helper, f"{steps}/promise", promised_on="nonsense"))
    assert "日子定好了" in text_of(post(helper, f"{steps}/promise", promised_on=in_days(2).isoformat()))
    assert "日子改好了" in text_of(post(helper, f"{steps}/postpone", promised_on=in_days(4).isoformat(), reason="快递晚"))
    assert "已退出" in text_of(post(helper, f"{steps}/leave", reason="忙" * 900))
    assert the(wish_id).state == "published"
    assert post(helper, f"{steps}/nonsense").status_code == 404


def test_an_introduced_claimant_sees_the_door_and_asks_for_the_signature(station: Station, wished: Any, browser: Any) -> None:
    wish_id = wished(to="prepared")
    claim, helper, worker = db.session.query(Claim).one(), browser("helper"), browser("worker")
    page = text_of(helper.get(f"{HERE}/claims/{claim.id}"))
    assert "张小梅" not in page
    assert helper.get(f"{HERE}/claims/{claim.id}/hand-over").status_code == 404
    assert "认领人现在可以看到" in text_of(post(worker, f"{HERE}/wishes/{wish_id}/do/introduce", reason="电话同意"))
    assert "张小梅" in text_of(helper.get(f"{HERE}/claims/{claim.id}"))
    done = post(helper, f"{HERE}/claims/{claim.id}/hand-over", signature=SIGNED)
    assert "心愿实现了" in text_of(done)
    assert "张小梅" not in text_of(helper.get(f"{HERE}/claims/{claim.id}"))


def test_party_members_report_in_and_the_contact_confirms(station: Station, browser: Any) -> None:
    member, contact = browser("member"), browser("contact")
    assert "报到已经交上去" in text_of(post(member, f"{HERE}/report", unit_id=station.ids["unit"]))
    assert "党员戊" in text_of(contact.get(f"{HERE}/reports"))
    report = reporting.own_report(station.ids["member"])
    assert "已确认报到" in text_of(post(contact, f"{HERE}/reports/{report.id}/confirm"))
    assert "示范小学" in text_of(member.get(f"{HERE}/report"))
    assert "示范小学" in text_of(contact.get(f"{HERE}/units"))
    assert "已取消报到" in text_of(post(member, f"{HERE}/report", step="end"))
    assert post(member, f"{HERE}/report", unit_id="x").status_code == 200


@pytest.mark.parametrize("step", ["send_back", "call_off", "substitute", "thank", "missed", "introduce", "close", "keep_thanks"])
def test_steps_without_their_words_are_refused_in_a_sentence(station: Station, wished: Any, browser: Any, step: str) -> None:
    wish_id = wished()
    page = post(browser("worker"), f"{HERE}/wishes/{wish_id}/do/{step}")
    assert page.status_code == 200
    assert the(wish_id).state == "collected"


def test_reasons_are_shown_for_all_time_and_for_a_year(station: Station, wished: Any, browser: Any) -> None:
    wished(to="published")
    worker = browser("worker")
    for path in ("", "?year=2026", "?year=9999999999999", "?year=x"):
        assert "没有实现的原因" in text_of(worker.get(f"{HERE}/reasons{path}"))
    assert "还没有人认领" in text_of(worker.get(f"{HERE}/reasons"))


def test_task_list_visit_sheet_and_residents_page_show_what_is_open(station: Station, wished: Any, browser: Any) -> None:
    wished(to="at_station")
    worker = browser("worker")
    assert "一副老花镜" in text_of(worker.get(f"/desk/people/{station.ids['resident']}"))
    household = db.session.get_one(Person, station.ids["resident"]).household_id
    assert "一副老花镜" in text_of(worker.get(f"/desk/households/{household}/visit"))
    assert "一副老花镜" in text_of(worker.get("/desk/tasks"))


def test_the_pages_speak_english(station: Station, wished: Any, browser: Any) -> None:
    wished()
    worker = browser("worker")
    worker.set_cookie("lang", "en")
    for path in ("/", "/desk", "/reasons", "/cards", "/claims", "/mine", "/report", "/wall"):
        text_of(worker.get(HERE + path))
    assert "Wishes that wait for you" in text_of(worker.get(f"{HERE}/desk"))


def test_thanks_that_the_resident_takes_back_are_gone_at_once(station: Station, wished: Any, browser: Any, client: Any) -> None:
    wish_id = wished(to="fulfilled")
    thanking.thank(wish_id, station.resident, "谢谢好心人", public=True)
    thanking.judge(wish_id, station.worker, show=True)
    db.session.commit()
    assert "谢谢好心人" in text_of(client.get(f"{HERE}/"))
    assert "已撤回同意" in text_of(post(browser("resident"), f"{HERE}/mine/{wish_id}/do/take_down"))
    assert "谢谢好心人" not in text_of(client.get(f"{HERE}/"))


def test_a_claim_at_the_counter_is_noted_on_the_wishs_page(station: Station, wished: Any, browser: Any) -> None:
    wish_id, worker = wished(to="published"), browser("worker")
    address = f"{HERE}/wishes/{wish_id}/claim-for"
    assert "代人认领" in text_of(worker.get(f"{HERE}/wishes/{wish_id}"))
    assert "没有找到这位居民" in text_of(post(worker, address, address, party="person", who="谁也不是", promised_on=in_days(2)))
    page = post(worker, address, address, party=f"unit:{station.ids['unit']}", who="", promised_on=in_days(2), words="王主任")
    assert "王主任" in text_of(page)
    assert the(wish_id).state == "claimed"
    assert "请写认领人" not in text_of(post(worker, address, address, party="person", who="志愿甲", promised_on=in_days(2)))
