"""The console is tested with every misbehaving plugin installed."""
from __future__ import annotations

from tests.pluginsystem.conftest import browser, kept_apps, samples, switched

__all__ = ["browser", "kept_apps", "samples", "switched"]
