"""`make run`: one command starts everything, and Ctrl-C stops all that it started."""
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
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


def state_of(pid):
    """A process's state and its parent's pid; an ended one is a zombie without parent."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:2]
    except (FileNotFoundError, ProcessLookupError):
        return "Z", "0"


def parent_of(pid):
    return int(state_of(pid)[1])


def children_of(pid):
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit() and parent_of(entry.name) == pid]


def fresh(process, before, within=30):
    """Whether a process that was not there before takes its place."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        if group_of(process) - before:
            return True
        time.sleep(0.1)
    return False


def gone(pids, within=10):
    """Whether these processes end; one that init has not buried yet has ended."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        if not any(is_alive(pid) for pid in pids):
            return True
        time.sleep(0.1)
    return False


def kill(pid):
    """Kill it, unless it ended by itself in the meantime."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def is_alive(pid):
    return state_of(pid)[0] != "Z"


def test_a_taken_port_is_named_with_the_way_out(monkeypatch):
    with socket.socket() as taken:
        taken.bind((serve.HOST, 0))
        taken.listen()
        monkeypatch.setenv("PORT", str(taken.getsockname()[1]))
        with pytest.raises(SystemExit, match="PORT=8080 make run"):
            serve._port()


@pytest.fixture
def serving(tmp_path):
    """`with serving() as (process, told)`: one community's site, up; whatever it leaves behind is ended."""
    shutil.copytree(ROOT / "instances" / "yinkai", tmp_path / "instances" / "yinkai")
    port = free_port()

    @contextmanager
    def run():
        process = start(tmp_path, port)
        try:
            yield process, read_until(process, "Ctrl-C"), f"http://127.0.0.1:{port}"
        finally:
            for pid in (*group_of(process), process.pid):
                kill(pid)
            process.wait()
            process.stdout.close()

    return run


def answers(base, within=60):
    """Whether the site answers, now or soon."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        try:
            with urlopen(f"{base}/yinkai/login", timeout=10) as answer:
                return answer.status == 200
        except (URLError, OSError):
            time.sleep(0.1)
    return False


def check_addresses(told, base):
    assert f"{base}/yinkai/" in told and "试一试就知道了2024" in told
    for phone in ("13800000001", "13800000002", "13800000003", "13800000004"):
        assert phone in told
    for path in ("/", "/yinkai/", "/yinkai/login"):
        with urlopen(f"{base}{path}") as answer:
            assert answer.status == 200


def kill_one_by_one(process, base):
    """A web process, the worker, the web server itself: each is replaced, and the site answers again."""
    server, worker = sorted(pid for pid in group_of(process) if parent_of(pid) == process.pid)
    for killed, said in ((children_of(server)[-1], ""), (worker, "flask worker"), (server, "granian wsgi:app")):
        before = group_of(process)
        os.kill(killed, signal.SIGKILL)
        assert gone({killed})
        if said:
            assert f"{said} 被强行终止（-9），重新启动。" in read_until(process, "重新启动")
        assert answers(base)
        assert fresh(process, before), said


def test_it_starts_again_on_the_same_folder_after_a_stop_and_after_every_process_was_killed(serving):
    with serving() as (process, told, base):
        assert "建立社区 · communities: " in told
        check_addresses(told, base)
        started = group_of(process)
        assert len(started) >= 3
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
        assert gone(started)
    with serving() as (process, told, base):
        assert "建立社区 · communities: " not in told
        kill_one_by_one(process, base)
        for pid in (process.pid, *group_of(process)):
            kill(pid)
    with serving() as (process, told, base):
        check_addresses(told, base)
        started = group_of(process)
        for _press in range(3):
            process.send_signal(signal.SIGTERM)
            time.sleep(0.05)
        assert process.wait(30) == 0
        assert gone(started)
