"""From the wish to the thanks, on both databases."""
from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from core.accounts.actor import actor_for
from core.notices.models import Notice
from core.people.models import Person
from core.tenancy.session import db
from plugins.micro_wish.models import Claim, Wish
from plugins.micro_wish.services import claiming, collecting, figures, handover, publishing, reporting, thanking, wall

from .conftest import Station, in_days

SIGNED = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAYAAABytg0kAAAAEklEQVR4nGNgYGD4D8VQBowBAEPUBfvzGLodAAAAAElFTkSuQmCC"
)


def the(wish_id: int) -> Wish:
    return db.session.get_one(Wish, wish_id)


def told(person_id: int) -> list[str]:
    """A person's notices, oldest first."""
    return list(db.session.scalars(select(Notice.text).where(Notice.person_id == person_id).order_by(Notice.id)))


def test_a_wish_goes_from_the_resident_to_thanks_and_is_closed(station: Station, wished: Any) -> None:
    wish_id = wished(to="claimed")
    wish = the(wish_id)
    assert (wish.state, wish.number, wish.taken, wish.promised_on) == ("claimed", 1, 1, in_days(3))
    handover.prepare(wish_id, station.helper)
    handover.receive(wish_id, station.worker)
    handover.hand_over(wish_id, station.worker, signature=SIGNED)
    assert (the(wish_id).state, the(wish_id).proof) == ("fulfilled", "signature")
    assert [claim.state for claim in db.session.scalars(select(Claim))] == ["kept"]
    thanking.thank(wish_id, station.resident, "看报纸不费劲了", public=True)
    thanking.judge(wish_id, station.worker, show=True)
    db.session.commit()
    assert [(one.number, one.words) for one in thanking.on_the_wall()] == [(1, "看报纸不费劲了")]
    assert (figures.count_collected(None), figures.count_realised(None), figures.count_unrealised(None)) == (1, 1, 0)
    assert told(station.ids["helper"]) == [
        "站里收到您送来的东西了，谢谢您！", "您认领的心愿实现了，谢谢您！", "居民给您写了一句感谢的话。",
    ]
    assert told(station.ids["resident"]) == [
        "您的心愿已经编号上墙，墙上没有您的姓名和住址。", "您的心愿有人准备好了，很快送来。",
        "您的心愿到站里了，工作人员会给您送来。", "您的心愿送到了，请确认收到。", "您的心愿实现了！想说声谢谢，可以写在这里。",
    ]


def test_the_resident_confirms_alone_on_the_phone(station: Station, wished: Any) -> None:
    wish_id = wished(to="delivered")
    assert handover.confirm_oneself(wish_id, station.resident).proof == "self"


def test_a_code_that_the_resident_tells_is_proof_and_used_up(station: Station, wished: Any) -> None:
    wish_id = wished(to="at_station")
    pin = handover.new_pin(wish_id, station.resident)
    assert (len(pin), pin in the(wish_id).pin_hash) == (6, False)
    handover.hand_over(wish_id, station.worker, pin=pin)
    assert (the(wish_id).proof, the(wish_id).pin_hash) == ("pin", "")


def test_a_wish_for_a_team_for_a_unit_and_by_its_member_counts_where_it_belongs(station: Station, wished: Any) -> None:
    reporting.report_in(station.actor("member"), station.ids["unit"])
    report = reporting.own_report(station.ids["member"])
    reporting.answer(report.id, station.actor("contact"), "confirm")
    for who, party, title in (
        ("leader", f"team:{station.ids['team']}", "一个书包"), ("contact", f"unit:{station.ids['unit']}", "一个闹钟"),
        ("member", f"member:{station.ids['unit']}", "一床棉被"),
    ):
        neighbour = db.session.get(Person, station.ids["neighbour"])
        wish = collecting.collect(actor_for(neighbour), neighbour.id, title=title, kind="goods")
        publishing.verify(wish.id, station.worker)
        publishing.publish(wish.id, station.worker, publishing.Terms(title, "老人", 5000))
        claiming.claim(wish.number, station.actor(who), party, 1, in_days(2))
    claims = db.session.execute(select(Claim.party, Claim.team_id, Claim.unit_id).order_by(Claim.id)).all()
    team, unit = station.ids["team"], station.ids["unit"]
    assert [tuple(row) for row in claims] == [("team", team, None), ("unit", None, unit), ("member", None, unit)]
    row = reporting.per_unit(station.worker, 1).rows[0]
    assert (row.name, row.members, row.going, row.realised) == ("示范小学", 1, 2, 0)


