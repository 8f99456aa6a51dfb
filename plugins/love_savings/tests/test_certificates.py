"""A certificate on paper has a number, a line in the register, and a word that proves it to whoever holds it."""
from __future__ import annotations

from contextvars import Context
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from core.errors import Missing
from core.kernel.audit import AuditEntry
from core.people.models import Person
from core.pluginsystem.contract import switch_on
from core.tenancy.session import db
from core.testing_accounts import make_account, make_building, make_person
from core.volunteers.models import ServiceRecord
from core.volunteers.records import void_service
from plugins.love_savings.book_models import Certificate
from plugins.love_savings.errors import NoWorkYet
from plugins.love_savings.services import certificates, privacy

from .conftest import Station
from .test_pages import post, text_of
from .test_stars import serve

MINE = "/love-savings/certificate"
CHECK = "/love-savings/certificates/check"


def written(station: Station, hours: int = 20) -> Certificate:
    serve(station, 0, hours, "1", "after_school")
    made = certificates.issue(station.helper_ids[0], station.helper())
    db.session.commit()
    return made


def asked_for(client: Any, number: str, word: str) -> str:
    return text_of(client.get(CHECK, query_string={"number": number, "word": word}))


def test_a_written_certificate_has_a_number_its_hours_and_its_word(station: Station, browser: Any) -> None:
    serve(station, 0, 20, "1", "after_school")
    page = text_of(post(browser(station.helper_ids[0]), MINE, MINE))
    paper = db.session.scalars(select(Certificate)).one()
    assert (paper.number, paper.minutes, paper.issued_by_id) == (1, 1200, station.helper_ids[0])
    assert [tuple(line) for line in paper.work] == [("after_school", 2, 1200)]
    assert len(paper.word) == 10
    for words in ("000001", f"{paper.word[:5]} {paper.word[5:]}", "盖章后有效", "5点半课堂"):
        assert words in page
    assert db.session.scalar(select(AuditEntry.after).where(AuditEntry.action == "love_savings.certificate")) == {
        "number": "000001", "minutes": 1200,
    }


def test_the_same_hours_on_the_same_day_are_the_same_paper_and_others_are_another(station: Station, clock_at: Any) -> None:
    first = written(station)
    assert certificates.issue(station.helper_ids[0], station.worker).id == first.id
    serve(station, 0, 10, "2")
    second = certificates.issue(station.helper_ids[0], station.worker)
    assert (second.number, second.minutes, second.issued_by_id) == (2, 1800, station.worker_id)
    assert second.word != first.word
    clock_at(second.issued_at + timedelta(days=1))
    assert certificates.issue(station.helper_ids[0], station.worker).number == 3


def test_what_is_void_later_stays_on_the_paper_that_was_written(station: Station, browser: Any) -> None:
    paper = written(station)
    void_service(db.session.scalars(select(ServiceRecord)).first(), station.worker, "没有去")
    db.session.commit()
    assert "20 小时" in text_of(browser(station.worker_id).get(f"/love-savings/certificates/{paper.id}"))
    assert certificates.issue(station.helper_ids[0], station.helper()).minutes == 600


def test_who_did_nothing_gets_none(station: Station, browser: Any) -> None:
    with pytest.raises(NoWorkYet):
        certificates.issue(station.resident_id, station.resident)
    db.session.rollback()
    assert "开不了证明" in text_of(post(browser(station.resident_id), MINE, "/love-savings/ask"))
    assert db.session.scalar(select(func.count()).select_from(Certificate)) == 0


def test_a_stranger_with_the_paper_learns_what_it_says_and_half_a_name(
    station: Station, client_in: Any, community: Any
) -> None:
    paper, stranger = written(station), client_in(community)
    db.session.get_one(Person, station.helper_ids[0]).name = "韦志强"
    db.session.commit()
    written_on = f"{paper.day.year} 年 {paper.day.month} 月 {paper.day.day} 日"
    for number, word in (("1", paper.word), ("No. 000001", f"{paper.word[:5]}-{paper.word[5:].lower()} ")):
        page = asked_for(stranger, number, word)
        assert ("是真的" in page, "韦*" in page, "20 小时" in page, written_on in page) == (True,) * 4
        assert "韦志强" not in page


