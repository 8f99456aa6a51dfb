"""Machinery that services share and that knows no service: workflow, ledger, jobs, audit, facts, occupancy."""
from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the worker's command and the kernel's own recurring jobs."""
    from core.kernel.audit import init_app as init_audit
    from core.kernel.jobs.cli import worker
    from core.kernel.workflow import init_app as init_workflow

    app.cli.add_command(worker)
    init_audit()
    init_workflow()
