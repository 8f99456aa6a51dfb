"""The audit: who did what, when and why; append-only and sealed."""
from __future__ import annotations

from core.kernel.audit.models import AuditEntry, AuditSeal
from core.kernel.audit.seal import Verdict, seal, verify
from core.kernel.audit.services import EntryPage, entries, write

__all__ = ["AuditEntry", "AuditSeal", "EntryPage", "Verdict", "entries", "seal", "verify", "write"]
