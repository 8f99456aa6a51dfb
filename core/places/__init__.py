"""Bookable places: rooms and open spaces of the community, and who is in them when."""
