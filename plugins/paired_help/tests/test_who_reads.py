"""The words on an indicator sheet are opened with a reason, on record; and visits are offered to those who make them."""
from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from core.api import audit, current_community
from core.pluginsystem import dispatch
from core.tenancy.session import db
from core.testing_accounts import make_account, make_person
from plugins.paired_help.models import Sheet
from plugins.paired_help.services import reading, sheets

from .conftest import Station, sheet

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def test_the_words_on_a_sheet_are_opened_on_record(station: Station, until: Any) -> None:
    case = until("identified")
    sheets.fill(case.id, station.worker, sheet(2), words="夜里睡不好")
    filled = db.session.scalars(select(Sheet).where(Sheet.case_id == case.id)).one()

    assert reading.open_sheet(filled, station.worker, "回访前看一看") == "夜里睡不好"
    db.session.flush()
    entry = audit.entries(object_id=filled.id).items[0]
    assert (entry.text, entry.reason) == ("查看了张小梅评估表里的文字", "回访前看一看")


def test_the_tile_of_visits_is_for_those_who_look_after_somebody(station: Station, until: Any) -> None:
    until("active")

    def offered(index: int) -> bool:
        tiles = dispatch.ask("tiles", current_community(), actor=station.helper(index))
        return "paired_help.mine" in [tile.endpoint for tile in tiles]

    assert (offered(0), offered(2)) == (True, False)


def test_what_nobody_visited_comes_to_the_station_alone(station: Station) -> None:
    admin = make_person("季明")
    make_account(admin, "community_admin")

    assert station.actor(admin.id).can("paired_help.station")
    assert not station.worker.can("paired_help.station")
