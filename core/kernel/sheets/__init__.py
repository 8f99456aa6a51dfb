"""Lists that people keep in Excel: read with their line numbers, whatever the file is made of."""
from __future__ import annotations

from core.kernel.sheets.services import BadSheet, SheetLine, read_sheet

__all__ = ["BadSheet", "SheetLine", "read_sheet"]
