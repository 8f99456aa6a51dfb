"""Joins the kernel to the app: the worker's command, and its own recurring jobs."""
from __future__ import annotations

from flask import Flask

from core.kernel.audit import seal
from core.kernel.jobs import every
from core.kernel.jobs.cli import worker
from core.kernel.sendings import forget_old
from core.kernel.workflow import run_clocks


def init_app(app: Flask) -> None:
    """Seals every ten minutes, clocks every five, yesterday's sendings every day; call it first."""
    app.cli.add_command(worker)
    every("audit.seal", 10, seal)
    every("workflow.clocks", 5, run_clocks)
    every("sendings.forget", 24 * 60, forget_old)
