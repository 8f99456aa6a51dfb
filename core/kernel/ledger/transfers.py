"""Book a transfer: the unique key decides who is first, then each balance moves by one conditional UPDATE."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError

from core.clock import now
from core.errors import Missing
from core.kernel.insert import insert_new
from core.kernel.ledger.accounts import balance
from core.kernel.ledger.errors import AlreadyReversed, KeyReused, NotEnough
from core.kernel.ledger.models import LedgerAccount, LedgerEntry, LedgerTransfer
from core.tenancy.current import current_id
from core.tenancy.ids import new_id
from core.tenancy.session import db
from core.texts import gettext as _


def transfer(key: str, lines: dict[int, int], memo: str = "", *, at: datetime | None = None) -> LedgerTransfer:
    """Move amounts between accounts, once per key, inside the caller's transaction.

    lines: account id -> amount in the accounts' common unit (positive: into the account); they sum to zero.
    The same key with the same lines returns the earlier transfer. Raises NotEnough (a floor), KeyReused (same key,
    other lines), Missing (no such account), ValueError (lines that are no booking). After a refusal nothing of the
    transfer remains and the caller's work is intact.
    """
    return _book(key, lines, memo, at or now(), None)


def reverse(undone: LedgerTransfer, key: str, memo: str = "", *, at: datetime | None = None) -> LedgerTransfer:
    """Undo a transfer by an opposite one, at most once; errors as `transfer`, and AlreadyReversed."""
    lines = {account: -amount for account, amount in _lines(undone.id).items()}
    try:
        return _book(key, lines, memo, at or now(), undone.id)
    except IntegrityError as taken:
        if _reversal_of(undone.id) is None:
            raise
        raise AlreadyReversed from taken


def _book(key: str, lines: dict[int, int], memo: str, at: datetime, reverses_id: int | None) -> LedgerTransfer:
    unit = _check(lines)
    session = db.session()
    row = {"community_id": current_id(), "id": new_id(), "key": key, "memo": memo, "at": at}
    with session.begin_nested():
        if not insert_new(LedgerTransfer, row | {"reverses_id": reverses_id}, ("community_id", "key")):
            return _earlier(key, lines, reverses_id)
        for account_id in sorted(lines):
            _move(session, account_id, lines[account_id], unit)
        entries = (LedgerEntry(transfer_id=row["id"], account_id=a, amount=n, at=at) for a, n in lines.items())
        session.add_all(entries)
    booked: LedgerTransfer = session.get_one(LedgerTransfer, row["id"])
    return booked


def _check(lines: dict[int, int]) -> str:
    """The common unit of the accounts; it never changes, so a plain read is enough."""
    if len(lines) < 2 or any(type(n) is not int or n == 0 for n in lines.values()) or sum(lines.values()) != 0:
        raise ValueError("a transfer needs two accounts or more and whole, non-zero amounts that sum to zero")
    query = select(LedgerAccount.id, LedgerAccount.unit).where(LedgerAccount.id.in_(lines))
    units = dict(db.session.execute(query).all())
    if units.keys() != lines.keys():
        raise Missing(_("没有找到这个账户。"))
    if len(set(units.values())) > 1:
        raise ValueError(f"a transfer cannot mix units: {sorted(set(units.values()))}")
    return str(next(iter(units.values())))


def _move(session: Any, account_id: int, amount: int, unit: str) -> None:
    moved = (
        update(LedgerAccount)
        .where(
            LedgerAccount.id == account_id,
            or_(LedgerAccount.floor.is_(None), LedgerAccount.balance + amount >= LedgerAccount.floor),
        )
        .values(balance=LedgerAccount.balance + amount)
        .execution_options(synchronize_session=False)
    )
    if session.execute(moved).rowcount != 1:
        raise NotEnough(account_id, balance(account_id), amount, unit)
    # An account object that the caller holds must not go on showing the old figure.
    held = session.identity_map.get(session.identity_key(LedgerAccount, (current_id(), account_id)))
    if held is not None:
        session.expire(held, ["balance"])


def _earlier(key: str, lines: dict[int, int], reverses_id: int | None) -> LedgerTransfer:
    found: LedgerTransfer = db.session.scalars(select(LedgerTransfer).where(LedgerTransfer.key == key)).one()
    if found.reverses_id != reverses_id or _lines(found.id) != lines:
        raise KeyReused(key)
    return found


def _lines(transfer_id: int) -> dict[int, int]:
    query = select(LedgerEntry.account_id, LedgerEntry.amount).where(LedgerEntry.transfer_id == transfer_id)
    return dict(db.session.execute(query).all())


def _reversal_of(transfer_id: int) -> LedgerTransfer | None:
    query = select(LedgerTransfer).where(LedgerTransfer.reverses_id == transfer_id)
    found: LedgerTransfer | None = db.session.scalars(query).one_or_none()
    return found
