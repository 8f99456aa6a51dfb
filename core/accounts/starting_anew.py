"""What a person got in by before they became staff, and who else may know it."""
from __future__ import annotations

from typing import Any

from sqlalchemy import select

from core.accounts.codes import void_activation_codes
from core.accounts.models import Account
from core.tenancy.session import db


def start_anew(person: Any) -> None:
    """Make a person's codes and password worthless; the phone to sign in with stays.

    A resident's password may be short, and known to the worker who opened the account with them: it must not open an
    account of staff. The next one has staff's length, and is set with a code by phone, or with one on paper, which for
    staff only who manages roles hands out. An open browser goes on, within staff's limits.
    """
    void_activation_codes(person.id)
    account = db.session.scalar(select(Account).where(Account.person_id == person.id))
    if account is not None:
        account.password_hash = None
