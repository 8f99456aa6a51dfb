"""Answers well, after everybody has waited."""
import time

from core.api import Manifest, hookimpl

manifest = Manifest(name="slow", title="慢吞吞")


@hookimpl
def nav_items(community, actor, area):
    time.sleep(0.05)
    return []
