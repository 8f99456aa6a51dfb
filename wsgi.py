"""The site, for a web server and for the `flask` command."""
from __future__ import annotations

import gc
from pathlib import Path

import core
from core.app import create_app

if Path(core.__file__ or "").resolve().parents[1] != Path(__file__).resolve().parent:
    raise SystemExit(f"another package is called core ({core.__file__}); start Linli from its own folder")

app = create_app()
# What start-up made stays for good: the collector need not look through it in the middle of a request.
gc.collect()
gc.freeze()
