"""What is kept of an uploaded list: the lines below its head, cell by cell as text; nothing is stored."""
from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from core.errors import Refused
from core.forms import cleaned
from core.kernel.sheets.workbook import LOST
from core.texts import gettext as _

WORKBOOK = Path(__file__).with_name("workbook.py")
LARGEST = 5 * 1024 * 1024  # bytes
HEAD_WITHIN = 10  # lines; above the head people write a title
SECONDS = 20
ZIPPED, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"  # how .xlsx and .xls begin


class BadSheet(Refused):
    """The list cannot be read, or some of its lines will not do; shown next to the field `file`."""

    field = "file"


@dataclass(frozen=True)
class SheetLine:
    """One line of the list: its number as Excel shows it, and its cells by column."""

    number: int
    cells: dict[str, str]


def read_sheet(data: bytes, columns: Sequence[str], most: int = 1_000) -> list[SheetLine]:
    """The lines below the head with these columns, of an Excel file (.xlsx, .xls; its first sheet) or a CSV file.

    Cells are text as clean as a form takes it: numbers as typed, days as 2026-11-27. Empty lines, other columns and a title above the
    head are passed over. Raises BadSheet: no such file, no such column, no line, more than `most`, digits lost by Excel.
    """
    if not data or len(data) > LARGEST:
        raise BadSheet(_("请选一个 5 MB 以内的 Excel 或 CSV 文件。"))
    enough = HEAD_WITHIN + 2 * most  # rows, half of them empty
    rows = _workbook(data, enough + 1) if data.startswith((ZIPPED, OLD)) else _text(data, enough + 1)
    head, at = _head_of(rows, columns)
    lines = list(_lines(rows[head + 1 :], head + 2, columns, at))
    if len(lines) > most or len(rows) > enough:
        raise BadSheet(_("一次最多 %(most)s 行，请分成几个文件再传。", most=most))
    if not lines:
        raise BadSheet(_("表头下面一行也没有。请填好再传。"))
    return lines


def _workbook(data: bytes, count: int) -> list[list[str]]:
    command = [sys.executable, "-I", str(WORKBOOK), str(count)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=True)  # noqa: S603 -- our own program, whose arguments nobody types
    except subprocess.SubprocessError as error:
        raise BadSheet(_("这个 Excel 文件打不开。如果设了密码，请先取消密码；否则请另存为 .xlsx 再传。")) from error
    rows: list[list[str]] = json.loads(done.stdout)
    return rows


def _text(data: bytes, count: int) -> list[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):  # Excel in China writes the second
        try:
            reader = csv.reader(io.StringIO(data.decode(encoding), newline=""))
            return list(islice(reader, count))
        except UnicodeDecodeError:
            continue
        except csv.Error:
            break
    raise BadSheet(_("这个文件读不出来。请选 Excel 文件（.xlsx），或另存为“CSV UTF-8”再传。"))


def _head_of(rows: list[list[str]], columns: Sequence[str]) -> tuple[int, dict[str, int]]:
    """Which row is the head, and in which place each column stands."""
    nearest: list[str] = list(columns)
    for number, row in enumerate(rows[:HEAD_WITHIN]):
        at = {_plain(cell): place for place, cell in reversed(list(enumerate(row)))}
        missing = [column for column in columns if column not in at]
        if not missing:
            return number, {column: at[column] for column in columns}
        nearest = min(nearest, missing, key=len)
    said = {"columns": _("、").join(columns), "missing": _("、").join(nearest)}
    raise BadSheet(_("表头要有这些列：%(columns)s。没有找到：%(missing)s。", **said))


def _lines(rows: list[list[str]], first: int, columns: Sequence[str], at: dict[str, int]) -> Iterator[SheetLine]:
    for number, row in enumerate(rows, first):
        given = {column: row[at[column]] if at[column] < len(row) else "" for column in columns}
        lost = next((column for column, cell in given.items() if cell == LOST), None)
        if lost:
            said = {"number": number, "column": lost}
            raise BadSheet(_("第 %(number)s 行的“%(column)s”被 Excel 当成数字，后几位已经丢了。请把这一列设成“文本”，重新填写再传。", **said))
        cells = {column: _plain(cell) for column, cell in given.items()}
        if any(cells.values()):
            yield SheetLine(number, cells)


def _plain(cell: str) -> str:
    return " ".join(cleaned(cell).split())
