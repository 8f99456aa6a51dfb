"""`make run`: one command starts everything, and Ctrl-C stops all that it started."""
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from core import serve

ROOT = Path(__file__).resolve().parents[2]


def free_port():
    with socket.socket() as probe:
        probe.bind((serve.HOST, 0))
        return probe.getsockname()[1]


def start(folder, port):
    env = {name: value for name, value in os.environ.items() if not name.startswith("LINLI_")}
    env |= {"PORT": str(port), "LINLI_DATA_DIR": str(folder / "var"), "LINLI_INSTANCES_DIR": str(folder / "instances"), "LINLI_DEMO_PASSWORD": "试一试就知道了2024"}
    return subprocess.Popen(
        [sys.executable, "-m", "core.serve"], cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, encoding="utf-8", start_new_session=True,
    )  # fmt: skip


def read_until(process, last):
    lines = []
    for line in process.stdout:
        lines.append(line)
        if last in line:
            return "".join(lines)
    raise AssertionError("".join(lines))


def group_of(process):
    """Pids of processes that this one started, found by their parent."""
    found = subprocess.run(["ps", "-eo", "pid,ppid"], capture_output=True, text=True, check=True).stdout.split("\n")[1:]
    parents = {int(pid): int(parent) for pid, parent in (line.split() for line in found if line.strip())}
    family, before = {process.pid}, 0
    while len(family) != before:
        before = len(family)
        family |= {pid for pid, parent in parents.items() if parent in family}
    return family - {process.pid}


def gone(pids, within=10):
    """Whether these processes end; one that init has not buried yet has ended."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        if not any(is_alive(pid) for pid in pids):
            return True
        time.sleep(0.1)
    return False


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_taken_port_is_named_with_the_way_out(monkeypatch):
    with socket.socket() as taken:
        taken.bind((serve.HOST, 0))
        taken.listen()
        monkeypatch.setenv("PORT", str(taken.getsockname()[1]))
        with pytest.raises(SystemExit, match="PORT=8080 make run"):
            serve._port()


def test_it_starts_twice_on_the_same_folder_and_leaves_nothing_running(tmp_path):
    shutil.copytree(ROOT / "instances" / "yinkai", tmp_path / "instances" / "yinkai")
    for first in (True, False):
        port = free_port()
        process = start(tmp_path, port)
        try:
            told = read_until(process, "Ctrl-C")
            assert f"http://127.0.0.1:{port}/yinkai/" in told and "试一试就知道了2024" in told
            assert ("建立社区 · communities: " in told) is first
            for phone in ("13800000001", "13800000002", "13800000003", "13800000004"):
                assert phone in told
            for path in ("/", "/yinkai/", "/yinkai/login"):
                with urlopen(f"http://127.0.0.1:{port}{path}") as answer:
                    assert answer.status == 200
            started = group_of(process)
            assert len(started) >= 3
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 0
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.stdout.close()
        assert gone(started)
