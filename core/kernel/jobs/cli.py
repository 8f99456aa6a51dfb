"""`flask worker`: handles jobs until told to stop."""
from __future__ import annotations

import logging
import signal
import threading
import time
from typing import Any

import click
from flask import Flask
from flask.cli import with_appcontext

from core.config import this_app
from core.kernel.jobs.queue import plant, prune
from core.kernel.jobs.worker import run_due
from core.tenancy.engines import refresh_statistics
from core.tenancy.session import db

log = logging.getLogger("linli.jobs")
PLANT_SECONDS = 60.0
COUNT_SECONDS = 24 * 3600.0


@click.command("worker")
@click.option("--once", is_flag=True, help="Handle what is due, then leave.")
@click.option("--pause", default=1.0, show_default=True, help="Seconds to wait when nothing is due.")
@with_appcontext
def worker(once: bool, pause: float) -> None:
    """Handle jobs: events, clocks, seals. Several workers may run at once; SIGTERM ends one after its present job."""
    app = this_app()
    if once:
        plant(db.engine)
        while run_due(app):
            pass
        return
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    click.echo("worker: ready")
    _serve(app, stopping, pause)
    click.echo("worker: stopped")


def _serve(app: Flask, stopping: threading.Event, pause: float) -> None:
    planted: float | None = None
    counted: float | None = None
    while not stopping.is_set():
        try:
            if planted is None or time.monotonic() - planted > PLANT_SECONDS:
                planted = time.monotonic()
                _tend(db.engine)
            if counted is None or time.monotonic() - counted > COUNT_SECONDS:
                counted = time.monotonic()
                refresh_statistics(app)
            if not run_due(app, stop=stopping.is_set):
                stopping.wait(pause)
        except Exception:
            # A database that restarts must not end the worker.
            log.exception("the worker could not reach its queue; trying again")
            stopping.wait(5 * pause)


def _tend(engine: Any) -> None:
    plant(engine)
    prune(engine)
