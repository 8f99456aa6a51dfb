"""One wish with its claim and one report, for tests that visit every address."""
from __future__ import annotations

from typing import Any

from sqlalchemy import select

from core.api import (
    SYSTEM,
    Person,
    Picture,
    Unit,
    actor_for,
    example_resident,
    keep_picture,
    new_id,
    now,
    session,
)

from ..models import Claim, Report, Wish
from ..services.handover import OWNER
from ..workflow import claim_flow, report_flow, wish_flow

TITLE = "示例：一副老花镜"
# One white point as a JPEG is made by the picture service itself from this smallest of PNG files.
POINT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415478da63f8ffff3f0005fe02fe"
    "0def46b80000000049454e44ae426082"
)


def examples() -> dict[str, dict[str, Any]]:
    """Values for every route with arguments; made once per community."""
    wish = session.scalar(select(Wish).where(Wish.title == TITLE)) or _make()
    claim = session.scalars(select(Claim).where(Claim.wish_id == wish.id)).one()
    report = session.scalars(select(Report).where(Report.person_id == claim.person_id)).one()
    picture_id = session.scalar(select(Picture.id).where(Picture.owner_kind == OWNER, Picture.owner_id == wish.id))
    one, mine = {"wish_id": wish.id}, {"claim_id": claim.id}
    found: dict[str, dict[str, Any]] = {
        name: one for name in ("wish_page", "story", "publish", "hand_over", "claim_for", "my_wish", "my_pin", "amend")
    }
    found |= {name: {"number": wish.number} for name in ("shown", "claim")}
    found |= {"do": {**one, "step": "verify"}, "my_step": {**one, "step": "confirm"}, "take_back": {**one, **mine}}
    found |= {"claimed": mine, "bring": mine, "claim_step": {**mine, "step": "leave"}}
    found |= {"picture": {**one, "picture_id": picture_id}, "unit": {"unit_id": report.unit_id}}
    found |= {"answer_report": {"report_id": report.id, "answer": "confirm"}}
    return {f"micro_wish.{name}": values for name, values in found.items()}


def _make() -> Wish:
    person, helper, unit = example_resident("示例居民"), Person(name="示例认领人"), Unit(name="示例心愿单位")
    session.add_all([helper, unit])
    session.flush()
    wish = Wish(
        person_id=person.id, building_id=person.building_id, title=TITLE, story="示例：200 度", kind="goods",
        card="DEMO-1", collected_at=now(), why_words="示例说明", swapped_from="示例旧物", thanks="示例感谢", pin_hash="示例码" * 12,
    )
    wish_flow.start(wish, SYSTEM)
    wish_flow.fire(wish, "verify", SYSTEM)
    wish.tag = "老人"
    wish = wish_flow.fire(wish, "publish", SYSTEM)
    # Numbers begin anew in each community; an example's is nobody else's, so that a foreign one is truly missing.
    wish.number = 10_000 + new_id() % 100_000_000
    claim = Claim(wish_id=wish.id, person_id=helper.id, unit_id=unit.id, party="member", parts=1, words="示例的话")
    claim_flow.start(claim, SYSTEM)
    wish.taken = 1
    wish_flow.fire(wish, "fill", SYSTEM)
    report_flow.start(Report(person_id=helper.id, unit_id=unit.id, words="示例报到"), actor_for(helper))
    keep_picture(POINT, OWNER, wish.id)
    session.flush()
    return wish
