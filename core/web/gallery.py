"""A page with every component, for authors to copy from and for tests to look at; not there in production."""
from __future__ import annotations
