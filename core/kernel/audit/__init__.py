"""The audit: who did what, when and why; append-only and sealed."""
from __future__ import annotations

import hashlib

from flask import Flask

from core.kernel.audit.models import AuditEntry, AuditSeal
from core.kernel.audit.seal import KEY, Verdict, seal, verify
from core.kernel.audit.services import EntryPage, entries, write

__all__ = ["AuditEntry", "AuditSeal", "EntryPage", "Verdict", "entries", "seal", "verify", "write"]


def init_app(app: Flask) -> None:
    """Take the chain's key from the settings (outside the database) and let the worker seal every ten minutes."""
    from core.kernel.jobs import every

    app.extensions[KEY] = hashlib.sha256(b"linli audit\0" + str(app.secret_key).encode()).digest()
    every("audit.seal", 10, seal)
