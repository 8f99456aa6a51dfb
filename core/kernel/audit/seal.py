"""Seal the audit into one HMAC chain per community, and check it: a changed, missing or reordered entry shows.

The key comes from the key file, so whoever can write to the database alone cannot forge a chain; seals made under an
older key stay valid, also when that key was removed. Sealing is the worker's: chaining at the moment of writing would line up all writers.
"""
from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass

from sqlalchemy import select

from core.crypto import SEALS, keyring
from core.kernel.audit.models import AuditEntry, AuditSeal
from core.tenancy.session import db

# Ids grow with time; a transaction that started a day before the last seal and is still open does not exist.
DAY_IN_ID = 86_400_000 << 22


@dataclass(frozen=True)
class Verdict:
    """What the check found: `ok`, the number of seals checked, and the first problem in words for the operator."""

    ok: bool
    checked: int
    problem: str = ""


def seal(community_id: int, limit: int = 2000) -> int:
    """Chain up to `limit` entries that have no seal yet; returns how many.

    Works in the caller's transaction. Of two sealers at once the second fails on the unique place in the chain
    (sqlalchemy.exc.IntegrityError) and, as a job, tries again.
    """
    last = db.session.scalars(select(AuditSeal).order_by(AuditSeal.seq.desc()).limit(1)).one_or_none()
    seq, mac = (last.seq, last.mac) if last else (0, "")
    query = select(AuditEntry).outerjoin(AuditSeal, AuditSeal.entry_id == AuditEntry.id).where(AuditSeal.id.is_(None))
    if last:
        query = query.where(AuditEntry.id > last.entry_id - DAY_IN_ID)
    fresh = list(db.session.scalars(query.order_by(AuditEntry.id).limit(limit)))
    for entry in fresh:
        seq += 1
        mac = keyring().token(SEALS, _facts(seq, mac, entry), community_id).hex()
        db.session.add(AuditSeal(seq=seq, entry_id=entry.id, mac=mac))
    db.session.flush()
    return len(fresh)


def verify(community_id: int) -> Verdict:
    """Recompute the whole chain of the community in force."""
    query = select(AuditSeal, AuditEntry).join(AuditEntry, AuditSeal.entry_id == AuditEntry.id).order_by(AuditSeal.seq)
    checked, mac = 0, ""
    with closing(db.session.execute(query.execution_options(yield_per=1000))) as rows:
        for found, entry in rows:
            if found.seq != checked + 1:
                return Verdict(False, checked, f"seal {checked + 1} is missing")
            good = keyring().tokens(SEALS, _facts(found.seq, mac, entry), community_id)
            if found.mac not in [each.hex() for each in good]:
                return Verdict(False, checked, f"entry {entry.id} (seal {found.seq}) was changed")
            checked, mac = checked + 1, found.mac
    return Verdict(True, checked)


def _facts(seq: int, previous: str, entry: AuditEntry) -> str:
    facts = [
        seq, previous, entry.community_id, entry.id, entry.at.isoformat(), entry.actor_name, entry.actor_person_id,
        entry.acting_for_id, entry.action, entry.text, entry.object_kind, entry.object_id, entry.before, entry.after,
        entry.reason,
    ]
    return json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
