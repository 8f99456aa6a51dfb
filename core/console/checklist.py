"""The first steps of a new community. Each finds out by itself whether it is done; the card goes when all are, or on request."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, url_for
from sqlalchemy import exists, select

from core.accounts.actor import current_actor
from core.accounts.decorators import require
from core.accounts.models import RoleGrant
from core.accounts.roles import in_force, roles
from core.communities.services import CommunityState, current_community
from core.console.blueprint import blueprint
from core.grids.models import Building
from core.kernel import audit
from core.people.figures import lives_here
from core.people.models import Person
from core.tenancy.session import db
from core.texts import gettext as _

CLOSED = "console.checklist_closed"
KIND = "checklist"


@dataclass(frozen=True)
class Step:
    """One step, with its page."""

    title: str
    text: str
    done: bool
    icon: str
    url: str


def first_steps() -> list[Step]:
    """What is left to do in a new community, the done steps included; empty when all are done or the card was closed.

    Two statements.
    """
    community = current_community()
    closed, building, worker, resident = db.session.execute(
        select(
            exists().where(audit.AuditEntry.object_kind == KIND),
            exists().where(Building.id > 0),
            exists().where(in_force(), RoleGrant.role_id.in_(_worker_roles())),
            exists().where(Person.id > 0, lives_here()),
        )
    ).one()
    steps = _steps(community, building, worker, resident)
    return [] if closed or all(step.done for step in steps) else steps


def _worker_roles() -> list[int]:
    return [role_id for role_id, state in roles().items() if state.key == "grid_worker"]


def _steps(community: CommunityState, building: bool, worker: bool, resident: bool) -> list[Step]:
    return [
        Step(
            _("写好社区资料"), _("地址、热线和服务时间，居民一打开就看得到。"), bool(community.hotline and community.address),
            "building-community", url_for("console.profile"),
        ),
        Step(
            _("核对楼栋图"), _("楼栋由平台按社区文件建好，请看看有没有漏的。"), building, "building", url_for("desk.buildings"),
        ),
        Step(
            _("请来第一位网格员"), _("给同事一个角色，他下一次点击就能用。"), worker, "user-check",
            url_for("console.people_of_station"),
        ),
        Step(_("登记第一位居民"), _("在工作台登记，或者请居民在手机上注册。"), resident, "home-heart", url_for("desk.people")),
        Step(
            _("开启第一项服务"), _("先开一项，用熟了再开别的。"), bool(community.plugins), "puzzle", url_for("console.plugins"),
        ),
    ]  # fmt: skip


@blueprint.post("/first-steps/close")
@require("console.settings")
def close_first_steps() -> Any:
    """Put the card away for everybody who works in the console."""
    audit.write(CLOSED, _("收起了“第一步”清单"), actor=current_actor(), object_kind=KIND)
    db.session.commit()
    flash(_("已收起。每一步在左边的菜单里都找得到。"), "success")
    return redirect(url_for("console.overview"), 303)
