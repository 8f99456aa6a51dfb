"""`flask worker`: once, or until it is told to stop."""
from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextvars import Context
from pathlib import Path
from typing import Any

from sqlalchemy import select

from core.kernel import audit
from core.kernel.actor import SYSTEM
from core.kernel.jobs import Job
from core.tenancy.session import use

ROOT = Path(__file__).parents[2]
SERVE = (
    "import json, os; from core.app import create_app; from core.config import Settings;"
    "app = create_app(Settings(**json.loads(os.environ['SITE']))); ctx = app.app_context(); ctx.push();"
    "from core.kernel.jobs.cli import worker; worker.main(args=['--pause', '0.05'], standalone_mode=False)"
)


def write_entry(app: Any, community: Any) -> None:
    with app.app_context(), use(community.id) as session:
        audit.write("x.y", "记一笔", actor=SYSTEM)
        session.commit()


def seals(app: Any, community: Any) -> int:
    with app.app_context(), use(community.id):
        return audit.verify(community.id).checked


def test_once_handles_what_is_due_and_leaves(app: Any, community: Any) -> None:
    write_entry(app, community)
    result = Context().run(app.test_cli_runner().invoke, args=["worker", "--once"], catch_exceptions=False)
    assert result.exit_code == 0
    assert seals(app, community) == 1


def test_a_worker_serves_until_sigterm(site: Any, app: Any, community: Any) -> None:
    write_entry(app, community)
    environment = {**os.environ, "SITE": json.dumps(site.settings, default=str)}
    command = [sys.executable, "-c", SERVE]
    worker = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    try:
        assert worker.stdout.readline() == "worker: ready\n"
        deadline = time.monotonic() + 20
        while not seals(app, community) and time.monotonic() < deadline:
            time.sleep(0.05)
        worker.send_signal(signal.SIGTERM)
        rest, _ = worker.communicate(timeout=20)
    finally:
        worker.kill()
        worker.wait()
    assert (rest, worker.returncode) == ("worker: stopped\n", 0)
    assert seals(app, community) == 1
    with app.app_context(), use(community.id) as session:
        planted = select(Job.lease_until).where(Job.kind == "every:audit.seal")
        assert session.scalars(planted).all() == [None]
