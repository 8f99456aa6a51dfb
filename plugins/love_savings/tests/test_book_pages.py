"""The pages of the books: who sees and does what, and what a refusal keeps."""
from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from core.kernel.audit import AuditEntry
from core.kernel.ledger import LedgerTransfer
from core.kernel.sendings import forget_old
from core.people.models import Person
from core.tenancy.session import db
from core.testing_accounts import csrf_of, make_account, make_person, sign_in
from plugins.love_savings.book_models import Gift, Grant
from plugins.love_savings.services import cards, credit_lines, gifts, grants, lost_cards, prices
from tests.pressing import form_in, form_on

from .conftest import Station, make_aged
from .test_pages import post, text_of
from .test_straight_path import give as put

# What the services book is tested on both databases; here it is about pages.
pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
GIFT = "/love-savings/card/gift"


@pytest.fixture
def admin(station: Station, client_in: Any, community: Any) -> Any:
    phone = make_account(make_person("管理员"), "community_admin")
    db.session.commit()
    client = client_in(community)
    assert sign_in(client, phone).status_code == 302
    return client


def gift_fields(page: str) -> dict[str, str]:
    """What the page of the check would send."""
    return dict(re.findall(r'<input type="hidden" name="(to|minutes|words|nonce)" value="([^"]*)">', page))


def test_a_gift_shows_whose_card_it_is_before_it_is_sent_and_comes_once(station: Station, browser: Any) -> None:
    put(station.resident_id, 100)
    number = cards.card_for(station.helper_ids[0]).number
    db.session.commit()
    resident = browser(station.resident_id)
    nonce = re.search(r'name="nonce"[^>]*value="([0-9a-f]{16})"', resident.get(GIFT).text).group(1)
    page = text_of(post(resident, GIFT, GIFT, to=f"{number:04d}", minutes="30", words="谢谢", nonce=nonce))
    assert "是送给志*吗？" in page and "志愿者甲" not in page
    assert db.session.scalar(select(func.count(Gift.id))) == 0
    for _time in range(2):
        assert "转过去了" in text_of(post(resident, f"{GIFT}/confirm", GIFT, **gift_fields(page)))
    db.session.expire_all()
    assert cards.card_view(station.resident_id).balance == 70


def test_who_goes_back_to_the_check_and_confirms_again_has_given_once(station: Station, browser: Any) -> None:
    put(station.resident_id, 100)
    number = cards.card_for(station.helper_ids[0]).number
    db.session.commit()
    resident, keys = browser(station.resident_id), set()
    typed = form_on(resident, GIFT, GIFT, to=str(number), minutes="30", words="谢谢")
    for _time in range(2):
        check = text_of(resident.post(GIFT, data=typed))  # a browser that goes back sends the first page again
        confirmed = form_in(check, GIFT, f"{GIFT}/confirm")
        keys.add(confirmed["form_key"])
        assert resident.post(f"{GIFT}/confirm", data=confirmed).status_code == 302
    db.session.expire_all()
    assert (len(keys), cards.card_view(station.resident_id).balance) == (2, 70)


def test_a_donation_that_an_old_page_sends_again_days_later_is_made_once(
    station: Station, browser: Any, later: Any
) -> None:
    put(station.resident_id, 100)
    page = "/love-savings/card/donate"
    resident = browser(station.resident_id)
    typed = form_on(resident, page, page, minutes="40", words="")
    assert resident.post(page, data=typed).status_code == 302
    for hours in range(0, 26, 5):  # in use all day, so that nobody is signed out
        later(hours=hours)
        resident.get(page)
    forget_old(station.community_id)
    db.session.commit()
    assert resident.post(page, data=typed).location.endswith("/love-savings/card")
    db.session.expire_all()
    assert cards.card_view(station.resident_id).balance == 60


def test_a_refused_gift_keeps_what_was_typed_and_says_why_at_the_field(station: Station, browser: Any) -> None:
    put(station.resident_id, 100)
    resident = browser(station.resident_id)
    page = text_of(post(resident, GIFT, GIFT, to="4711", minutes="30", words="谢谢", nonce="0" * 16))
    assert "没有这张卡，请核对卡上的号码" in page and 'value="4711"' in page and 'value="谢谢"' in page
    assert '<option selected value="30">半小时</option>' in page and '<option value="100">最多 100 分钟</option>' in page
    page = text_of(post(resident, GIFT, GIFT, to="", minutes="0", words="", nonce="x"))
    assert "请填邻居的卡号。" in page and "请填 1 到 1440 之间的整数。" in page


