"""The wish station's pages: the public wall, the claimant's and the resident's phone, the desk, the units."""
from __future__ import annotations

from . import claims, counter, desk, entry, public, reports, resident, station_steps
from .blueprint import pages

__all__ = ["pages", "claims", "counter", "desk", "entry", "public", "reports", "resident", "station_steps"]
