"""Remember what was sent: the unique key decides who is first, in the transaction of the change itself."""
from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256

from cryptography.fernet import Fernet
from sqlalchemy import delete, select, update

from core.clock import now
from core.errors import Missing
from core.kernel.bulk import bulk_row
from core.kernel.insert import insert_new
from core.kernel.sendings.models import Sending
from core.tenancy.session import db

REMEMBERED = timedelta(days=1)


def begin(code_hash: str) -> bool:
    """Note in the caller's transaction that this is being carried out; False when it was sent before.

    The second of two at once waits for the first: when that one is refused and keeps nothing, the second goes ahead.
    """
    return insert_new(Sending, bulk_row(code_hash=code_hash, sent_at=now()), ("community_id", "code_hash"))


def answered(code_hash: str, form_key: str, location: str) -> None:
    """Note where the sender was led; nothing when the sending was undone. The caller commits."""
    result = _sealer(form_key).encrypt(location.encode())
    db.session.execute(update(Sending).where(Sending.code_hash == code_hash).values(result=result))


def refused(code_hash: str) -> None:
    """What was noted ended in a refusal: the same may be sent again. The caller commits."""
    db.session.execute(delete(Sending).where(Sending.code_hash == code_hash))


def earlier_result(code_hash: str, form_key: str) -> str | None:
    """Where the first sender was led, "" nowhere, None as long as that is not known. Raises Missing when it was refused."""
    found = db.session.execute(select(Sending.result).where(Sending.code_hash == code_hash)).one_or_none()
    if found is None:
        raise Missing
    return _sealer(form_key).decrypt(found.result).decode() if found.result else None


def forget_old(community_id: int) -> None:
    """Every day, in the job's transaction."""
    db.session.execute(delete(Sending).where(Sending.sent_at < now() - REMEMBERED))


def _sealer(form_key: str) -> Fernet:
    return Fernet(urlsafe_b64encode(sha256(form_key.encode()).digest()))
