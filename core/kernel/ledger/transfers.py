"""Book a transfer: the unique key decides who is first, then each balance moves by one conditional UPDATE."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import make_transient_to_detached

from core.clock import now
from core.errors import Missing
from core.kernel.insert import insert_new_on
from core.kernel.ledger.errors import AlreadyReversed, KeyReused, NotEnough
from core.kernel.ledger.models import LedgerAccount, LedgerEntry, LedgerTransfer
from core.tenancy.current import current_id
from core.tenancy.ids import new_id
from core.tenancy.session import db
from core.texts import gettext as _

_accounts: Any = LedgerAccount.__table__
_this_account = (_accounts.c.community_id == bindparam("community"), _accounts.c.id == bindparam("account"))
_moved: Any = _accounts.c.balance + bindparam("amount")
_MOVE = (
    update(_accounts)
    .where(*_this_account, or_(_accounts.c.floor.is_(None), _moved >= _accounts.c.floor))
    .values(balance=_moved)
    .returning(_accounts.c.unit)
)
_ACCOUNT = select(_accounts.c.balance, _accounts.c.unit).where(*_this_account)
_entries: Any = LedgerEntry.__table__
_ENTER = insert(_entries)


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
    _check(lines)
    session = db.session()
    row = {
        "community_id": current_id(), "id": new_id(), "key": key, "memo": memo, "at": at, "reverses_id": reverses_id,
    }  # fmt: skip
    session.flush()
    connection = session.connection()
    # On the connection, not on the session: who waits for these accounts waits for what Python does in between.
    with connection.begin_nested():
        if not insert_new_on(connection, LedgerTransfer, row, ("community_id", "key")):
            return _earlier(key, lines, reverses_id)
        units = {_move(connection, account_id, lines[account_id]) for account_id in sorted(lines)}
        if len(units) > 1:
            raise ValueError(f"a transfer cannot mix units: {sorted(units)}")
        connection.execute(_ENTER, [_entry(row, account_id, amount) for account_id, amount in lines.items()])
    _expire_balances(session, lines)
    return _stored(session, row)


def _check(lines: dict[int, int]) -> None:
    if len(lines) < 2 or any(type(n) is not int or n == 0 for n in lines.values()) or sum(lines.values()) != 0:
        raise ValueError("a transfer needs two accounts or more and whole, non-zero amounts that sum to zero")


def _move(connection: Connection, account_id: int, amount: int) -> str:
    """Move the balance and return the account's unit."""
    values = {"community": current_id(), "account": account_id, "amount": amount}
    unit = connection.execute(_MOVE, values).scalar_one_or_none()
    if unit is None:
        account = connection.execute(_ACCOUNT, values).one_or_none()
        if account is None:
            raise Missing(_("没有找到这个账户。"))
        raise NotEnough(account_id, account.balance, amount, account.unit)
    return str(unit)


def _entry(row: dict[str, Any], account_id: int, amount: int) -> dict[str, Any]:
    return {
        "community_id": row["community_id"], "id": new_id(), "transfer_id": row["id"], "account_id": account_id,
        "amount": amount, "at": row["at"],
    }  # fmt: skip


def _expire_balances(session: Any, lines: dict[int, int]) -> None:
    """An account object that the caller holds must not go on showing the old figure."""
    for account_id in lines:
        held = session.identity_map.get(session.identity_key(LedgerAccount, (current_id(), account_id)))
        if held is not None:
            session.expire(held, ["balance"])


def _stored(session: Any, row: dict[str, Any]) -> LedgerTransfer:
    """The row just written as an object of the session, without reading it back."""
    booked = LedgerTransfer(**row)
    make_transient_to_detached(booked)
    session.add(booked)
    return booked


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
