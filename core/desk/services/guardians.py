"""A child's guardians at the desk: a worker adds a resident whom the community knows, or ends what does not hold any more."""
from __future__ import annotations

from core.accounts.actor import CurrentActor
from core.errors import Missing, Refused
from core.kernel.locking import locked
from core.notices.services import notify
from core.people.children_models import Guardianship
from core.people.guardians import add_guardian, end_guardianship, guardians_of
from core.people.models import Person
from core.texts import gettext as _
from core.texts import lazy_gettext as _l

PAGE, SOURCE = "/me/children", "people"


def add(child: Person, guardian: Person, actor: CurrentActor, *, relation: str, may_decide: bool, reason: str) -> None:
    """Make a resident a guardian, by what the worker was shown; all guardians are told. Raises Refused, BadEntry."""
    if guardian.id == actor.person_id:
        raise Refused(_("不能把自己登记为孩子的监护人，请由另一位工作人员核对后办理。"))
    if not add_guardian(child, guardian, relation, actor, may_decide=may_decide, reason=reason):
        raise Refused(_("%(guardian)s已经是%(child)s的监护人，不用再登记。", guardian=guardian.name, child=child.name))
    text = _l("社区把%(guardian)s登记为%(child)s的监护人。如有不对，请马上联系社区。", guardian=guardian.name, child=child.name)
    for _row, person in guardians_of(child.id):
        notify(person.id, text, link=PAGE, source=SOURCE)


def end(child: Person, guardianship_id: int, actor: CurrentActor, reason: str) -> Person:
    """End one guardianship and tell them all; somebody who may decide for the child stays. Returns whose it was.

    Raises Missing, Refused.
    """
    child = locked(child)  # two who end one each at once come one after the other
    found = guardians_of(child.id)
    row, guardian = next(((row, person) for row, person in found if row.id == guardianship_id), (None, None))
    if row is None or guardian is None:
        raise Missing(_("没有找到这位监护人，可能已经结束。请回到孩子的页面查看。"))
    if _is_last_who_decides(row, [other for other, _person in found]):
        said = _("%(name)s是唯一能替孩子做决定的监护人，请先登记另一位，再结束这一位。", name=guardian.name)
        raise Refused(said)
    end_guardianship(row, actor, reason)
    text = _l("社区登记：%(guardian)s不再是%(child)s的监护人。如有不对，请马上联系社区。", guardian=guardian.name, child=child.name)
    for _row, person in found:
        notify(person.id, text, link=PAGE, source=SOURCE)
    return guardian


def _is_last_who_decides(row: Guardianship, all_rows: list[Guardianship]) -> bool:
    return row.may_decide and not any(other.may_decide for other in all_rows if other.id != row.id)