def test_a_neighbours_code_leads_a_holder_to_the_gift_and_a_lost_one_says_what_to_do(station: Station, browser: Any) -> None:
    put(station.resident_id, 100)
    card = cards.card_for(station.helper_ids[0])
    token = card.token
    db.session.commit()
    resident = browser(station.resident_id)
    assert resident.get(f"/love-savings/c/{token}").location.endswith(f"/love-savings/card/gift?to={token}")
    lost_cards.block(station.helper_ids[0], station.worker)
    db.session.commit()
    dead = resident.get(f"/love-savings/c/{token}")
    assert dead.status_code == 410 and "捡到的请交给社区工作站" in dead.text
    assert "志" not in dead.text.replace("志愿", "")


def test_a_holder_donates_reports_the_card_lost_and_gets_another(station: Station, browser: Any) -> None:
    put(station.resident_id, 100)
    resident, card = browser(station.resident_id), "/love-savings/card"
    assert "谢谢您！" in text_of(post(resident, f"{card}/donate", f"{card}/donate", minutes="40", nonce="0" * 16))
    assert "时长都还在" in text_of(post(resident, f"{card}/lost", card))
    page = text_of(resident.get(card))
    assert "换一张新卡" in page and "已挂失" in page and 'class="qrbox"' not in page
    assert 'class="qrbox"' not in text_of(resident.get("/"))
    page = text_of(post(resident, f"{card}/replace", card, number=1))
    assert "No. 0002" in page and "No. 0001 已作废" in page
    assert cards.card_view(station.resident_id).balance == 60


def test_without_a_card_the_pages_of_giving_lead_to_getting_one(station: Station, browser: Any) -> None:
    resident = browser(station.resident_id)
    for page in ("gift", "donate"):
        assert resident.get(f"/love-savings/card/{page}").location.endswith("/love-savings/card")
    assert "爱心储蓄卡办好了" in text_of(post(resident, "/love-savings/card", "/love-savings/card"))
    assert resident.get("/love-savings/card/gift").status_code == 200


def test_a_statement_on_paper_has_opening_lines_and_closing(station: Station, browser: Any) -> None:
    put(station.resident_id, 100)
    gifts.donate(station.resident, 40, "给老人", "0" * 16)
    db.session.commit()
    for client, path in (
        (browser(station.resident_id), "card/paper"), (browser(station.worker_id), f"cards/{station.resident_id}/paper"),
    ):
        page = text_of(client.get(f"/love-savings/{path}"))
        assert all(word in page for word in ("月初余额", "捐给公共池", "给老人", "持卡人：张小梅", "data-print"))
        assert re.search(r"<b>1</b></td></tr></tfoot>", page)
        sheet = re.search(r'href="(?:/xinzhu-test)?(/[^"]*paper[^"]*\.css[^"]*)"', page)
        assert sheet and "@page { size: A4 portrait;" in client.get(sheet[1]).text


def test_a_worker_grants_to_the_ticked_ones_and_each_once(station: Station, browser: Any) -> None:
    make_aged(station.resident_id)
    worker, path = browser(station.worker_id), "/love-savings/grants"
    assert "张小梅" in text_of(worker.get(path))
    chosen = [str(station.resident_id)]
    assert "发放给了 1 位，另有 0 位" in text_of(post(worker, path, path, chosen=chosen))
    assert "发放给了 0 位，另有 1 位" in text_of(post(worker, path, path, chosen=chosen))
    assert "请先在名单里勾选" in text_of(post(worker, path, path))
    assert db.session.scalar(select(func.count(Grant.id))) == 1


def test_one_refusal_takes_back_none_of_the_grants_before_it(station: Station, browser: Any) -> None:
    make_aged(station.resident_id)
    worker, path = browser(station.worker_id), "/love-savings/grants"
    page = text_of(post(worker, path, path, chosen=[str(station.resident_id), str(station.helper_ids[0])]))
    assert "满 80 岁或享受帮扶" in page
    assert db.session.scalar(select(func.count(Grant.id))) == 1


def test_a_worker_opens_changes_and_ends_credit_on_the_card(station: Station, browser: Any) -> None:
    make_aged(station.resident_id)
    worker, card = browser(station.worker_id), f"/love-savings/cards/{station.resident_id}"
    page = text_of(post(worker, f"{card}/credit", card, limit="5000", reason="独居"))
    assert "信用额度请填 1 到 600 分钟" in page and 'value="5000"' in page
    page = text_of(post(worker, f"{card}/credit", card, limit="120", reason="独居"))
    assert "信用额度 2 小时" in page and "独居" in page
    assert "信用额度结束了" in text_of(post(worker, f"{card}/credit/end", card, reason="好了"))
    assert credit_lines.open_line_of(cards.card_for(station.resident_id).id) is None