@pytest.mark.parametrize(
    ("number", "word"),
    [("1", "AAAAAAAAAA"), ("2", None), ("1", ""), ("", None), ("1' or 1=1", "x"), ("99999999999999999999", "x"), ("１", "Ａ")],
)
def test_whoever_guesses_learns_nothing_not_even_which_numbers_there_are(
    station: Station, client_in: Any, community: Any, number: str, word: str | None
) -> None:
    paper = written(station)
    page = asked_for(client_in(community), number, paper.word if word is None else word)
    assert ("没有查到这份证明" in page, "20 小时" in page, "志*" in page) == (True, False, False)


def test_the_paper_of_another_community_proves_nothing_here(
    station: Station, client_in: Any, other_community: Any
) -> None:
    paper = written(station)
    Context().run(switch_on, station.app, other_community, "love_savings")
    assert "没有查到这份证明" in asked_for(client_in(other_community), str(paper.number), paper.word)


def test_only_the_holder_and_workers_in_reach_open_a_certificate(station: Station, browser: Any) -> None:
    paper = written(station)
    page = f"/love-savings/certificates/{paper.id}"
    assert "000001" in text_of(browser(station.worker_id).get(page))
    assert "000001" in text_of(browser(station.helper_ids[0]).get(page))
    for other in (station.helper_ids[1], station.resident_id):
        assert browser(other).get(page).status_code == 404
    far = make_building(9)
    away = make_person("别的网格员", far)
    make_account(away, ("grid_worker", "grids", [far.grid_id]))
    db.session.commit()
    actor = station.actor(away.id)
    assert list(certificates.register(actor, "", 1).rows) == []
    for refused in (certificates.certificate, certificates.issue):
        with pytest.raises(Missing):
            refused(paper.id if refused is certificates.certificate else station.helper_ids[0], actor)


def test_the_register_is_searched_by_number_and_name(station: Station, browser: Any) -> None:
    written(station)
    serve(station, 1, 10, "9")
    certificates.issue(station.helper_ids[1], station.worker)
    db.session.commit()
    found = {text: [row[0].number for row in certificates.register(station.worker, text, 1).rows] for text in (
        "", "2", "000001", "志愿者乙", "志愿者", "%", "没有这个人",
    )}
    assert found == {"": [2, 1], "2": [2], "000001": [1], "志愿者乙": [2], "志愿者": [2, 1], "%": [], "没有这个人": []}
    page = text_of(browser(station.worker_id).get("/love-savings/certificates"))
    assert ("本人自己开" in page, "吴安平" in page, "10 小时" in page) == (True, True, True)


def test_the_register_costs_a_fixed_number_of_statements(station: Station, browser: Any, query_counter: Any) -> None:
    worker, costs = browser(station.worker_id), []
    for rows in (1, 4):
        for index in range(rows):
            serve(station, index, 10, f"{rows}:{index}")
            certificates.issue(station.helper_ids[index], station.worker)
        db.session.commit()
        text_of(worker.get("/love-savings/certificates"))
        with query_counter() as statements:
            text_of(worker.get("/love-savings/certificates"))
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 6, "\n".join(statements)


def test_erased_people_take_their_papers_worth_along(station: Station, client_in: Any, community: Any) -> None:
    paper = written(station)
    number, word = str(paper.number), paper.word
    assert privacy.export(station.helper_ids[0])["certificates"] == [
        {"number": 1, "day": paper.day.isoformat(), "side": "holder", "minutes": 1200, "work": [["after_school", 2, 1200]]}
    ]
    privacy.erase(station.helper_ids[0])
    db.session.commit()
    db.session.expire_all()
    for said in (word, ""):
        assert "没有查到这份证明" in asked_for(client_in(community), number, said)
    assert certificates.issue(station.helper_ids[0], station.worker).number == 2
