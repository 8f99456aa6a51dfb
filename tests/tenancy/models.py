"""Tables to attack: a grid, its buildings, their households, and a seat that only one may take."""
from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from core.tenancy.model import TenantModel, belongs_to


class Grid(TenantModel):
    __tablename__ = "probe_grid"
    __unique__ = [("name",)]
    name: Mapped[str] = mapped_column(String(40))


class Building(TenantModel):
    __tablename__ = "probe_building"
    name: Mapped[str] = mapped_column(String(40))
    grid = belongs_to("probe_grid")


class Household(TenantModel):
    __tablename__ = "probe_household"
    name: Mapped[str] = mapped_column(String(40))
    building = belongs_to("probe_building", optional=True, ondelete="CASCADE")


class Seat(TenantModel):
    __tablename__ = "probe_seat"
    free: Mapped[int] = mapped_column(default=1)


class Booking(TenantModel):
    __tablename__ = "probe_booking"
    seat = belongs_to("probe_seat")
    who: Mapped[str] = mapped_column(String(40))
