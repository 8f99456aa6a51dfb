"""Requests to open children's records as the responsible person sees them, and telling the worker the answer."""
from __future__ import annotations

from core.accounts.actor import CurrentActor
from core.kernel.actor import Actor
from core.notices.services import notify
from core.people.approval_flow import what
from core.people.approvals import approvals_of
from core.people.children_models import ChildApproval
from core.tenancy.session import db
from core.texts import gettext as _
from core.texts import lazy_gettext as _l
from core.web.paging import Page, page_of

MOST_WAITING = 50


def read(actor: CurrentActor, number: int) -> tuple[list[ChildApproval], Page]:
    """(what waits, what holds now), each in a fixed number of statements."""
    waiting = list(db.session.scalars(approvals_of(actor, "asked").limit(MOST_WAITING)))
    return waiting, page_of(approvals_of(actor, "approved"), number)


def tell_worker(row: ChildApproval, actor: Actor) -> None:
    """Put the answer into the inbox of whoever asked, unless they answered themselves."""
    if row.worker_id == actor.person_id:
        return
    texts = {
        "approved": _l("您可以查看%(what)s的资料了。", what=what(row)),
        "refused": _l("查看%(what)s资料的申请没有批准：%(why)s", what=what(row), why=row.answer),
        "ended": _l("查看%(what)s资料的批准已提前结束：%(why)s", what=what(row), why=row.answer),
    }
    link = f"/desk/people/{row.child_id}" if row.child_id is not None else ""
    notify(row.worker_id, texts[row.state], link=link, source="people")


def done(row: ChildApproval) -> str:
    """What to tell whoever decided."""
    texts = {
        "approved": _("已批准%(name)s查看。", name=row.worker.name),
        "refused": _("已答复%(name)s：没有批准。", name=row.worker.name),
        "ended": _("已结束%(name)s的批准。", name=row.worker.name),
    }
    return texts[row.state]
