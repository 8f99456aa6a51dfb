"""Row ids: 63-bit, time-ordered, made by the application, unique over all processes.

41 bits of milliseconds since 2025, 10 bits of node, 12 bits of sequence. A process takes its node number from a
counter in the database (`claim_node`), so two running processes share one only if 1,024 others started in between.
JSON must carry ids as strings: they exceed 2^53.
"""
from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable

EPOCH_MS = 1_735_689_600_000


class IdMaker:
    """Monotone ids for one process; thread-safe."""

    def __init__(self) -> None:
        self.node: int | None = None
        self.claim: Callable[[], int] | None = None
        self._last = -1
        self._sequence = 0
        self._lock = threading.Lock()

    def __call__(self) -> int:
        """A new id; claims a node number first where the process has none, and raises RuntimeError where it cannot."""
        if self.node is None and self.claim is not None:
            self.node = self.claim()
        if self.node is None:
            raise RuntimeError("this process has no node number yet: call claim_node() first")
        with self._lock:
            moment = max(int(time.time() * 1000) - EPOCH_MS, self._last)
            if moment == self._last:
                self._sequence += 1
                if self._sequence > 4095:
                    moment, self._sequence = moment + 1, 0
            else:
                self._sequence = 0
            self._last = moment
            return moment << 22 | self.node << 12 | self._sequence


new_id = IdMaker()


def _forget_node() -> None:
    new_id.node = None


os.register_at_fork(after_in_child=_forget_node)
