"""The community admin's console: services and their settings, people of the station, roles, records of changes."""