def test_the_books_show_that_all_accounts_sum_to_zero(station: Station, browser: Any) -> None:
    make_aged(station.resident_id)
    credit_lines.open_line(station.resident_id, station.worker, 90, "独居")
    put(station.helper_ids[0], 100)
    db.session.commit()
    page = text_of(browser(station.worker_id).get("/love-savings/books"))
    assert "账是平的，所有账户合计 0 小时" in page and "额度 1.5 小时，余额 0 小时" in page
    assert "服务价目" not in page


def test_a_credit_is_taken_back_on_a_page_that_shows_both_sides(station: Station, browser: Any) -> None:
    put(station.resident_id, 100)
    gifts.give(station.resident, str(cards.card_for(station.helper_ids[0]).number), 30, "", "0" * 16)
    db.session.commit()
    transfer_id = db.session.scalars(select(LedgerTransfer.id).where(LedgerTransfer.memo == "gift")).one()
    worker, path = browser(station.worker_id), f"/love-savings/bookings/{transfer_id}/take-back"
    assert path in worker.get(f"/love-savings/cards/{station.resident_id}").text
    page = text_of(worker.get(path))
    assert "张小梅" in page and "志愿者甲" in page and "+0.5 小时" in page and "−0.5 小时" in page
    assert "请写下为什么冲正" in text_of(post(worker, path, path, reason=" "))
    assert "已经冲正" in text_of(post(worker, path, path, reason="填错了"))
    assert cards.card_view(station.resident_id).balance == 100


def test_prices_are_the_admins_and_a_wrong_one_is_said_at_its_field(station: Station, admin: Any, browser: Any) -> None:
    path, field = "/love-savings/prices", f"skill_{station.skill_id}"
    assert browser(station.worker_id).get(path).status_code == 403
    page = text_of(post(admin, path, path, **{field: "601"}))
    assert "请填 0 到 600 之间的整数。" in page and 'value="601"' in page
    assert "价目保存好了" in text_of(post(admin, path, path, **{field: "90"}))
    assert prices.price_list()[0][2] == 90


def test_eleven_cards_fill_two_sheets_and_the_audit_names_their_numbers(station: Station, admin: Any) -> None:
    for index in range(11):
        cards.card_for(make_person(f"持卡人{index}").id)
    db.session.commit()
    path = "/love-savings/cards/print"
    ids = re.findall(r'name="chosen" value="(\d+)"', text_of(admin.get(path)))
    assert "请先在名单里勾选" in text_of(post(admin, path, path))
    page = text_of(post(admin, path, path, chosen=ids))
    sheets = page.split('<section class="sheet"')[1:]
    assert [sheet.count('<article class="paper-card">') for sheet in sheets] == [10, 1]
    assert page.count('class="qr"') == 11 and "No. 0011" in sheets[1]
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "love_savings.print_cards")).one()
    assert entry.after["numbers"] == [f"{n:04d}" for n in range(1, 12)]
    assert "没有要印的卡" in text_of(admin.get(path)) and "印过：" in text_of(admin.get(f"{path}?show=all"))


def test_a_workers_sheet_leaves_out_cards_of_other_grids(station: Station, browser: Any) -> None:
    other = cards.card_for(make_person("远处的人").id)
    mine = cards.card_for(station.resident_id)
    db.session.commit()
    worker, path = browser(station.worker_id), "/love-savings/cards/print"
    assert "远处的人" not in text_of(worker.get(f"{path}?show=all"))
    page = text_of(post(worker, path, path, chosen=[str(other.id), str(mine.id)]))
    assert "张小梅" in page and "远处的人" not in page
    assert csrf_of(worker, path)


@pytest.mark.parametrize("path", ["books", "grants", "cards/print", "prices"])
def test_the_books_are_no_page_for_residents(station: Station, browser: Any, path: str) -> None:
    assert browser(station.resident_id).get(f"/love-savings/{path}").status_code == 403


@pytest.mark.parametrize("path", ["books", "grants", "cards/print"])
def test_a_page_of_the_books_costs_the_same_however_many_rows(
    station: Station, browser: Any, query_counter: Any, path: str
) -> None:
    home, worker, costs = db.session.get_one(Person, station.resident_id).building, browser(station.worker_id), []
    for count in (2, 12):
        elders = [make_person(f"长者{count}{n}", home, birth_date=date(1940, 1, 1)).id for n in range(count)]
        for person_id in elders[1:]:
            grants.grant(person_id, station.worker)
            credit_lines.open_line(person_id, station.worker, 60, "独居")
        db.session.commit()
        text_of(worker.get(f"/love-savings/{path}"))
        with query_counter() as sent:
            assert f"长者{count}1" in text_of(worker.get(f"/love-savings/{path}"))
        costs.append(len(sent))
    assert costs[0] == costs[1] <= 7, "\n".join(sent)
