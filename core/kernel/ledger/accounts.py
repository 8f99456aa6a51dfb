"""Open accounts and read their balances."""
from __future__ import annotations

from typing import Any

from sqlalchemy import case, select, update

from core.errors import Missing
from core.kernel.insert import insert_new
from core.kernel.ledger.models import LedgerAccount
from core.tenancy.current import current_id
from core.tenancy.ids import new_id
from core.tenancy.session import db
from core.texts import gettext as _


def open_account(kind: str, owner_id: int = 0, unit: str = "minutes", floor: int | None = 0) -> LedgerAccount:
    """The account of `kind` and owner, opened with a zero balance when new; safe to call at once from many places.

    `unit` and `floor` (in the unit; None: may go below any figure) count only when it is opened.
    """
    found = find_account(kind, owner_id)
    if found is None:
        values = {"community_id": current_id(), "id": new_id(), "kind": kind, "owner_id": owner_id, "unit": unit}
        insert_new(LedgerAccount, values | {"balance": 0, "floor": floor}, ("community_id", "kind", "owner_id"))
        found = find_account(kind, owner_id)
    assert found is not None
    return found


def find_account(kind: str, owner_id: int = 0) -> LedgerAccount | None:
    """The account, or None where none was opened."""
    query = select(LedgerAccount).where(LedgerAccount.kind == kind, LedgerAccount.owner_id == owner_id)
    found: LedgerAccount | None = db.session.scalars(query).one_or_none()
    return found


def balance(account_id: int) -> int:
    """The present balance in the account's unit, read from the database; raises Missing."""
    found = db.session.execute(select(LedgerAccount.balance).where(LedgerAccount.id == account_id)).one_or_none()
    if found is None:
        raise Missing(_("没有找到这个账户。"))
    return int(found[0])


def spendable(account_id: int) -> int | None:
    """How much may leave the account now, in its unit; None where it has no floor; raises Missing."""
    row = db.session.execute(
        select(LedgerAccount.balance, LedgerAccount.floor).where(LedgerAccount.id == account_id)
    ).one_or_none()
    if row is None:
        raise Missing(_("没有找到这个账户。"))
    return None if row.floor is None else int(row.balance - row.floor)


def set_floor(account_id: int, floor: int) -> int:
    """Change how low an account may go, and return the floor that is in force from now on; raises Missing.

    Where the balance stands below `floor`, it becomes the floor itself: the account can only recover, and setting the
    same floor again later lifts it further. One UPDATE judges the balance, so bookings at the same moment cannot slip
    under it. Write who changed it, and why, to the audit.
    """
    session: Any = db.session()
    changed = (
        update(LedgerAccount)
        .where(LedgerAccount.id == account_id)
        .values(floor=case((LedgerAccount.balance < floor, LedgerAccount.balance), else_=floor))
        .execution_options(synchronize_session=False)
    )
    if session.execute(changed).rowcount != 1:
        raise Missing(_("没有找到这个账户。"))
    held = session.identity_map.get(session.identity_key(LedgerAccount, (current_id(), account_id)))
    if held is not None:
        session.expire(held, ["floor"])
    return int(session.scalars(select(LedgerAccount.floor).where(LedgerAccount.id == account_id)).one())
