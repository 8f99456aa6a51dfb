"""A process that has built the app and holds no connection: it forks web servers and workers, and kills them.

Started as `python -m tests.faults.hangar` with the site's settings as JSON in SITE; it prints its port and answers each
line on its input with "ok". `serve N`: answer N requests itself, so that children find every cache warm; `launch`: fork
a web server and a worker; `kill web`, `kill worker`: SIGKILL and fork the next one.
"""
from __future__ import annotations

import json
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.serving import WSGIRequestHandler, make_server

from core.app import create_app
from core.config import Settings
from core.kernel.jobs import run_due
from core.tenancy.engines import dispose_engines

WAITING = 64  # connections that a dead server leaves to the next one


class Silent(WSGIRequestHandler):
    """Logs nothing: a killed server has nobody to read it."""

    def log(self, kind: str, message: str, *args: Any) -> None:
        """Nothing."""


class Hangar:
    """The parent: one listening socket for all web servers, so that no caller is ever refused."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=WAITING)
        self.port = self.socket.getsockname()[1]
        self.server = make_server("127.0.0.1", self.port, app, request_handler=Silent, fd=self.socket.fileno())
        self.pids: dict[str, int] = {}

    def serve(self, requests: int) -> None:
        """Answer so many requests here, and what jobs they left."""
        for _request in range(requests):
            self.server.handle_request()
        while run_due(self.app):
            pass
        dispose_engines(self.app)

    def launch(self, kind: str) -> None:
        self.pids[kind] = self._fork({"web": self.server.serve_forever, "worker": self._work}[kind])

    def kill(self, kind: str) -> None:
        os.kill(self.pids[kind], signal.SIGKILL)
        os.waitpid(self.pids.pop(kind), 0)

    def _work(self) -> None:
        while True:
            try:
                if not run_due(self.app):
                    time.sleep(0.01)
            except SQLAlchemyError:  # as `flask worker` does: a database that restarts must not end it
                time.sleep(0.1)

    def _fork(self, work: Callable[[], None]) -> int:
        pid = os.fork()
        if pid == 0:
            try:
                work()
            finally:
                os._exit(1)
        return pid


def main() -> None:
    hangar = Hangar(create_app(Settings(**json.loads(os.environ["SITE"]))))
    print(hangar.port, flush=True)
    for line in sys.stdin:
        order, _, what = line.strip().partition(" ")
        if order == "serve":
            hangar.serve(int(what))
        if order == "kill":
            hangar.kill(what)
        if order in ("kill", "launch"):
            hangar.launch(what)
        print("ok", flush=True)
    for kind in list(hangar.pids):
        hangar.kill(kind)


if __name__ == "__main__":
    main()
