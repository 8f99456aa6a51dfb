"""Invented people for the four communities, for trying the site and for its tests."""
