"""Hand out, find and take back secret addresses; only the hash of a token is kept."""
from __future__ import annotations

import secrets
from hashlib import sha256

from sqlalchemy import ColumnElement, and_, delete, select

from core.clock import now
from core.errors import Missing
from core.kernel.links.models import SecretLink
from core.tenancy.session import db
from core.texts import gettext as _


def open_link(kind: str, person_id: int | None, subject_id: int = 0) -> str:
    """A new token of 256 bits, shown this once; the earlier one of the same kind, person and subject is dead."""
    token = secrets.token_urlsafe(32)
    close_link(kind, person_id, subject_id)
    link = SecretLink(
        kind=kind, person_id=person_id or 0, subject_id=subject_id, token_hash=_hash(token), made_at=now()
    )
    db.session.add(link)
    db.session.flush()
    return token


def linked(kind: str, token: str) -> SecretLink:
    """What the holder of a token may see; raises Missing for a wrong or dead one. `person_id` is 0 for nobody."""
    link = db.session.scalar(select(SecretLink).where(SecretLink.kind == kind, SecretLink.token_hash == _hash(token)))
    if link is None:
        raise Missing(_("这个地址已经失效。请在原来的页面重新取一个。"))
    return link


def has_link(kind: str, person_id: int | None, subject_id: int = 0) -> bool:
    """Whether such an address is alive."""
    return db.session.scalar(select(SecretLink.id).where(_same(kind, person_id, subject_id))) is not None


def close_link(kind: str, person_id: int | None, subject_id: int = 0) -> bool:
    """Make the address worthless at once; whether there was one."""
    gone = delete(SecretLink).where(_same(kind, person_id, subject_id))
    result = db.session.execute(gone.execution_options(synchronize_session="fetch"))
    return bool(getattr(result, "rowcount", 0))


def _same(kind: str, person_id: int | None, subject_id: int) -> ColumnElement[bool]:
    return and_(
        SecretLink.kind == kind, SecretLink.person_id == (person_id or 0), SecretLink.subject_id == subject_id
    )


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
