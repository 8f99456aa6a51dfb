"""Wants to see and change the answers of other plugins."""
from core.api import Manifest, hookimpl

manifest = Manifest(name="wraps_others", title="想包住别人")


@hookimpl(wrapper=True)
def nav_items(community):
    yield
    return []
