"""Hears every event and works every hour, and remembers both."""
from core.api import ConsentWithdrawn, Job, Manifest, PersonLeft, PluginSwitched, hookimpl

manifest = Manifest(name="listens", title="听着")
heard: list[tuple[str, object]] = []
worked: list[int] = []


@hookimpl
def on_event(community, event):
    if isinstance(event, (PluginSwitched, ConsentWithdrawn, PersonLeft)):
        heard.append((community.slug, event))


@hookimpl
def jobs():
    return [Job("hourly", 60, work)]


def work(community_id):
    worked.append(community_id)


@hookimpl
def public_figures(community):
    return []
