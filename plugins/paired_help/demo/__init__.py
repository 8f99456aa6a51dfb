"""Invented cases of paired help for demo communities, and example rows for tests."""
from __future__ import annotations

from .examples import examples
from .past import load

__all__ = ["examples", "load"]