def test_shares_fill_up_one_after_another_and_one_who_leaves_frees_the_place(station: Station, wished: Any) -> None:
    wish_id = wished("一台洗衣机", to="published", share="parts", parts=3, limit_fen=30_000)
    first = claiming.claim(1, station.helper, parts=2, promised_on=in_days(3))
    assert (the(wish_id).state, the(wish_id).taken) == ("published", 2)
    claiming.claim(1, station.actor("second"))
    assert (the(wish_id).state, the(wish_id).taken) == ("reserved", 3)
    second = db.session.scalars(select(Claim).where(Claim.person_id == station.ids["second"])).one()
    claiming.promise(second.id, station.actor("second"), in_days(5))
    assert (the(wish_id).state, the(wish_id).promised_on) == ("claimed", in_days(5))
    claiming.leave(first.id, station.helper, "出差了")
    assert (the(wish_id).state, the(wish_id).taken) == ("published", 1)
    claiming.claim(1, station.actor("leader"), parts=2, promised_on=in_days(1))
    assert (the(wish_id).state, the(wish_id).taken) == ("claimed", 3)


def test_shares_in_fen_are_taken_by_the_amount(station: Station, wished: Any) -> None:
    wish_id = wished("一台洗衣机", to="published", share="fen", limit_fen=30_000)
    claiming.claim(1, station.helper, parts=10_000, promised_on=in_days(3))
    claiming.claim(1, station.actor("second"), parts=20_000, promised_on=in_days(3))
    assert (the(wish_id).state, the(wish_id).taken) == ("claimed", 30_000)


def test_the_figures_of_a_year_are_those_of_the_communitys_own_calendar(station: Station, wished: Any) -> None:
    realised, waiting = the(wished(to="fulfilled")), the(wished("一个书包", to="published"))
    # Half past midnight in Nanning is still the old year in UTC.
    realised.collected_at = datetime(2023, 12, 31, 16, 30, tzinfo=UTC)
    realised.fulfilled_at = datetime(2024, 12, 31, 16, 30, tzinfo=UTC)
    waiting.collected_at = datetime(2025, 5, 1, tzinfo=UTC)
    db.session.flush()
    counted = [
        (figures.count_collected(y), figures.count_realised(y), figures.count_unrealised(y)) for y in (2023, 2024, 2025)
    ]
    assert counted == [(0, 0, 0), (1, 0, 0), (1, 1, 1)]
    assert [(code, count) for code, _title, count in figures.why_not()] == [("published", 1)]
    assert figures.years() == [2025, 2024]


def test_something_else_instead_needs_the_residents_yes_and_keeps_the_claims(station: Station, wished: Any) -> None:
    wish_id = wished(to="prepared")
    publishing.substitute(wish_id, station.worker, "一个放大镜", "没有货了", agreed=True)
    wish = the(wish_id)
    assert (wish.state, wish.title, wish.swapped_from, wish.taken) == ("claimed", "一个放大镜", "一副老花镜", 1)
    handover.prepare(wish_id, station.helper)
    assert the(wish_id).state == "prepared"


def test_each_renewal_of_the_screen_shows_the_next_wishes_and_never_fewer_than_fit() -> None:
    moments = [datetime(2026, 11, 26, 8, minute, tzinfo=UTC) for minute in range(3)]
    assert sorted(wall.batch(20, moment, 60) for moment in moments) == [0, 8, 12]
    assert [wall.batch(waiting, moments[1], 60) for waiting in (0, 3, 8)] == [0, 0, 0]


def test_the_wall_counts_what_everybody_may_see(station: Station, wished: Any) -> None:
    wished(to="published")
    wished("一个书包", to="claimed")
    wished("一个闹钟", who="neighbour")
    assert wall.counts() == {"open": 1, "going": 1, "done": 0, "all": 2, "collected": 3}
    assert [row.number for row in wall.wall_page("all", 1, 2).rows] == [2, 1]
