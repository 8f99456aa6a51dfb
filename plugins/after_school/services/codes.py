"""The one-time pick-up code: hashed with a salt, for one child and one day, used once, tried a few times only."""
from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Any

from sqlalchemy import select, update

from core.api import Refused, _, _l, community_today, new_digits, now, session

from .. import links
from ..child_models import ChildDay, PickupCode
from ..errors import AdultBlocked, WrongCode
from ..rules import rules
from .family import is_blocked, own_child, still_holds, tell_guardians

MOST_CODES = 10  # of a child and a day: each try at the door is compared with all of them
# About ten milliseconds for each guess: a copy of the table does not give the codes away in the day they hold.
COST = {"n": 2**12, "r": 8, "p": 1, "dklen": 32}


def _hashed(code: str, salt: bytes) -> bytes:
    return hashlib.scrypt(code.encode(), salt=salt, **COST)


def make_code(child_id: int, actor: Any, name: str) -> str:
    """A code for whoever of that name fetches the child today; shown this once. An earlier one for them is dead.

    Raises Refused without a name, and where too many codes are unused.
    """
    child = own_child(actor, child_id, deciding=True)
    if not name.strip():
        raise Refused(_("请写谁来接孩子，老师会核对姓名。"))
    earlier = select(PickupCode).where(
        PickupCode.child_id == child.id, PickupCode.day == community_today(), PickupCode.used_at.is_(None),
        PickupCode.revoked_at.is_(None),
    )
    live = session.scalars(earlier).all()
    for row in live:
        if PickupCode.name.clear(row) == name.strip():
            row.revoked_at = now()
    if sum(row.revoked_at is None for row in live) >= MOST_CODES:
        raise Refused(_("今天已经有 %(count)d 个接送码没有用，请让大人用已经发的码，或给其中一位重新发。", count=MOST_CODES))
    code, salt = new_digits(rules().code_digits), secrets.token_bytes(16)
    made = PickupCode(
        child_id=child.id, guardian_id=actor.person_id, day=community_today(), salt=salt, hash=_hashed(code, salt)
    )
    made.name = name
    session.add(made)
    session.flush()
    said = _l("家里另一位监护人给了一位大人今天的接送码。不是家里商量好的，请马上告诉老师。")
    tell_guardians(child.id, said, links.child(child.id), besides=actor.person_id)
    return code


def revoke_open() -> None:
    """No code of today is good any more: whoever fetches a child while the service is off is looked at anew."""
    live = update(PickupCode).where(PickupCode.used_at.is_(None), PickupCode.revoked_at.is_(None))
    session.execute(
        live.where(PickupCode.day >= community_today()).values(revoked_at=now()).execution_options(synchronize_session=False)
    )


def use_code(child_day: ChildDay, code: str) -> str:
    """Whom the code lets take the child; it is used up by this. Raises WrongCode, AdultBlocked.

    A wrong try is committed, because the refusal undoes everything else: nobody tries a thousand codes.
    """
    tries = rules().code_tries
    counted = session.execute(
        update(ChildDay)
        .where(ChildDay.id == child_day.id, ChildDay.code_tries < tries)
        .values(code_tries=ChildDay.code_tries + 1)
        .execution_options(synchronize_session=False)
    )
    if counted.rowcount != 1:
        raise WrongCode(0)
    session.refresh(child_day)
    match = _matching(child_day.child_id, code.strip().replace(" ", ""))
    if match is None or not _take(match):
        left = tries - child_day.code_tries
        session.commit()
        raise WrongCode(left)
    name: str = PickupCode.name.clear(match) or ""
    if is_blocked(child_day.child_id, name=name):
        raise AdultBlocked
    return name


def _matching(child_id: int, code: str) -> PickupCode | None:
    today = select(PickupCode).where(
        PickupCode.child_id == child_id, PickupCode.day == community_today(), PickupCode.used_at.is_(None),
        PickupCode.revoked_at.is_(None), still_holds(PickupCode),
    )
    for row in session.scalars(today.order_by(PickupCode.id)):
        if hmac.compare_digest(row.hash, _hashed(code, row.salt)):
            found: PickupCode = row
            return found
    return None


def _take(row: PickupCode) -> bool:
    """Of two who use it at once, one gets true: the database decides."""
    used = session.execute(
        update(PickupCode)
        .where(PickupCode.id == row.id, PickupCode.used_at.is_(None), PickupCode.revoked_at.is_(None))
        .values(used_at=now())
        .execution_options(synchronize_session=False)
    )
    return bool(used.rowcount == 1)
