"""The way of a wish to be erased: asked, then carried out, refused with a reason, or taken back by the person."""
from __future__ import annotations

from typing import Any

from sqlalchemy import select

from core.accounts.models import Role, RoleGrant
from core.accounts.permissions import ADMIN
from core.accounts.roles import in_force
from core.kernel.workflow import Change, Clock, State, Transition, Workflow
from core.notices.services import notify
from core.privacy.models import ErasureRequest
from core.tenancy.session import db
from core.texts import lazy_gettext as _l

ERASE = "people.erase"
ANSWER_DAYS = 15  # the law says "in time"; this is what the page promises


def tell_admins(row: ErasureRequest, text: Any) -> None:
    """A notice for every admin, who may erase whatever else the community decided."""
    admins = select(RoleGrant.person_id).join(RoleGrant.role).where(Role.key == ADMIN, in_force())
    for person_id in sorted(set(db.session.scalars(admins))):
        notify(person_id, text, link=f"/desk/erasures/{row.id}", source="privacy")


def _remind(row: Any, change: Change) -> None:
    tell_admins(row, _l("有一份注销申请超过了答复的期限，请尽快办理或答复。"))


def _answered(row: Any, change: Change) -> None:
    row.answer = change.reason
    text = _l("您的注销申请没有办理：%(why)s 有疑问请联系社区。", why=change.reason)
    notify(row.person_id, text, link="/me/erasure", source="privacy")


erasure_flow = Workflow(
    "privacy.erasure",
    ErasureRequest,
    states=(
        State("asked", _l("等待办理"), "amber"),
        State("erased", _l("已注销"), "grey", final=True),
        State("refused", _l("没有办理"), "grey", final=True),
        State("withdrawn", _l("本人撤回"), "grey", final=True),
    ),
    transitions=(
        Transition("erase", _l("注销"), "asked", "erased", ERASE, icon="user-off"),
        Transition("refuse", _l("不办理"), "asked", "refused", ERASE, reason=True, effect=_answered, icon="x"),
        Transition("withdraw", _l("撤回申请"), "asked", "withdrawn"),
        Transition("remind", _l("提醒"), "asked", "asked", effect=_remind, automatic=True),
    ),
    clocks=(Clock("asked", lambda row: ANSWER_DAYS * 24 * 60, "remind"),),
)  # fmt: skip
