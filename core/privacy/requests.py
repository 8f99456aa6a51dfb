"""Asking to be erased, taking that back, and answering it; carrying it out is `core.privacy.erasure`."""
from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from core.clock import now
from core.errors import Missing, Refused
from core.kernel import audit
from core.kernel.actor import Actor, on_behalf_of
from core.kernel.locking import locked
from core.people.ages import is_child
from core.people.models import Person
from core.privacy.flow import ANSWER_DAYS, ERASE, erasure_flow, tell_admins
from core.privacy.models import ErasureRequest
from core.tenancy.session import db
from core.texts import gettext as _
from core.texts import lazy_gettext as _l


def ask_erasure(person: Person, actor: Actor, words: str = "") -> ErasureRequest:
    """Write down that the person wants to be erased; asking twice is one request. Raises Refused for a child."""
    person = locked(person)
    standing = standing_request(person.id)
    if standing is not None:
        return standing
    if is_child(person):
        raise Refused(_("孩子的资料由监护人决定：请监护人在“我的孩子”里撤回同意，电话、身份证号和备注会马上删除。"))
    row = ErasureRequest(person_id=person.id, words=" ".join(words.split())[:200], asked_at=now())
    for_them = on_behalf_of(actor, person.id)
    erasure_flow.start(row, for_them)
    db.session.flush()
    audit.write(
        "people.ask_erasure", _("%(name)s申请注销", name=person.name), actor=for_them, object_kind="person",
        object_id=person.id,
    )  # fmt: skip
    tell_admins(row, _l("收到一份注销申请，请在 %(days)s 天内办理或答复。", days=ANSWER_DAYS))
    return row


def answer_by(row: ErasureRequest) -> datetime:
    """Until when the community promises an answer."""
    return row.asked_at + timedelta(days=ANSWER_DAYS)


def standing_request(person_id: int) -> ErasureRequest | None:
    """The person's request that waits for an answer."""
    waits = _asked().where(ErasureRequest.person_id == person_id)
    found: ErasureRequest | None = db.session.scalar(waits)
    return found


def last_request(person_id: int) -> ErasureRequest | None:
    """The person's latest request, whatever became of it."""
    mine = select(ErasureRequest).where(ErasureRequest.person_id == person_id)
    return db.session.scalars(mine.order_by(ErasureRequest.asked_at.desc(), ErasureRequest.id.desc()).limit(1)).first()


def withdraw_request(actor: Actor) -> None:
    """The person changed their mind. Raises Missing where nothing waits."""
    row = standing_request(actor.person_id) if actor.person_id is not None else None
    if row is None:
        raise Missing(_("没有等待办理的注销申请，可能已经答复。请刷新页面查看。"))
    row = erasure_flow.fire(row, "withdraw", actor)
    row.words = ""
    audit.write(
        "people.withdraw_erasure", _("%(name)s撤回注销申请", name=row.person.name), actor=actor, object_kind="person",
        object_id=row.person_id,
    )  # fmt: skip


def refuse_request(row: ErasureRequest, actor: Actor, reason: str) -> None:
    """Say no, with a reason that the person reads."""
    row = erasure_flow.fire(row, "refuse", actor, reason)
    audit.write(
        "people.refuse_erasure", _("没有办理%(name)s的注销申请", name=row.person.name), actor=actor, object_kind="person",
        object_id=row.person_id, reason=reason.strip(),
    )  # fmt: skip


def waiting_requests(actor: Actor, limit: int = 50) -> list[ErasureRequest]:
    """What waits for this actor, oldest first, with the persons; one statement."""
    query = _asked().options(joinedload(ErasureRequest.person)).where(actor.scope(ERASE, ErasureRequest))
    return list(db.session.scalars(query.order_by(ErasureRequest.asked_at, ErasureRequest.id).limit(limit)))


def get_request(erasure_id: int, actor: Actor) -> ErasureRequest:
    """A request that waits for this actor; raises Missing alike for others' and for none."""
    row = db.session.get(ErasureRequest, erasure_id)
    if row is None or row.state != "asked" or not actor.can(ERASE, row):
        raise Missing(_("没有找到这份注销申请，可能已经办理或撤回，或不在您负责的范围内。"))
    return row


def _asked() -> Select[Any]:
    return select(ErasureRequest).where(ErasureRequest.state == "asked")
