"""A wish that came back is put right at the station, and a unit is spoken for by its contact alone."""
from __future__ import annotations

from typing import Any

import pytest

from plugins.micro_wish.services import collecting, publishing

from .conftest import Station

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def test_the_station_hands_a_returned_wish_in_again(station: Station, wished: Any) -> None:
    wish_id = wished()
    assert publishing.send_back(wish_id, station.worker, "unclear", "请写清楚度数").state == "returned"

    assert collecting.hand_in_again(wish_id, station.worker).state == "collected"


def test_only_the_contact_of_a_unit_speaks_for_it(station: Station) -> None:
    assert station.actor("contact").can("micro_wish.claim_for_unit")
    assert not station.helper.can("micro_wish.claim_for_unit")
    assert not station.worker.can("micro_wish.claim_for_unit")
