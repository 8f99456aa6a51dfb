"""The worker's desk: what waits today, the register of people, buildings, volunteers, registrations."""
