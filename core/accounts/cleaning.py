"""Drops what nobody can use any more: ended sign-ins, forgotten tries, expired codes."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import delete

from core.accounts.delays import FORGOTTEN_AFTER
from core.accounts.models import AccountSession, ActivationCode, ResetCode, SignInDelay
from core.accounts.sessions import limits_for
from core.clock import now
from core.tenancy.session import db

CODES_KEPT = timedelta(days=30)


def forget_what_ended(community_id: int) -> None:
    """Nightly, in the job's transaction; the audit keeps who signed in and who was given a code."""
    moment = now()
    longest = max(limits_for(True).absolute, limits_for(False).absolute)
    _drop(AccountSession, AccountSession.created_at < moment - longest)
    _drop(SignInDelay, SignInDelay.not_before < moment - FORGOTTEN_AFTER)
    _drop(ResetCode, ResetCode.expires_at < moment)
    _drop(ActivationCode, ActivationCode.expires_at < moment - CODES_KEPT)


def _drop(model: Any, which: Any) -> None:
    db.session.execute(delete(model).where(which).execution_options(synchronize_session=False))
