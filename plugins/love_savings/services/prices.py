"""The price list: how many minutes the card of whoever is helped pays for an hour of each service.

The helper is always credited the minutes that were served; what the card pays more or less than that, the station
takes or adds. Amounts are whole minutes, half a minute rounds up.
"""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select

from core.api import Skill, _, audit, session

from ..book_models import Price

ONE_TO_ONE = 60


def charge(minutes: int, skill_id: int | None) -> int:
    """What the card pays for so many minutes of a service."""
    per_hour = session.scalar(select(Price.minutes_per_hour).where(Price.skill_id == skill_id))
    return priced(minutes, ONE_TO_ONE if per_hour is None else per_hour)


def priced(minutes: int, per_hour: int) -> int:
    """Minutes times price, rounded to the nearest minute, half a minute up."""
    return (minutes * per_hour + 30) // 60


def price_list() -> list[tuple[int, str, int]]:
    """(skill id, title, minutes per hour) of every skill, in the order of the lists."""
    rows = session.execute(
        select(Skill.id, Skill.title, Price.minutes_per_hour)
        .outerjoin(Price, Price.skill_id == Skill.id)
        .order_by(Skill.position, Skill.title)
    )
    return [(skill_id, title, ONE_TO_ONE if price is None else price) for skill_id, title, price in rows]


def save(prices: Mapping[int, int], actor: Any) -> bool:
    """Put these prices in force from the next hold on, and say in the audit what changed; False when nothing did."""
    old = {skill_id: (title, price) for skill_id, title, price in price_list()}
    changed = {key: price for key, price in prices.items() if key in old and old[key][1] != price}
    for skill_id, price in changed.items():
        session.execute(delete(Price).where(Price.skill_id == skill_id))
        if price != ONE_TO_ONE:
            session.add(Price(skill_id=skill_id, minutes_per_hour=price))
            session.flush()
    if changed:
        audit.write(
            "love_savings.set_prices", _("改了服务价目"), actor=actor,
            before={old[key][0]: old[key][1] for key in changed},
            after={old[key][0]: price for key, price in changed.items()},
        )
    return bool(changed)
