"""What a ledger refuses."""
from __future__ import annotations

from core.errors import Refused
from core.texts import gettext as _


class NotEnough(Refused):
    """An account would fall below its floor: account_id, balance, amount (negative), in its unit."""

    def __init__(self, account_id: int, balance: int, amount: int, unit: str) -> None:
        self.account_id, self.balance, self.amount = account_id, balance, amount
        name = {"minutes": _("分钟"), "fen": _("分")}.get(unit, unit)
        super().__init__(
            _(
                "账户余额不够：现有 %(have)s %(unit)s，这次需要 %(need)s %(unit)s。请减少数量，或先存入再办。",
                have=balance, need=-amount, unit=name,
            )
        )


class KeyReused(Refused):
    """A transfer with the same key but other amounts exists: two different things were given one key."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(_("这一笔已经用别的内容记过账了。请刷新页面核对后重新填写。"))


class AlreadyReversed(Refused):
    """The transfer was reversed before, under another key."""

    def __init__(self) -> None:
        super().__init__(_("这一笔已经冲正过，不能再冲正一次。请在明细里核对。"))
