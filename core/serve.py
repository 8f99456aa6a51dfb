"""`make run`: bring the database up to date, load the demo once, start web server and worker, stop both together."""
from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from flask import Flask

ROOT = Path(__file__).resolve().parents[1]
HOST = "127.0.0.1"
DEMO = {"LINLI_DEMO": "1", "LINLI_SHARED_ORIGIN": "1"}
STARTS_WITHIN, STOPS_WITHIN = 60.0, 10.0  # seconds
MOST_WORKERS = 8


def main() -> int:
    """Run until Ctrl-C; returns the exit status."""
    os.chdir(ROOT)
    for name, value in DEMO.items():
        os.environ.setdefault(name, value)
    _at_a_signal(_interrupt)  # a shell's background job would else inherit a deaf ear for Ctrl-C
    children: list[subprocess.Popen[bytes]] = []
    try:
        port = _port()
        _say("1/4 更新数据库 · database")
        _run("db", "upgrade", "--go-on", quiet=True)  # without a plugin whose revision fails
        from core.app import create_app  # after the upgrade: an app looks at its tables when it starts

        app = create_app()
        _prepare(app)
        _say("4/4 启动网站和后台任务 · web server and worker")
        children += [_start(_granian(port)), _start([*_flask(), "worker"])]
        _wait_until_up(port, children)
        _print_addresses(app, port)
        return _watch(children)
    except KeyboardInterrupt:
        return 0
    except subprocess.CalledProcessError as error:
        _say(f"停下了：{' '.join(error.cmd[3:])} 没有成功，原因见上。")
        return 1
    finally:
        _at_a_signal(signal.SIG_IGN)
        _stop(children)


def _at_a_signal(handler: Any) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, handler)


def _interrupt(number: int, frame: FrameType | None) -> None:
    _at_a_signal(signal.SIG_IGN)  # whoever presses Ctrl-C twice would else leave the web server or the worker behind
    raise KeyboardInterrupt


def _port() -> int:
    port = int(os.environ.get("PORT") or os.environ.get("LINLI_PORT") or 8000)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise SystemExit(f"端口 {port} 已被占用，请换一个：PORT=8080 make run") from None
    return port


def _flask() -> list[str]:
    return [sys.executable, "-m", "flask"]


def _run(*arguments: str, quiet: bool = False) -> None:
    output = subprocess.DEVNULL if quiet else None
    subprocess.run([*_flask(), *arguments], check=True, stdout=output)  # noqa: S603  # our own command


def _granian(port: int) -> list[str]:
    # One blocking thread per process: an app that waits for its database gains nothing from more.
    workers = str(min(os.cpu_count() or 1, MOST_WORKERS))
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port)]
    command += ["--workers", workers, "--blocking-threads", "1", "--respawn-failed-workers"]
    return [*command, "--log-level", "warning", "wsgi:app"]


def _prepare(app: Flask) -> None:
    """Apply the instance files that were never applied, then load the demo where that was not done."""
    from core.communities.instance.apply import apply
    from core.communities.instance.reader import all_slugs
    from core.communities.services import community_by_slug
    from core.demo.signins import renew_password
    from core.tenancy.session import db

    with app.app_context():
        lacking = [slug for slug in all_slugs() if community_by_slug(slug) is None]
        db.session.rollback()
        _say("2/4 建立社区 · communities" + (f": {'、'.join(lacking)}" if lacking else ""))
        for slug in lacking:
            apply(slug)
        _say("3/4 演示数据 · demo people")
        renew_password()
    _run("demo")


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches only us, and we stop the children in order.
    return subprocess.Popen(command, cwd=ROOT, start_new_session=True)  # noqa: S603  # our own command


def _wait_until_up(port: int, children: list[subprocess.Popen[bytes]]) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and all(child.poll() is None for child in children):
        try:
            with urlopen(f"http://{HOST}:{port}/healthz", timeout=2):  # noqa: S310  # our own address
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise SystemExit("网站没有启动，原因见上。")


def _watch(children: list[subprocess.Popen[bytes]]) -> int:
    """Wait until one of them ends by itself, the other is stopped by the caller; one that was killed is started anew."""
    while True:
        for place, child in enumerate(children):
            status = child.poll()
            if status is None:
                continue
            command: list[str] = list(child.args)  # type: ignore[arg-type]  # we gave a list
            name = f"{command[2]} {command[-1]}"
            if status >= 0:
                _say(f"{name} 已退出（{status}），一并停止。")
                return status or 1
            _say(f"{name} 被强行终止（{status}），重新启动。")
            _signal(child, signal.SIGKILL)  # workers that a killed server left behind still hold its port
            children[place] = _start(command)
        time.sleep(0.5)


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        _signal(child, signal.SIGTERM)
    until = time.monotonic() + STOPS_WITHIN
    for child in children:
        try:
            child.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            pass
        _signal(child, signal.SIGKILL)  # the whole group: workers that a dead server left behind as well
        child.wait()


def _signal(child: subprocess.Popen[bytes], number: int) -> None:
    try:
        os.killpg(child.pid, number)
    except ProcessLookupError:
        pass


def _print_addresses(app: Flask, port: int) -> None:
    from core.communities.services import all_communities
    from core.demo.numbers import SIGN_INS
    from core.demo.signins import OPERATOR, demo_password

    base = f"http://{HOST}:{port}"
    with app.app_context():
        rows: list[Any] = [(f"{base}/{row.slug}/", f"{row.name} {row.name_en}") for row in all_communities()]
        password = demo_password()
    _say("")
    for address, name in [(f"{base}/", "全部社区 all communities"), *rows]:
        _say(f"  {address:<44}{name}")
    _say("\n  每个社区的演示账号 · demo sign-ins of every community (/<slug>/login):")
    for phone, title in zip(SIGN_INS, ("管理员 admin", "网格员 grid", "志愿者 volunteer", "居民 resident"), strict=True):
        _say(f"  {phone:<16}{title}")
    _say(f"  {OPERATOR:<16}平台运维 operator, {base}/platform/login")
    _say(f"  密码 password: {password}\n\n  按 Ctrl-C 停止 · Ctrl-C stops everything")


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
