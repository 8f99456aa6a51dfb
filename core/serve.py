"""`make run`: database, communities, demo people, web server and job worker with one command; Ctrl-C stops them all."""
from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from flask import Flask
from flask.cli import ScriptInfo

from core.config import Settings, settings_of

ROOT = Path(__file__).resolve().parent.parent
DEMO = {
    "13800000001": "社区管理员 community admin",
    "13800000002": "网格员 grid worker",
    "13800000003": "志愿者 volunteer",
    "13800000004": "居民 resident",
}


def main() -> None:
    """Prepare what is missing, start the servers, and wait until they are stopped."""
    for name in ("LINLI_DEMO", "LINLI_SHARED_ORIGIN"):
        os.environ.setdefault(name, "1")
    os.environ["LINLI_DEMO_PASSWORD"] = _demo_password(Settings())

    from core.app import create_app  # reads the environment that was completed just now

    app = create_app()
    _prepare(app)
    _serve(settings_of(app))


def _demo_password(settings: Settings) -> str:
    """The given password, else the random one of the first run, kept beside the database."""
    if settings.demo_password:
        return settings.demo_password
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = settings.data_dir / "demo_password"
    if not kept.exists():
        with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(9))
    return kept.read_text().strip()


def _prepare(app: Flask) -> None:
    folders = sorted(path.parent.name for path in (ROOT / "instances").glob("*/community.toml"))
    steps = [["db", "upgrade"]]
    steps += [["community", "apply", folder.replace("_", "-"), "--yes"] for folder in folders]
    for arguments in (*steps, ["demo"]):
        print(f"· flask {' '.join(arguments)}", flush=True)
        app.cli.main(args=arguments, obj=ScriptInfo(create_app=lambda: app), standalone_mode=False, prog_name="flask")


def _serve(settings: Settings) -> None:
    """Start web server and worker, print where they are, and stop both when one ends or a signal comes."""
    web = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(settings.port),
        "--workers", str(os.cpu_count() or 1), "--blocking-threads", "1", "--no-access-log", "wsgi:app",
    ]  # fmt: skip
    worker = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    # Sessions of their own: Ctrl-C reaches this process alone, which then stops them in order.
    started = [subprocess.Popen(command, cwd=ROOT, start_new_session=True) for command in (web, worker)]
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        _print_welcome(settings)
        while all(process.poll() is None for process in started):
            time.sleep(0.5)
    except KeyboardInterrupt:
        print("\nstopping …", flush=True)
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(timeout=30)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _print_welcome(settings: Settings) -> None:
    site = f"http://127.0.0.1:{settings.port}"
    print(f"\nLinli 邻里  {site}/")
    for path in sorted((ROOT / "instances").glob("*/community.toml")):
        print(f"  {site}/{path.parent.name.replace('_', '-')}/")
    print("\ndemo sign-ins, the same in every community:")
    for phone, who in DEMO.items():
        print(f"  {phone}  {who}")
    print(f"  operator at {site}/platform/login: operator")
    print(f"password: {os.environ['LINLI_DEMO_PASSWORD']}")
    print("Ctrl-C stops the site.", flush=True)


if __name__ == "__main__":
    main()
