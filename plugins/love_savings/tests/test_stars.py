"""Star levels over all services, and the certificate that says them on paper."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.clock import now
from core.kernel.actor import SYSTEM
from core.pluginsystem.errors import SettingsRefused
from core.tenancy.session import db
from core.volunteers.models import ServiceRecord
from core.volunteers.records import record_service, void_service
from plugins.love_savings.services import fairness, late_credit, lobby, stars

from .conftest import Station
from .test_pages import text_of


def serve(station: Station, helper: int, hours: int, key: str, source: str = "activities") -> None:
    """So many hours in sittings of ten, recorded by another service."""
    for part in range(0, hours, 10):
        end = now() - timedelta(days=part // 10 + 1)
        minutes = 60 * min(10, hours - part)
        record_service(
            helper_id=station.helper_ids[helper], source=source, source_key=f"{source}:{key}:{part}",
            started_at=end - timedelta(minutes=minutes), ended_at=end, actor=SYSTEM,
        )
    db.session.commit()


@pytest.mark.parametrize(
    ("hours", "level", "next_hours"),
    [(99, 0, 100), (100, 1, 300), (299, 1, 300), (300, 2, 600), (600, 3, 1000), (1000, 4, 1500), (1500, 5, None)],
)
def test_the_levels_begin_where_the_ministry_sets_them(
    station: Station, hours: int, level: int, next_hours: int | None
) -> None:
    star = stars.star_of(hours * 60 + 59 if hours in (99, 299) else hours * 60)
    assert (star.level, star.next_hours) == (level, next_hours)


def test_hours_of_all_services_count(station: Station) -> None:
    serve(station, 0, 60, "1")
    serve(station, 0, 45, "2", "after_school")
    serve(station, 1, 99, "3")
    star = stars.star(station.helper_ids[0])
    assert (star.level, star.minutes, star.missing) == (1, 105 * 60, 195 * 60)
    assert [(w.source, w.times, w.minutes) for w in stars.work_of(station.helper_ids[0])] == [
        ("activities", 6, 3600), ("after_school", 5, 2700),
    ]
    assert stars.volunteers_per_level(station.worker, "love_savings.review") == [3, 1, 0, 0, 0, 0]


def test_a_community_sets_its_own_levels(station: Station) -> None:
    station.configure(star_hours="10 20 30 40 50")
    assert [stars.star_of(minutes * 60).level for minutes in (9, 10, 35, 50)] == [0, 1, 3, 5]
    for wrong in ("", "100", "300 100 600 1000 1500", "0 1 2 3 4", "a b c d e", "1 2 3 4 5 6"):
        with pytest.raises(SettingsRefused, match="请写五个整数"):
            station.configure(star_hours=wrong)


def test_the_star_stands_on_the_volunteers_page_the_card_and_the_desk(station: Station, browser: Any) -> None:
    serve(station, 0, 120, "1")
    station.work()
    helper, worker = browser(station.helper_ids[0]), browser(station.worker_id)
    for client, path in (
        (helper, "/love-savings/mine"), (helper, "/love-savings/card"),
        (worker, f"/love-savings/cards/{station.helper_ids[0]}"), (worker, f"/desk/people/{station.helper_ids[0]}"),
    ):
        page = text_of(client.get(path))
        assert ("1 星志愿者" in page, "各项服务累计 120 小时" in page) == (True, True), path
    assert "再服务 180 小时就是 2 星" in text_of(helper.get("/love-savings/mine"))


def test_the_certificate_lists_real_work_for_oneself_and_for_the_desk(station: Station, browser: Any) -> None:
    serve(station, 0, 120, "1", "after_school")
    helper, worker = browser(station.helper_ids[0]), browser(station.worker_id)
    for client, path in ((helper, "/love-savings/certificate"), (worker, f"/love-savings/cards/{station.helper_ids[0]}/certificate")):
        page = text_of(client.get(path))
        assert ("志愿服务证明" in page, "志愿者甲" in page, "5点半课堂" in page, "这是预览" in page) == (True,) * 4
    assert "还没有服务记录" in text_of(browser(station.resident_id).get("/love-savings/certificate"))
    other = f"/love-savings/cards/{station.helper_ids[0]}/certificate"
    assert browser(station.resident_id).get(other).status_code == 403


def test_void_services_count_for_no_star_no_figure_and_no_late_credit(station: Station) -> None:
    serve(station, 0, 100, "1")
    void_service(db.session.scalars(select(ServiceRecord)).first(), SYSTEM, "没有去")
    assert stars.star(station.helper_ids[0]).minutes == 90 * 60
    assert sum(work.minutes for work in stars.work_of(station.helper_ids[0])) == 90 * 60
    assert stars.volunteers_per_level(station.worker, "love_savings.review") == [4, 0, 0, 0, 0, 0]
    assert fairness.spread(station.worker, 365).minutes == 90 * 60
    assert sum(count for _week, count in lobby.services_per_week()) == 9
    assert [found.records for found in late_credit.uncredited(None)] == [9]
