"""Grids, buildings and rooms, with co-ordinates in whole metres on the community's own plan."""
from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from core.tenancy.model import TenantModel, belongs_to


class Grid(TenantModel):
    """网格: a part of the community that one grid worker looks after. `code` is the official code, as text."""

    name: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(20))
    colour: Mapped[str] = mapped_column(String(20), default="")
    __unique__ = [("name",), ("code",)]


class Building(TenantModel):
    """楼栋, standing at (x, y) metres east and north of the plan's corner."""

    __scope__ = {"building": "id"}

    grid = belongs_to("grid")
    name: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    address: Mapped[str] = mapped_column(String(120), default="")
    floors: Mapped[int] = mapped_column(default=6)
    entrances: Mapped[int] = mapped_column(default=1)
    rooms_per_floor: Mapped[int] = mapped_column(default=2)
    x: Mapped[int] = mapped_column(default=0)
    y: Mapped[int] = mapped_column(default=0)
    __unique__ = [("number",)]


class Room(TenantModel):
    """A flat, behind one entrance 单元 on one floor; `number` is what the door says: 502."""

    __scope__ = {"building": "building_id"}

    building = belongs_to("building")
    entrance: Mapped[int] = mapped_column(default=1)
    floor: Mapped[int]
    number: Mapped[str] = mapped_column(String(12))
    __unique__ = [("building_id", "entrance", "number")]
