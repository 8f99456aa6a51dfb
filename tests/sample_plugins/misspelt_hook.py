"""Misspells the name of a hook, which would never be called."""
from core.api import Manifest, hookimpl

manifest = Manifest(name="misspelt_hook", title="拼错名字")


@hookimpl
def nav_itmes(community):
    return []
