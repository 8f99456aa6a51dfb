"""What the wish station keeps: wishes, the claims on them, and Party members who reported in from their units."""
from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Sensitive, Stateful, TenantModel, belongs_to


class Counter(TenantModel):
    """The last number given out per kind; the row is locked by its own update, so no number is given twice."""

    __tablename__ = "micro_wish_counter"
    __unique__ = [("name",)]

    name: Mapped[str] = mapped_column(String(20))
    last: Mapped[int] = mapped_column(default=0)


class Wish(Stateful, TenantModel):
    """One resident's small wish; only number, kind, group, title, limit and state are ever shown in public."""

    __tablename__ = "micro_wish_wish"
    __unique__ = [("number",), ("card",)]
    __table_args__ = (
        Index(None, "community_id", "state", "state_since"),
        Index(None, "community_id", "collected_at"),
        Index(None, "community_id", "fulfilled_at"),
        Index(None, "community_id", "thanks_state"),
        CheckConstraint("taken >= 0 AND taken <= parts", name="not_oversold"),
        CheckConstraint("parts > 0", name="something_to_take"),
    )
    __scope__ = {"building": "building_id", "own": "person_id"}

    person = belongs_to("person", lazy="raise_on_sql")
    building = belongs_to("building", optional=True, lazy="raise_on_sql")
    # What is wished, as it may stand on the wall; and what the resident told besides, which never does.
    title: Mapped[str] = mapped_column(String(60))
    story = Sensitive()
    kind: Mapped[str] = mapped_column(String(10))
    tag: Mapped[str] = mapped_column(String(20), default="")
    limit_fen: Mapped[int] = mapped_column(default=0)
    # Shares: 'whole' (1 part), 'parts' (equal ones) or 'fen' (each takes an amount); `taken` is kept under the row's lock.
    share: Mapped[str] = mapped_column(String(5), default="whole")
    parts: Mapped[int] = mapped_column(default=1)
    taken: Mapped[int] = mapped_column(default=0)
    number: Mapped[int | None]
    # The number of the paper card it came on.
    card: Mapped[str | None] = mapped_column(String(20))
    # Who typed it in for the resident (代办); None when the resident wished alone.
    recorded_by_id: Mapped[int | None]
    collected_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    fulfilled_at: Mapped[datetime | None]
    promised_on: Mapped[date | None]
    # The resident agreed that the claimants bring it to the door themselves.
    meets: Mapped[bool] = mapped_column(default=False)
    swapped_from: Mapped[str] = mapped_column(String(60), default="")
    # Why it was not realised: a code of reasons.py and a sentence.
    why: Mapped[str] = mapped_column(String(20), default="")
    why_words: Mapped[str] = mapped_column(String(200), default="")
    proof: Mapped[str] = mapped_column(String(10), default="")
    pin_hash: Mapped[str] = mapped_column(String(200), default="")
    pin_tries: Mapped[int] = mapped_column(default=0)
    thanks: Mapped[str] = mapped_column(String(200), default="")
    thanks_state: Mapped[str] = mapped_column(String(10), default="")


class Claim(Stateful, TenantModel):
    """Somebody's share of one wish: a person's own, a team's, a unit's, or a Party member's for the unit."""

    __tablename__ = "micro_wish_claim"
    __table_args__ = (
        Index(None, "community_id", "wish_id", "state"),
        Index(None, "community_id", "person_id", "state"),
        Index(None, "community_id", "unit_id", "state"),
        CheckConstraint("parts > 0", name="takes_something"),
    )
    __scope__ = {"own": "person_id", "unit": "unit_id", "team": "team_id"}

    wish = belongs_to("micro_wish_wish", ondelete="CASCADE", lazy="raise_on_sql")
    person = belongs_to("person", lazy="raise_on_sql")
    team = belongs_to("team", optional=True, lazy="raise_on_sql")
    unit = belongs_to("unit", optional=True, lazy="raise_on_sql")
    # In whose name: 'person', 'team', 'unit' (by its contact) or 'member' (a Party member who reported in).
    party: Mapped[str] = mapped_column(String(8))
    parts: Mapped[int]
    promised_on: Mapped[date | None]
    words: Mapped[str] = mapped_column(String(200), default="")


class Report(Stateful, TenantModel):
    """双报到: a Party member in work says which unit they come from; claims count for it once that is confirmed."""

    __tablename__ = "micro_wish_report"
    __unique__ = [("person_id",)]
    __table_args__ = (Index(None, "community_id", "unit_id", "state"),)
    __scope__ = {"own": "person_id", "unit": "unit_id", "building": "person.building_id"}

    person = belongs_to("person")
    unit = belongs_to("unit")
    words: Mapped[str] = mapped_column(String(100), default="")
