"""Asks a hook for something that it does not hand over."""
from core.api import Manifest, hookimpl

manifest = Manifest(name="misspelt_argument", title="写错的参数")


@hookimpl
def tiles(community, user):
    return []
