"""A community's public home page."""
