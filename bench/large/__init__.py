"""`make bench-large`: a million volunteers, 100,000 communities, 16 clients of the ledger, on both databases."""
from __future__ import annotations

import tempfile
from pathlib import Path

from bench.large import communities, ledger, volunteers
from core.testing import KINDS


def main() -> None:
    """Measure each on a database of its own and print the tables; takes ten minutes and 3 GB of disk."""
    for kind, make in KINDS.items():
        for part in (volunteers, communities, ledger):
            with tempfile.TemporaryDirectory(prefix="linli-large-") as folder:
                site = make(Path(folder) / kind)
                try:
                    part.measure(kind, site)
                finally:
                    site.close()
