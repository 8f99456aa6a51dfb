"""Ways out of the site: SMS, WeCom, mail come as plugins; the console is there for the demo and for development."""
from __future__ import annotations

import sys
from collections.abc import Callable

channels: dict[str, Callable[[str, str], None]] = {}


def register_channel(name: str, deliver: Callable[[str, str], None]) -> None:
    """Make `deliver(to, text)` the channel `name`; registering again replaces it."""
    channels[name] = deliver


def send(channel: str, to: str, text: str) -> None:
    """Send a short text, such as a one-time code, at once; raises LookupError for a channel that is not there.

    to: address in the channel's own terms (a phone number, a mail address). Nothing of it is stored.
    """
    if channel not in channels:
        raise LookupError(f"no channel {channel!r}; there are {', '.join(sorted(channels))}")
    channels[channel](to, text)


def _console(to: str, text: str) -> None:
    # Not through logging: the line must show in the log of web server and worker whatever the levels are.
    print(f"[linli console] {to}: {text}", file=sys.stderr, flush=True)


register_channel("console", _console)
