"""Persons and what ties them to the community: where and with whom they live, their aid, their consents."""
from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from core.people.sensitive import Sensitive, mask_all
from core.people.tidy import tidy_id_number, tidy_phone
from core.tenancy.model import TenantModel, belongs_to

# A prefix of a name is found by range, which an index answers on PostgreSQL only in byte order.
Prefixed = String(64).with_variant(String(64, collation="C"), "postgresql")
HOME = text("kind = 'lives' AND moved_out_on IS NULL")
RESIDENT = text("household_id IS NOT NULL AND deceased_on IS NULL")
ERASED = text("erased_on IS NOT NULL")
HUKOU = text("kind = 'registered' AND moved_out_on IS NULL")


class Person(TenantModel):
    """Anybody the community knows. A resident is a person with a household who has not died.

    building, room and household say where the person lives now; they are kept by `move_in` and `move_out` only,
    because scopes and searches need them without a join. erased_on: the day from which this is nobody any more, a row
    without name and contact to which the community's sums still point; `core.privacy` alone writes it.
    """

    __scope__ = {"building": "building_id", "own": "id"}

    name: Mapped[str] = mapped_column(Prefixed)
    pinyin: Mapped[str] = mapped_column(Prefixed, default="")
    initials: Mapped[str] = mapped_column(Prefixed, default="")
    sex: Mapped[str] = mapped_column(String(1), default="")
    birth_date: Mapped[date | None]
    phone = Sensitive(token=True, tail=4, tidy=tidy_phone)
    id_number = Sensitive(token=True, unique=True, tidy=tidy_id_number)
    building = belongs_to("building", optional=True)
    room = belongs_to("room", optional=True)
    household = belongs_to("household", optional=True)
    deceased_on: Mapped[date | None]
    erased_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(500), default="")
    # Every desk and every home page counts who lives here; an index of its own answers that without the rows.
    __table_args__ = (
        *(Index(None, "community_id", column) for column in ("name", "pinyin", "initials")),
        Index(
            "ix_person_resident", "community_id", "household_id", "deceased_on",
            sqlite_where=RESIDENT, postgresql_where=RESIDENT,
        ),
        Index("ix_person_erased", "community_id", "id", sqlite_where=ERASED, postgresql_where=ERASED),
    )


class Household(TenantModel):
    """户: the people who live in one room together."""

    room = belongs_to("room")
    number: Mapped[str] = mapped_column(String(20))
    # No foreign key: the person already points here, and a circle of keys can be neither created nor dropped in order.
    head_id: Mapped[int | None]
    __unique__ = [("number",)]


class Residence(TenantModel):
    """One stay of a person in a household: 'lives' (this is the home) or 'registered' (the hukou is kept here)."""

    person = belongs_to("person")
    household = belongs_to("household")
    relation: Mapped[str] = mapped_column(String(20), default="other")
    kind: Mapped[str] = mapped_column(String(12), default="lives")
    moved_in_on: Mapped[date]
    moved_out_on: Mapped[date | None]
    end_reason: Mapped[str] = mapped_column(String(20), default="")
    # Nobody has two homes or two places of hukou at once; the database holds this, because two clerks may meet.
    __table_args__ = (
        Index("uq_residence_home", "community_id", "person_id", unique=True, sqlite_where=HOME, postgresql_where=HOME),
        Index("uq_residence_hukou", "community_id", "person_id", unique=True, sqlite_where=HUKOU, postgresql_where=HUKOU),
    )


class HouseholdAid(TenantModel):
    """Aid that a household gets; the category can be counted, and read only by who may open it."""

    household = belongs_to("household")
    category = Sensitive(token=True, mask=mask_all)
    since: Mapped[date]
    until: Mapped[date | None]


class Consent(TenantModel):
    """A person's yes to one use of their data, to one version of the text; a withdrawn yes is kept as history."""

    person = belongs_to("person")
    purpose: Mapped[str] = mapped_column(String(40))
    text_version: Mapped[str] = mapped_column(String(20))
    text_hash: Mapped[str] = mapped_column(String(64))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    given_by = belongs_to("person", optional=True)
