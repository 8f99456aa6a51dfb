"""Fetches and checks the vendored front-end files."""
