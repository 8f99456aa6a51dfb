"""The one door to a sensitive field in clear: permission, reason, and an audit row in the same transaction."""
from __future__ import annotations

from typing import Any

from core.kernel import audit
from core.kernel.actor import Actor
from core.people.approvals import access_to, needs_approval
from core.people.errors import MayNotOpen
from core.people.models import Person
from core.people.sensitive import Sensitive
from core.texts import gettext as _

PERMISSION = "people.open_sensitive"


def open_sensitive(
    row: Any, field: str, actor: Actor, reason: str, about: Any = None, matter: str = ""
) -> str | None:
    """The clear value of `row.field`, or None when empty. Commit before showing it, so that the audit row stays.

    `about` is the person whom the row tells about, when the row itself is not a person (aid of a household).
    Raises MayNotOpen without the permission in this person's place, or without a reason. People open their own
    phone number without either. Of a child under 14 it also takes an approval, of the child or of `matter`; raises
    NeedsApproval.
    """
    person = row if about is None else about
    if field == "phone" and about is None and actor.person_id == row.id and actor.acting_for_id is None:
        return _field(row, field).clear(row)
    if not actor.can(PERMISSION, person):
        raise MayNotOpen(_("您没有查看这项明文的权限，如工作需要，请联系社区管理员。"))
    if isinstance(person, Person):
        access = access_to(actor, person, matter)
        if not access.allowed:
            raise needs_approval(person, access)
    if not reason.strip():
        raise MayNotOpen(_("查看明文要写明事由，请填写后再试。"))
    clear = _field(row, field).clear(row)
    audit.write(
        "people.open_sensitive",
        _("查看了%(name)s的%(field)s明文", name=person.name, field=_title(field)),
        actor=actor,
        object_kind=row.__tablename__,
        object_id=row.id,
        reason=reason.strip(),
    )
    return clear


def _field(row: Any, name: str) -> Sensitive:
    field = vars(type(row)).get(name)
    if isinstance(field, Sensitive):
        return field
    raise LookupError(f"{type(row).__name__} has no sensitive field {name!r}")


def _title(field: str) -> str:
    titles = {"phone": _("手机号"), "id_number": _("身份证号"), "category": _("帮扶类别")}
    return titles.get(field, field)
