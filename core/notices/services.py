"""Tell people things, and let them tick them off."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import force_locale
from sqlalchemy import bindparam, func, select, update

from core.clock import now
from core.notices.models import Notice
from core.people.models import Person
from core.tenancy.session import db

STORED_IN = "zh_Hans_CN"  # the language of the messages
# The reader's unread notices, for the statement that finds the reader; answered from the table's index alone.
UNREAD = (
    select(func.count())
    .select_from(Notice)
    .where(
        Notice.community_id == bindparam("community_id"),
        Notice.person_id == Person.id,
        Notice.read_at.is_(None),
    )
    .correlate(Person)
    .scalar_subquery()
)


def notify(person_id: int, text: Any, link: str = "", source: str = "") -> Notice | None:
    """Put a notice into a person's inbox, in the caller's transaction. `source`: the feature or plugin that says it.

    Nothing is written to the dead, whoever asks for it: then the answer is None.
    A lazy text (`_l`) is kept as the message, not in the language of whoever caused it, and shown in its reader's.
    """
    reader = db.session.get(Person, person_id)
    if reader is not None and reader.deceased_on is not None:
        return None
    with force_locale(STORED_IN):
        notice = Notice(person_id=person_id, text=str(text), link=link, source=source)
    db.session.add(notice)
    return notice


def unread_count(person_id: int) -> int:
    """How many notices a person has not read."""
    query = select(func.count(Notice.id)).where(Notice.person_id == person_id, Notice.read_at.is_(None))
    return int(db.session.scalar(query) or 0)


def inbox(person_id: int, page: int = 1, per_page: int = 20) -> list[Notice]:
    """A page of a person's notices, unread and newest first."""
    query = select(Notice).where(Notice.person_id == person_id)
    query = query.order_by(Notice.read_at.is_not(None), Notice.created_at.desc(), Notice.id.desc())
    return list(db.session.scalars(query.offset((max(page, 1) - 1) * per_page).limit(per_page)))


def mark_read(person_id: int, ids: Iterable[int] | None = None) -> int:
    """Tick off a person's own notices, all or those of `ids`; returns how many were unread until now."""
    unread = update(Notice).where(Notice.person_id == person_id, Notice.read_at.is_(None)).values(read_at=now())
    if ids is not None:
        unread = unread.where(Notice.id.in_(list(ids)))
    db.session.flush()
    result: Any = db.session.execute(unread)
    return int(result.rowcount)
