"""A program of its own, which prints the first sheet of the workbook on its input as JSON and imports nothing of ours.

A workbook can be made to need all memory there is, or all time: this process may only have some of both.
"""
from __future__ import annotations

import io
import json
import resource
import sys
from datetime import date, datetime, time
from typing import Any

MEMORY = 512 * 1024 * 1024  # bytes of address space
SECONDS = 10  # of CPU
LONGEST = 20 * 1024 * 1024  # characters of what is printed
EXACT = 10**15  # Excel keeps fifteen digits of a number; behind them there are zeros
LOST = "\x00"  # stands for a number whose last digits are lost


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False, nrows=int(sys.argv[1]))
    said = json.dumps([[in_words(cell) for cell in row] for row in rows])
    if len(said) > LONGEST:
        sys.exit(1)
    sys.stdout.write(said)


def in_words(cell: Any) -> str:
    """A cell as somebody would have typed it."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, int | float):
        return LOST if abs(cell) >= EXACT else str(int(cell)) if cell == int(cell) else repr(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return str(cell)


if __name__ == "__main__":
    main()
