"""Which households get one kind of aid: for lists that show who they are, by permission and with an audit row."""
from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from core.communities.services import community_today
from core.errors import BadEntry
from core.kernel import audit
from core.kernel.actor import Actor
from core.people.errors import MayNotOpen
from core.people.models import HouseholdAid
from core.people.opening import PERMISSION
from core.people.terms import AID_CATEGORIES
from core.texts import gettext as _


def aid_categories() -> dict[str, Any]:
    """The kinds of aid, key to title, in the order in which pages show them."""
    return dict(AID_CATEGORIES)


def gets_aid(household_id: Any, category: str) -> ColumnElement[bool]:
    """The condition that a column names a household with this aid today, by keyed token; for counting only.

    Nothing is decrypted. Who lists the households it finds asks `open_aid_list` first. Raises BadEntry.
    """
    if category not in AID_CATEGORIES:
        raise BadEntry(_("请选择帮扶类别。"))
    today = community_today()
    found: Select[Any] = select(HouseholdAid.household_id).where(
        HouseholdAid.category.matches(category),
        HouseholdAid.since <= today,
        or_(HouseholdAid.until.is_(None), HouseholdAid.until > today),
    )
    condition: ColumnElement[bool] = household_id.in_(found)
    return condition


def open_aid_list(category: str, actor: Actor, reason: str) -> None:
    """Allow and note the reading of a list of one kind of aid: being on it says what a household gets.

    Commit before showing the list, so that the audit row stays. Raises MayNotOpen without the permission or a reason.
    """
    if not actor.can(PERMISSION):
        raise MayNotOpen(_("您没有查看这项明文的权限，如工作需要，请联系社区管理员。"))
    if not reason.strip():
        raise MayNotOpen(_("查看明文要写明事由，请填写后再试。"))
    text = _("查看了一类帮扶的名单：%(category)s", category=AID_CATEGORIES[category])
    audit.write("people.open_aid_list", text, actor=actor, object_kind="household_aid", reason=reason.strip())
