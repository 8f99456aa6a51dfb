"""Grids and buildings as parts of a community's instance file; rooms follow from a building's floors."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, select

from core.communities.instance.parts import Part
from core.communities.instance.reader import Instance
from core.grids.models import Building, Grid, Room
from core.tenancy.ids import new_id

FIELDS = ("name", "address", "entrances", "floors", "rooms_per_floor", "x", "y")


class GridsPart(Part):
    """`grids.<code>.name` and `.colour`."""

    stems = ("grids",)
    removable = False

    def running(self, session: Any) -> dict[str, Any]:
        """All grids by their code."""
        flat: dict[str, Any] = {}
        for grid in session.scalars(select(Grid)):
            flat |= {f"grids.{grid.code}.name": grid.name, f"grids.{grid.code}.colour": int(grid.colour or 1)}
        return flat

    def write(self, session: Any, changes: Mapping[str, Any], instance: Instance) -> None:
        """New grids are made, known ones changed."""
        known = {grid.code: grid for grid in session.scalars(select(Grid))}
        for key, value in changes.items():
            _stem, code, field = key.split(".")
            grid = known.get(code)
            if grid is None:
                wanted = instance.file.grids[code]
                known[code] = grid = Grid(code=code, name=wanted.name, colour=str(wanted.colour))
                session.add(grid)
            setattr(grid, field, str(value))


class BuildingsPart(Part):
    """`buildings.<number>.<field>` from buildings.csv."""

    stems = ("buildings",)
    removable = False

    def wanted(self, instance: Instance) -> dict[str, Any]:
        """One key for each cell of the table."""
        flat: dict[str, Any] = {}
        for row in instance.buildings:
            flat |= {f"buildings.{row.number}.{field}": getattr(row, field) for field in (*FIELDS, "grid")}
        return flat

    def exported(self, session: Any) -> dict[str, Any]:
        """The lines of buildings.csv."""
        codes = {grid.id: grid.code for grid in session.scalars(select(Grid))}
        rows = session.scalars(select(Building).order_by(Building.number))
        return {"buildings": [{"number": b.number, "grid": codes[b.grid_id]} | {f: getattr(b, f) for f in FIELDS} for b in rows]}

    def running(self, session: Any) -> dict[str, Any]:
        """All buildings by number, with the code of their grid."""
        codes = {grid.id: grid.code for grid in session.scalars(select(Grid))}
        flat: dict[str, Any] = {}
        for row in session.scalars(select(Building)):
            flat |= {f"buildings.{row.number}.{field}": getattr(row, field) for field in FIELDS}
            flat[f"buildings.{row.number}.grid"] = codes[row.grid_id]
        return flat

    def write(self, session: Any, changes: Mapping[str, Any], instance: Instance) -> None:
        """Known buildings are changed, new ones made in bulk; then rooms that the floors ask for and that lack."""
        grids = {grid.code: grid.id for grid in session.scalars(select(Grid))}
        known = {row.number: row for row in session.scalars(select(Building))}
        fresh: set[int] = set()
        for key, value in changes.items():
            _stem, number, field = key.split(".")
            building = known.get(int(number))
            if building is None:
                fresh.add(int(number))
            elif field == "grid":
                building.grid_id = grids[value]
            else:
                setattr(building, field, value)
        session.flush()
        touched = fresh | {int(key.split(".")[1]) for key in changes}
        rows = [
            {"id": new_id(), "number": b.number, "grid_id": grids[b.grid], **{f: getattr(b, f) for f in FIELDS}}
            for b in instance.buildings
            if b.number in fresh
        ]
        if rows:
            session.execute(insert(Building), rows)
        make_rooms(session, touched)


def make_rooms(session: Any, numbers: set[int]) -> None:
    """Make the rooms that buildings with these numbers lack; a room is never removed."""
    buildings = session.scalars(select(Building).where(Building.number.in_(numbers))).all()
    known = {tuple(row) for row in session.execute(select(Room.building_id, Room.entrance, Room.number))}
    rows = [
        {"id": new_id(), "building_id": b.id, "entrance": entrance, "floor": floor, "number": f"{floor}{door:02d}"}
        for b in buildings
        for entrance in range(1, b.entrances + 1)
        for floor in range(1, b.floors + 1)
        for door in range(1, b.rooms_per_floor + 1)
        if (b.id, entrance, f"{floor}{door:02d}") not in known
    ]
    if rows:
        session.execute(insert(Room), rows)
