"""Looking at the pages as a resident would: an invented one, made for each request and never kept."""
from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import g
from sqlalchemy import event, update

from core.accounts.actor import CurrentActor, actor_for
from core.accounts.models import AccountSession
from core.kernel import audit
from core.people.examples import example_resident
from core.tenancy.session import TenantSession, db
from core.texts import gettext as _

SAMPLE = "linli.sample"  # in the session's info, while the invented resident is in its transaction


def begin_preview(actor: CurrentActor) -> None:
    """From the next request on this browser sees what a resident sees, and writes nothing; the caller commits."""
    _set(actor, True)
    audit.write("console.preview", _("以居民身份预览"), actor=actor)


def end_preview(actor: CurrentActor) -> None:
    """Back to what the person may do; the caller commits."""
    db.session.rollback()  # the invented resident of this very request
    _set(actor, False)


def _set(actor: CurrentActor, previewing: bool) -> None:
    browser = update(AccountSession).where(AccountSession.id == actor.sign_in_id).values(previewing=previewing)
    db.session.execute(browser.execution_options(synchronize_session=False))


def as_resident(actor: CurrentActor) -> CurrentActor:
    """An invented resident in the place of who previews. The row is in this request's transaction, which is not kept."""
    session = db.session()
    sample = example_resident(_("示例居民"))
    session.info[SAMPLE] = True
    return replace(actor_for(sample), sign_in_id=actor.sign_in_id, signed_in_at=actor.signed_in_at, previewing=True)


def previewing() -> bool:
    """Whether the page is a preview, as far as somebody asked who reads it; asks nothing of the database itself."""
    return bool(getattr(g.get("_login_user"), "previewing", False))


@event.listens_for(TenantSession, "before_commit")
def _keep_nothing(session: Any) -> None:
    if session.info.get(SAMPLE):
        raise RuntimeError("a preview tried to commit: a page that only reads must write nothing")


@event.listens_for(TenantSession, "after_rollback")
def _sample_is_gone(session: Any) -> None:
    session.info.pop(SAMPLE, None)
