"""What is handed out about a person, and what erasing leaves."""
from __future__ import annotations

from typing import Any

import pytest

from core.kernel.pictures import Picture
from core.tenancy.session import db
from plugins.micro_wish.models import Claim, Wish
from plugins.micro_wish.services import figures, handover, privacy, thanking

from .conftest import Station
from .test_pages import HERE, text_of
from .test_straight_path import SIGNED, the

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def test_a_person_gets_the_own_words_and_nobody_elses(station: Station, wished: Any) -> None:
    wish_id = wished(to="at_station")
    handover.hand_over(wish_id, station.worker, signature=SIGNED)
    thanking.thank(wish_id, station.resident, "谢谢", public=False)
    told = privacy.export(station.ids["resident"])
    assert [(w["title"], w["story"], w["thanks"], w["state"]) for w in told["wishes"]] == [("一副老花镜", "200 度", "谢谢", "thanked")]
    assert told["claims"] == []
    helped = privacy.export(station.ids["helper"])
    assert (helped["wishes"], [c["state"] for c in helped["claims"]]) == ([], ["kept"])


def test_erasing_leaves_the_sums_and_no_words_codes_or_pictures(station: Station, wished: Any, client: Any) -> None:
    wish_id = wished(to="at_station")
    handover.hand_over(wish_id, station.worker, signature=SIGNED)
    thanking.thank(wish_id, station.resident, "谢谢好心人", public=True)
    thanking.judge(wish_id, station.worker, show=True)
    privacy.erase(station.ids["resident"])
    db.session.commit()
    wish = the(wish_id)
    assert (wish.title, Wish.story.clear(wish), wish.thanks, wish.thanks_state) == ("", None, "", "")
    assert db.session.query(Picture).count() == 0
    assert (figures.count_collected(None), figures.count_realised(None)) == (1, 1)
    page = text_of(client.get(f"{HERE}/?show=done"))
    assert "物品" in page
    assert "谢谢好心人" not in page


def test_erasing_a_claimant_keeps_the_claim_without_words(station: Station, wished: Any) -> None:
    wished(to="claimed")
    claim = db.session.query(Claim).one()
    claim.words = "我姓志"
    privacy.erase(station.ids["helper"])
    assert (claim.words, claim.state) == ("", "promised")
