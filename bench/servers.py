"""Web servers to measure: one granian worker with one blocking thread each, its CPU time and memory read from /proc."""
from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class Server:
    """A running server of ours; `cpu()` and `memory()` speak of its one worker process."""

    def __init__(self, target: str, environment: dict[str, str], first_page: str) -> None:
        self.port = _free_port()
        begun = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "1", "--blocking-threads", "1",
             "--host", "127.0.0.1", "--port", str(self.port), "--no-log", target],
            cwd=ROOT, env={**os.environ, **environment}, start_new_session=True,
        )  # fmt: skip
        self._wait(first_page)
        self.start_seconds = time.perf_counter() - begun
        self.worker = _children(self.process.pid)[-1]

    def _wait(self, path: str) -> None:
        for _try in range(600):
            try:
                status, _headers, _body = self.get(path)
                if status < 500:
                    return
            except OSError:
                pass
            time.sleep(0.05)
        raise RuntimeError(f"no answer from port {self.port}")

    def get(self, path: str, cookie: str = "") -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of one page."""
        return self._ask("GET", path, cookie)

    def post(self, path: str, body: str, cookie: str = "") -> tuple[int, dict[str, str], bytes]:
        """The same for a form."""
        return self._ask("POST", path, cookie, body)

    def _ask(self, method: str, path: str, cookie: str, body: str | None = None) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": cookie} if cookie else {}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        answer = response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()
        connection.close()
        return answer

    def cpu(self) -> float:
        """CPU milliseconds that the worker has used so far, over all its threads."""
        tasks = Path(f"/proc/{self.worker}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e6

    def memory(self) -> float:
        """Megabytes that the worker holds in RAM."""
        pages = int(Path(f"/proc/{self.worker}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def kill(self) -> None:
        """End server and worker without a word to them."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)

    def stop(self) -> None:
        """Stop the server and its worker."""
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _children(pid: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
            if parent == pid:
                found.append(int(entry.name))
    return sorted(found)
