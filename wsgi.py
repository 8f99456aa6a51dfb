"""The site, for a web server and for the `flask` command."""
from __future__ import annotations

import ctypes
import gc
from pathlib import Path

# Nearly all that start-up makes stays for good: looking through it again and again took a fifth of the start.
gc.disable()

import core  # noqa: E402 -- after the line above, as are the next two
from core.app import create_app  # noqa: E402
from core.busy import say_when_busy  # noqa: E402

if Path(core.__file__ or "").resolve().parents[1] != Path(__file__).resolve().parent:
    raise SystemExit(f"another package is called core ({core.__file__}); start Linli from its own folder")

say_when_busy()
app = create_app()
# Each sign-in takes 19 MB for a moment (argon2); glibc would soon keep them, if it were left to move this threshold.
M_MMAP_THRESHOLD = -3
mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
if mallopt is not None:
    mallopt(M_MMAP_THRESHOLD, 1 << 20)
# Nor need the collector look through it in the middle of a request.
gc.collect()
gc.freeze()
gc.enable()
