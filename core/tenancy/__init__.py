"""Communities are kept apart here: ids, models, sessions, the guards in the database, and migrations."""
