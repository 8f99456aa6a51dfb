"""`make bench`: CPU and statements per page beside the bare reference page, start-up time, memory per worker."""
from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import large
from bench.servers import ROOT, Server
from bench.visits import ADMIN, RESIDENT, VISITS, Visit, matching_path, sign_in

PASSWORD = "linli-bench-2024"
ROUNDS, REQUESTS = 7, 40


def main() -> None:
    """Measure everything in one run and print the table."""
    if "--large" in sys.argv:
        large.main()
        return
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
        ours, reference = _prepare(Path(folder))
        site = Server("wsgi:app", ours, "/xinzhu/")
        bare = Server("bench.reference:app", reference, "/open-page")
        try:
            _report(site, bare, ours)
        finally:
            site.stop()
            bare.stop()


def _prepare(folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Xinzhu with its demo people, and the reference's own rows."""
    ours = {
        "LINLI_DATA_DIR": str(folder), "LINLI_DEMO": "1", "LINLI_SHARED_ORIGIN": "1", "LINLI_DEMO_PASSWORD": PASSWORD,
    }  # fmt: skip
    flask = [sys.executable, "-m", "flask"]
    for command in (["db", "upgrade"], ["community", "apply", "xinzhu", "--yes"], ["demo", "xinzhu"]):
        subprocess.run([*flask, *command], cwd=ROOT, env={**os.environ, **ours}, check=True, stdout=subprocess.DEVNULL)
    reference = {"BENCH_REFERENCE_URL": f"sqlite:///{folder / 'reference.db'}"}
    fill = "from bench.reference import app, fill; fill(app)"
    subprocess.run([sys.executable, "-c", fill], cwd=ROOT, env={**os.environ, **reference}, check=True)
    return ours, reference


def _report(site: Server, bare: Server, ours: dict[str, str]) -> None:
    cookies = {"": "", **{phone: sign_in(site, phone, PASSWORD) for phone in (ADMIN, RESIDENT)}}
    bare_cookie = bare.get("/sign-in")[1].get("set-cookie", "").split(";")[0]
    sheet, month = _inside(ours, "from bench.busy import fill; print(*fill())")[-2:]
    paths = {"match": matching_path(site, cookies[ADMIN]), "sheet": sheet, "month": month}
    print(f"{'page':28}{'KB':>6}{'CPU ms':>9}{'bare ms':>9}{'ratio':>7}{'goal':>6}{'floor':>7}  min..max  statements")
    for visit in VISITS:
        path = visit.path.format(**paths)
        size = len(site.get(path, cookies[visit.phone])[2])
        bare_path = f"/{'page' if visit.phone else 'open-page'}?of={visit.of}&rows={visit.rows}&bytes={size}"
        mine, theirs = _interleaved(site, path, cookies[visit.phone], bare, bare_path, bare_cookie)
        _print_row(visit, size, mine, theirs, _statements(ours, path, visit.phone))
    print(f"\nstart to first page: {site.start_seconds:.2f} s (goal 1.5, floor 2.5)")
    print(f"memory per worker: {site.memory():.0f} MB (goal 85, floor 120)")
    print(f"first page again after kill -9: {_after_a_kill(ours):.2f} s (goal 5)")
    _print_matching(ours)


def _after_a_kill(ours: dict[str, str]) -> float:
    """Seconds from the start of a server, whose predecessor was killed, to its first page."""
    Server("wsgi:app", ours, "/xinzhu/").kill()
    again = Server("wsgi:app", ours, "/xinzhu/")
    again.stop()
    return again.start_seconds


def _interleaved(
    site: Server, path: str, cookie: str, bare: Server, bare_path: str, bare_cookie: str
) -> tuple[list[float], list[float]]:
    """CPU milliseconds per request of each round, the two servers in turn."""
    mine: list[float] = []
    theirs: list[float] = []
    for _round in range(ROUNDS):
        mine.append(_cpu_of(site, path, cookie))
        theirs.append(_cpu_of(bare, bare_path, bare_cookie))
    return mine, theirs


def _cpu_of(server: Server, path: str, cookie: str) -> float:
    before = server.cpu()
    for _request in range(REQUESTS):
        status, _headers, _body = server.get(path, cookie)
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")
    return (server.cpu() - before) / REQUESTS


def _print_row(visit: Visit, size: int, mine: list[float], theirs: list[float], statements: int) -> None:
    cpu, bare = statistics.median(mine), statistics.median(theirs)
    print(
        f"{visit.name:28}{size / 1000:6.1f}{cpu:9.2f}{bare:9.2f}{cpu / bare:7.2f}{visit.goal or '-':>6}{visit.floor or '-':>7}"
        f"  {min(mine):.2f}..{max(mine):.2f}  {statements}"
    )


def _statements(ours: dict[str, str], path: str, phone: str) -> int:
    """SQL statements of one warm request, counted inside the app in a process of its own."""
    return int(_inside(ours, f"from bench.inside import statements; print(statements({path!r}, {phone!r}, {PASSWORD!r}))")[-1])


def _print_matching(ours: dict[str, str]) -> None:
    middle, worst, volunteers = map(float, _inside(ours, "from bench.inside import matching; print(*matching())")[-3:])
    print(f"nearest suitable of {volunteers:.0f} volunteers: p50 {middle:.2f} ms, p95 {worst:.2f} ms (goal 2, floor 4)")


def _inside(ours: dict[str, str], code: str) -> list[str]:
    """The words that `code` prints in a process of its own with the site's settings."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, **ours}, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout.split()


if __name__ == "__main__":
    begun = time.perf_counter()
    main()
    print(f"measured in {time.perf_counter() - begun:.0f} s")
