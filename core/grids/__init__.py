"""Places only: grids, buildings, rooms, and the plan of a building."""
