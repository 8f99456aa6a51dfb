"""How many statements each page costs: the same with few rows and with many."""
from __future__ import annotations

from typing import Any

import pytest

from core.accounts.actor import actor_for
from core.kernel.actor import SYSTEM
from core.tenancy.session import db
from core.testing_accounts import make_building, make_person
from core.volunteers.models import Unit
from plugins.micro_wish.models import Claim, Wish
from plugins.micro_wish.services import claiming, collecting, publishing

from .conftest import Station, in_days
from .test_pages import text_of

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def many(station: Station, count: int) -> None:
    """More wishes in several states, claims on them, and more units."""
    home = make_building(50 + count) if count else None
    for index in range(count):
        person = make_person(f"余邻{index}", home)
        wish = collecting.collect(actor_for(person), person.id, title=f"书包{index}", kind="goods")
        if index % 3:
            publishing.verify(wish.id, SYSTEM)
            publishing.publish(wish.id, SYSTEM, publishing.Terms(f"书包{index}", "儿童", 5000))
        if index % 3 == 2:
            claiming.claim(wish.number, station.actor("contact"), f"unit:{station.ids['unit']}", promised_on=in_days(1))
        db.session.add(Unit(name=f"单位{count}-{index}"))
    db.session.commit()


PAGES = {
    "home": ("resident", "/", 11),
    "wall": ("", "/micro-wish/?show=all", 6),
    "wish": ("", "/micro-wish/no/1", 4),
    "screen": ("", "/micro-wish/wall", 6),
    "me": ("resident", "/me/", 14),
    "today": ("worker", "/desk/", 11),
    "desk": ("worker", "/micro-wish/desk?show=all", 8),
    "wish page": ("worker", "/micro-wish/wishes/{wish}", 10),
    "publish": ("worker", "/micro-wish/wishes/{wish}/publish", 8),
    "reasons": ("worker", "/micro-wish/reasons", 7),
    "reports": ("worker", "/micro-wish/reports", 6),
    "units": ("contact", "/micro-wish/units", 6),
    "unit": ("contact", "/micro-wish/units/{unit}", 7),
    "claim": ("helper", "/micro-wish/no/1/claim", 8),
    "my claims": ("contact", "/micro-wish/claims", 6),
    "claimed": ("contact", "/micro-wish/claims/{claim}", 10),
    "my wishes": ("resident", "/micro-wish/mine", 6),
    "my wish": ("resident", "/micro-wish/mine/{wish}", 8),
}


@pytest.mark.parametrize("page", list(PAGES))
def test_a_page_costs_a_fixed_number_of_statements_however_many_rows(
    station: Station, browser: Any, client: Any, wished: Any, query_counter: Any, page: str
) -> None:
    who, path, most = PAGES[page]
    wish_id = wished(to="published")
    claiming.claim(1, station.actor("contact"), f"unit:{station.ids['unit']}", promised_on=in_days(1))
    db.session.commit()
    reader = browser(who) if who else client
    claim_id = db.session.query(Claim.id).scalar()
    path = path.format(wish=wish_id, unit=station.ids["unit"], claim=claim_id)
    costs: list[int] = []
    for more in (3, 25):
        many(station, more)
        text_of(reader.get(path))
        with query_counter() as statements:
            text_of(reader.get(path))
        costs.append(len(statements))
    assert db.session.query(Wish).count() == 29
    assert costs[0] == costs[1] <= most, "\n".join(statements)
