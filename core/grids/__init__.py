"""Where people live: grids, buildings, rooms, and the plan of a building."""
