"""Requires a plugin that nobody installed."""
from core.api import Manifest

manifest = Manifest(name="lonely", title="缺个伴", requires=("nobody_has_it",))
