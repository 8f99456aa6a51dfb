"""Jobs: work that starts after the commit of the change that asked for it, at least once, by any of several workers."""
from __future__ import annotations

from core.kernel.jobs.models import Job
from core.kernel.jobs.queue import enqueue, plant
from core.kernel.jobs.registry import every, handlers, handles, recurring
from core.kernel.jobs.worker import LeaseLost, run_due

__all__ = ["Job", "LeaseLost", "enqueue", "every", "handlers", "handles", "plant", "recurring", "run_due"]
