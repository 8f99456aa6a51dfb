"""What is kept about one child on one class day, and who may take it home; words about persons are encrypted."""
from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Sensitive, Stateful, TenantModel, belongs_to


def hidden(text: str) -> str:
    """Stars whose number says nothing."""
    return "****"


class ChildDay(Stateful, TenantModel):
    """One child on one class day, from expected to handed over; the words about whom are encrypted."""

    __tablename__ = "after_school_child_day"
    __unique__ = [("class_day_id", "child_id")]
    __table_args__ = (Index(None, "community_id", "child_id", "state"),)

    class_day = belongs_to("after_school_class_day", lazy="raise_on_sql")
    child = belongs_to("person", lazy="raise_on_sql")
    arrived_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    handed_to = Sensitive(mask=hidden)
    # "code", "known" (a known face with a photo), "alone"
    verified: Mapped[str] = mapped_column(String(10), default="")
    excused: Mapped[bool] = mapped_column(default=False)
    late: Mapped[bool] = mapped_column(default=False)
    code_tries: Mapped[int] = mapped_column(default=0)


class PickupPerson(TenantModel):
    """An adult whom a guardian lets take the child home; `weekdays` as digits, 0 is Monday, empty means any day."""

    __tablename__ = "after_school_pickup_person"

    child = belongs_to("person", lazy="raise_on_sql")
    guardian = belongs_to("person", lazy="raise_on_sql")
    name = Sensitive(mask=hidden)
    phone = Sensitive(token=True)
    relation: Mapped[str] = mapped_column(String(20))
    weekdays: Mapped[str] = mapped_column(String(7), default="")
    valid_from: Mapped[date]
    valid_until: Mapped[date]
    revoked_at: Mapped[datetime | None]
    # The guardian died: when those who are left were asked, and which of the staff let the adult come on.
    asked_at: Mapped[datetime | None]
    vouched_by = belongs_to("person", optional=True, lazy="raise_on_sql")
    vouched_at: Mapped[datetime | None]


class PickupCode(TenantModel):
    """A one-time code for one child and one day: only a salted hash is kept."""

    __tablename__ = "after_school_pickup_code"
    __table_args__ = (Index(None, "community_id", "child_id", "day"),)

    child = belongs_to("person", lazy="raise_on_sql")
    guardian = belongs_to("person", lazy="raise_on_sql")
    pickup_person = belongs_to("after_school_pickup_person", optional=True, lazy="raise_on_sql")
    name = Sensitive(mask=hidden)
    day: Mapped[date]
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class BlockedAdult(TenantModel):
    """An adult who must not take the child, by court or for its safety; only staff see it."""

    __tablename__ = "after_school_blocked_adult"

    child = belongs_to("person", lazy="raise_on_sql")
    # Where it is somebody the community knows, perhaps a guardian.
    adult = belongs_to("person", optional=True, lazy="raise_on_sql")
    name = Sensitive(token=True, mask=hidden)
    phone = Sensitive(token=True)
    reason = Sensitive(mask=hidden)
    since: Mapped[date]
    ended_on: Mapped[date | None]


class AloneConsent(TenantModel):
    """A guardian's signed consent that the child goes home alone; the signature is a picture of this row."""

    __tablename__ = "after_school_alone_consent"

    child = belongs_to("person", lazy="raise_on_sql")
    guardian = belongs_to("person", lazy="raise_on_sql")
    valid_from: Mapped[date]
    valid_until: Mapped[date]
    signed_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class HealthSheet(TenantModel):
    """一人一档: a child's health and safety sheet of one term, with the guardian's signature under the agreement."""

    __tablename__ = "after_school_health_sheet"
    __unique__ = [("term_id", "child_id")]

    term = belongs_to("after_school_term", lazy="raise_on_sql")
    child = belongs_to("person", lazy="raise_on_sql")
    guardian = belongs_to("person", lazy="raise_on_sql")
    allergies = Sensitive(mask=hidden)
    illnesses = Sensitive(mask=hidden)
    medicine = Sensitive(mask=hidden)
    notes = Sensitive(mask=hidden)
    emergency_name = Sensitive(mask=hidden)
    emergency_phone = Sensitive()
    # Something on the sheet that a teacher must know at a glance that it is there.
    alert: Mapped[bool] = mapped_column(default=False)
    signed_at: Mapped[datetime]


class Alarm(TenantModel):
    """Whom the site told that a child is not there ("not_arrived") or still there ("not_collected"), step by step."""

    __tablename__ = "after_school_alarm"
    __unique__ = [("child_day_id", "kind", "step")]

    child_day = belongs_to("after_school_child_day", lazy="raise_on_sql")
    # None: the guardians are all told, and it is the workers' turn.
    guardian = belongs_to("person", optional=True, lazy="raise_on_sql")
    kind: Mapped[str] = mapped_column(String(15))
    step: Mapped[int]
    at: Mapped[datetime]
    answer = Sensitive(mask=hidden)
    answered_at: Mapped[datetime | None]


class Call(TenantModel):
    """A guardian's phone, opened to call about a child whom nobody fetched, and whether somebody answered."""

    __tablename__ = "after_school_call"

    child_day = belongs_to("after_school_child_day", lazy="raise_on_sql")
    guardian = belongs_to("person", lazy="raise_on_sql")
    caller = belongs_to("person", lazy="raise_on_sql")
    at: Mapped[datetime]
    # None: the phone was opened, nothing is noted yet.
    reached: Mapped[bool | None]
    words = Sensitive(mask=hidden)
