"""What a command says when the database stays locked: one sentence, and no traceback.

SQLite has one write lock. While the demo is made or tables are upgraded, somebody else may hold it longer than we wait.
"""
from __future__ import annotations

import sqlite3
import sys
from types import TracebackType

BUSY = (
    "数据库正忙：网站正在建立数据或写入，这条命令没有做完。请稍后再试一次。"
    " · The database is busy: the site is being set up or written to. The command did not finish; please try again soon."
)


def is_busy(error: BaseException | None) -> bool:
    """Whether an error, or what it came from, is SQLite's lock that was not to be had."""
    while error is not None:
        if isinstance(error, sqlite3.OperationalError) and getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
            return True
        error = error.__cause__ or error.__context__
    return False


def say_when_busy() -> None:
    """Have this process end with the sentence where it would end with that error's traceback."""
    sys.excepthook = _hook


def _hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if is_busy(error):
        print(BUSY, file=sys.stderr)
    else:
        sys.__excepthook__(kind, error, trace)
