"""Lists as people keep them in Excel, and files that are made to hurt whoever reads them."""
from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
import xlsxwriter

from core.kernel.sheets import BadSheet, SheetLine, read_sheet

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
COLUMNS = ("姓名", "生日")


def workbook(*rows: tuple[Any, ...]) -> bytes:
    """An .xlsx file with one sheet."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("登记表")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def repacked(change: Callable[[str, bytes], bytes]) -> bytes:
    """A small workbook with other contents of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(COLUMNS, ("王芳", "x")))) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


def test_a_workbook_is_read_below_its_title_with_the_line_numbers_that_excel_shows(app: Any) -> None:
    data = workbook(
        ("新竹社区登记表",), ("序号", " 姓名 ", "电话", "生日"), (1, "王　芳\n", 13800000000, date(1950, 5, 1)), (),
        (2, "李强", "", datetime(1951, 6, 2, 8, 30)), (3, 12.0, "", 12.5),
    )  # fmt: skip
    assert read_sheet(data, COLUMNS) == [
        SheetLine(3, {"姓名": "王 芳", "生日": "1950-05-01"}), SheetLine(5, {"姓名": "李强", "生日": "1951-06-02T08:30:00"}),
        SheetLine(6, {"姓名": "12", "生日": "12.5"}),
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_file_is_read_as_excel_writes_it_anywhere(app: Any, encoding: str) -> None:
    data = "生日,姓名\r\n1950-05-01,\"王芳\"\r\n\r\n,李强\r\n".encode(encoding)
    assert read_sheet(data, COLUMNS) == [
        SheetLine(2, {"姓名": "王芳", "生日": "1950-05-01"}), SheetLine(4, {"姓名": "李强", "生日": ""}),
    ]  # fmt: skip


def test_cells_arrive_as_clean_as_what_is_typed_into_a_form(app: Any) -> None:
    """A list would else bring what no form takes: turned writing, what nobody sees, and what PostgreSQL cannot store."""
    unseen = "王\u202e\u200b\x00芳"
    assert read_sheet(f"姓名,生日\n{unseen},x\n\u3164,\u200b\n".encode(), COLUMNS) == [SheetLine(2, {"姓名": "王芳", "生日": "x"})]
    assert read_sheet(workbook(COLUMNS, ("王\u202e\u200b芳", "x")), COLUMNS) == [SheetLine(2, {"姓名": "王芳", "生日": "x"})]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "请选一个 5 MB 以内"),
        (b"x" * (5 * 1024 * 1024 + 1), "请选一个 5 MB 以内"),
        (workbook(("登记表",), ("姓名", "电话"), ("王芳", "1")), "表头要有这些列：姓名、生日。没有找到：生日。"),
        (workbook(COLUMNS), "表头下面一行也没有"),
        (workbook(COLUMNS, *[("王芳", "x")] * 4), "一次最多 3 行"),
        (workbook(COLUMNS, ("王芳", "x"), *[()] * 30, ("李强", "x")), "一次最多 3 行"),
        (workbook(COLUMNS, ("王芳", 450103195005011234)), "第 2 行的“生日”被 Excel 当成数字，后几位已经丢了"),
        (b"\x89PNG\r\n\x1a\n\xff\xff", "这个文件读不出来"),
        ("姓名,生日\n".encode() + b'"' + b"x" * 200_000, "这个文件读不出来"),
        (b"PK\x03\x04 and no more", "这个 Excel 文件打不开"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096), "这个 Excel 文件打不开"),
    ],
)
def test_a_file_that_will_not_do_is_answered_with_what_to_do(app: Any, data: bytes, said: str) -> None:
    with app.test_request_context(), pytest.raises(BadSheet, match=said) as refused:
        read_sheet(data, COLUMNS, most=3)
    assert refused.value.field == "file"


LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
) + "]>"  # fmt: skip


def _spread(name: str, raw: bytes) -> bytes:
    return raw.replace(b'r="B2"', b'r="ZZ200000"') if "sheet1" in name else raw


def _inflated(name: str, raw: bytes) -> bytes:
    return raw.replace(b"<sheetData>", b"<sheetData>" + b" " * 100_000_000) if "sheet1" in name else raw


def _laughing(name: str, raw: bytes) -> bytes:
    if "sharedStrings" not in name:
        return raw
    return raw.replace(b"?>\n", b"?>" + LAUGHS.encode(), 1).replace("王芳".encode(), b"&j;")


def _outside(name: str, raw: bytes) -> bytes:
    if "sharedStrings" not in name:
        return raw
    entity = b'<!DOCTYPE l [<!ENTITY j SYSTEM "file:///etc/passwd">]>'
    return raw.replace(b"?>\n", b"?>" + entity, 1).replace("王芳".encode(), b"&j;")


def test_a_small_workbook_that_needs_gigabytes_is_refused_before_it_has_them(app: Any) -> None:
    data = repacked(_spread)
    assert len(data) < 10_000
    with app.test_request_context(), pytest.raises(BadSheet, match="这个 Excel 文件打不开"):
        read_sheet(data, COLUMNS)


@pytest.mark.peer("CVE-2017-5992")
@pytest.mark.parametrize("change", [_inflated, _laughing, _outside])
def test_a_workbook_made_to_hurt_is_refused_or_says_nothing_of_the_machine(app: Any, change: Any) -> None:
    """CVE-2017-5992 (openpyxl): a cell's text was read from a file of the server, or grew without end."""
    data = repacked(change)
    assert len(data) < 1_000_000
    with app.test_request_context():
        try:
            lines = read_sheet(data, COLUMNS)
        except BadSheet as refused:
            assert "这个 Excel 文件打不开" in str(refused)
        else:
            assert all(len(line.cells["姓名"]) < 100 and "root" not in line.cells["姓名"] for line in lines)
