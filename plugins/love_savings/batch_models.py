"""What one sitting at the desk keeps: requests assigned together, and earlier services credited once."""
from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Reason, Stateful, TenantModel, belongs_to


class Batch(Stateful, TenantModel):
    """Requests that a worker put together, for whom the job process finds the best total.

    Scores as matching counts them, in metres, least best: the optimum's, and that of serving in order of arrival, each
    over the requests that got somebody (`found`, `in_turn_found`).
    """

    __tablename__ = "love_savings_batch"
    __scope__ = {"own": "made_by_id"}

    made_by = belongs_to("person", optional=True, lazy="raise_on_sql")
    made_at: Mapped[datetime]
    found: Mapped[int] = mapped_column(default=0)
    score: Mapped[int] = mapped_column(default=0)
    in_turn_found: Mapped[int] = mapped_column(default=0)
    in_turn_score: Mapped[int] = mapped_column(default=0)


class Pair(Stateful, TenantModel):
    """One request of a batch and the volunteer found for it, None where nobody is left.

    place: the volunteer's place in the request's own list, 1 for the best.
    """

    __tablename__ = "love_savings_pair"
    __unique__ = [("batch_id", "request_id")]

    batch = belongs_to("love_savings_batch", ondelete="CASCADE", lazy="raise_on_sql")
    request = belongs_to("love_savings_request", ondelete="CASCADE", lazy="raise_on_sql")
    person = belongs_to("person", optional=True, lazy="raise_on_sql")
    place: Mapped[int | None]
    score: Mapped[int | None]
    metres: Mapped[int | None]
    reasons: Mapped[list[Any]] = mapped_column(JSON, default=list)

    @property
    def why(self) -> list[Reason]:
        """The reasons for this volunteer, for a reader of either language."""
        return [Reason(*pair) for pair in self.reasons]


class LateCredit(Stateful, TenantModel):
    """The offer to credit services that were recorded before the station heard of them, and how far its run is.

    since: the first local day of service that counts, None for all. records, minutes: how much there was at the start.
    done, credited: records dealt with and minutes credited so far; last_record: where the next portion begins.
    """

    __tablename__ = "love_savings_late_credit"
    __table_args__ = (Index(None, "community_id", "state"),)

    made_by = belongs_to("person", optional=True, lazy="raise_on_sql")
    since: Mapped[date | None]
    records: Mapped[int]
    minutes: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    credited: Mapped[int] = mapped_column(default=0)
    last_record: Mapped[int] = mapped_column(default=0)
