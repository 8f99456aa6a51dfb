"""How plugins behave in this process: one that keeps failing rests for a while, its stored switch is never touched."""
from __future__ import annotations

import threading
import time
from collections import deque

FAILURES = 5
WITHIN_SECONDS = 600
REST_SECONDS = 300
NOTED_SECONDS = 60
SLOW_SECONDS = 0.2
TOLD_SECONDS = 1.0  # so long that somebody before the page wonders


class Health:
    """Failures per plugin in this process; thread-safe."""

    def __init__(self) -> None:
        self._failures: dict[str, deque[float]] = {}
        self._rests_until: dict[str, float] = {}
        self._noted: dict[tuple[int, str, str], float] = {}
        self._lock = threading.Lock()

    def failed(self, plugin: str) -> bool:
        """Count a failure (or a slow answer); True when the plugin rests from now on."""
        at = time.monotonic()
        with self._lock:
            recent = self._failures.setdefault(plugin, deque(maxlen=FAILURES))
            recent.append(at)
            if len(recent) < FAILURES or at - recent[0] > WITHIN_SECONDS:
                return False
            recent.clear()
            self._rests_until[plugin] = at + REST_SECONDS
            return True

    def rests(self, plugin: str) -> bool:
        """Whether the plugin's hooks are left out for now."""
        until = self._rests_until.get(plugin)
        return until is not None and time.monotonic() < until

    def note_now(self, community_id: int, plugin: str, hook: str) -> bool:
        """Whether a problem is due to be written down: once a minute for each community, plugin and hook."""
        at, key = time.monotonic(), (community_id, plugin, hook)
        with self._lock:
            if at - self._noted.get(key, -NOTED_SECONDS) < NOTED_SECONDS:
                return False
            self._noted[key] = at
            return True
