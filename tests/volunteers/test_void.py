"""A void service record counts nowhere, and stays where it is."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, true

from core.clock import now
from core.communities.services import community_today, current_community
from core.desk.services.today import figures as desk_figures
from core.home.services import figures as home_figures
from core.kernel.actor import SYSTEM
from core.tenancy.session import db
from core.testing_accounts import make_building, make_person
from core.volunteers.models import ServiceRecord, ServiceVoid
from core.volunteers.records import given, received, record_service, totals, void_service


def test_a_void_record_is_in_no_list_and_no_sum_and_is_void_once(inside: Any) -> None:
    helper, helped = make_person("帮人"), make_person("被帮")
    kept, gone = (
        record_service(
            helper_id=helper.id, helped_id=helped.id, source="test", source_key=f"test:{n}", minutes=60,
            started_at=now() - timedelta(hours=2), ended_at=now() - timedelta(hours=1), actor=SYSTEM,
        )
        for n in range(2)
    )
    assert totals(helper.id) == (120, 2, 0, 0)
    first = void_service(gone, SYSTEM, "核实后不算")
    assert void_service(gone, SYSTEM, "再说一遍").id == first.id
    assert (first.reason, first.minutes, first.started_at) == ("核实后不算", 60, gone.started_at)
    assert (given(helper.id), received(helped.id)) == ([kept], [kept])
    assert (totals(helper.id), totals(helped.id)) == ((60, 1, 0, 0), (0, 0, 60, 1))
    assert db.session.scalar(select(func.count()).select_from(ServiceRecord)) == 2
    assert db.session.scalar(select(func.count()).select_from(ServiceVoid)) == 1


def test_the_home_page_and_the_desk_count_without_it(inside: Any, later: Any) -> None:
    later(days=45 - community_today().day)  # the middle of a month: the desk counts this month's
    helper = make_person("帮人", make_building(1))
    record = record_service(
        helper_id=helper.id, source="test", source_key="test:1", minutes=120, started_at=now() - timedelta(hours=2),
        ended_at=now(), actor=SYSTEM,
    )

    def counted() -> tuple[Any, int, int]:
        desk = desk_figures(_Everywhere())
        return home_figures(current_community())[-1].value, desk.minutes, desk.services

    assert counted() == (2, 120, 1)
    void_service(record, SYSTEM, "不算")
    assert counted() == (0, 0, 0)


class _Everywhere:
    """Somebody who sees the whole community."""

    @staticmethod
    def scope(permission: str, model: Any) -> Any:
        return true()
