"""A volunteer's way: applied, active, paused, left, and back again."""
from __future__ import annotations

from typing import Any

from sqlalchemy import select

from core.accounts.models import RoleGrant
from core.accounts.roles import end_grant, grant_role, in_force, role_row
from core.communities.services import community_today
from core.kernel.actor import Actor
from core.kernel.workflow import Change, State, Transition, Workflow
from core.people.services import VOLUNTEERING, has_consent
from core.tenancy.session import db
from core.texts import gettext as _
from core.texts import lazy_gettext as _l
from core.volunteers.models import Volunteer


def _may_start(volunteer: Any, actor: Actor) -> str | None:
    if volunteer.person.deceased_on is not None:
        return _("这位申请人已登记去世，请改为不通过。")
    if not has_consent(volunteer.person_id, VOLUNTEERING):
        return _("申请人还没有同意为志愿服务使用个人信息，请先请本人同意。")
    return None


def _begin(volunteer: Any, change: Change) -> None:
    volunteer.since = volunteer.since or community_today()
    grant_role(volunteer.person, "volunteer", "own", actor=change.actor)


def _end(volunteer: Any, change: Change) -> None:
    held = select(RoleGrant).where(
        RoleGrant.person_id == volunteer.person_id, RoleGrant.role_id == role_row("volunteer").id, in_force()
    )
    for grant in db.session.scalars(held):
        end_grant(grant, change.actor)


volunteer_workflow = Workflow(
    "volunteer",
    Volunteer,
    states=(
        State("applied", _l("待审核"), "amber"),
        State("active", _l("服务中"), "green"),
        State("paused", _l("暂停中"), "blue"),
        State("left", _l("已退出"), "grey"),
        State("refused", _l("未通过"), "grey"),
    ),
    transitions=(
        Transition(
            "approve", _l("通过"), "applied", "active", "volunteers.review",
            condition=_may_start, effect=_begin, icon="check", primary=True,
        ),
        Transition("refuse", _l("不通过"), "applied", "refused", "volunteers.review", reason=True, icon="x"),
        Transition("pause", _l("暂停服务"), "active", "paused", "volunteers.pause"),
        Transition(
            "resume", _l("恢复服务"), "paused", "active", "volunteers.pause", condition=_may_start, primary=True
        ),
        Transition("leave", _l("退出"), ("active", "paused"), "left", "volunteers.pause", effect=_end),
        # Who left or was refused applies again; the application itself is the request, so nobody presses a button.
        Transition("apply_again", _l("再次申请"), ("left", "refused"), "applied", automatic=True),
    ),
)  # fmt: skip
