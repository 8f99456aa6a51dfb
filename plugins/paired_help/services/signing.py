"""Two signatures under a graduation: the person's own and the worker's, each given once."""
from __future__ import annotations

from typing import Any

from flask import Response
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core.api import Actor, Missing, Person, _, audit, drop_pictures, keep_signature, now, send_picture, session

from ..errors import AlreadySigned, CannotSign
from ..models import Case, Signature
from ..terms import RESIDENT, SIGNERS, STATION
from ..workflow import MANAGE, case_flow
from .cases import note_own_view

OWNER = "paired_help.signature"


def sign(case: Case, actor: Actor, side: str, drawing: str, own_view: str = "") -> Signature:
    """Keep one side's signature; with the person's own goes their own view. The case is locked first.

    Raises CannotSign, AlreadySigned, and what `keep_signature` refuses.
    """
    case = case_flow.lock(case)
    if case.state != "graduating":
        raise CannotSign(_("只有在退出试行期间才签字，现在的状态是“%(state)s”。", state=case_flow.state_of(case).title))
    signer = _signer(case, actor, side)
    if signature_of(case, side) is not None:
        raise AlreadySigned
    if side == RESIDENT:
        note_own_view(case, own_view)
    made = Signature(
        case_id=case.id, person_id=case.person_id, signer_id=signer, side=side, round=case.round, signed_at=now()
    )
    made.picture_id = keep_signature(drawing, OWNER, made.id).id
    try:
        with session.begin_nested():
            session.add(made)
            session.flush()
    except IntegrityError as error:
        raise AlreadySigned from error
    audit.write(
        "paired_help.sign", _("%(side)s在退出帮扶上签了字", side=SIGNERS[side]), actor=actor,
        object_kind=Case.__tablename__, object_id=case.id,
    )
    return made


def _signer(case: Case, actor: Actor, side: str) -> int:
    """Whose name it is: the person's own, on their phone or on the worker's screen; or the worker's."""
    if side == RESIDENT and (actor.person_id == case.person_id or actor.can(MANAGE, case)):
        return case.person_id
    if side == STATION and actor.can(MANAGE, case) and actor.person_id is not None:
        if actor.person_id == case.person_id:
            raise CannotSign(_("自己的退出要请另一位经办人签字。"))
        return int(actor.person_id)
    raise CannotSign(_("这个名字不该由您来签，请让本人或经办人来签。"))


def signature_of(case: Case, side: str) -> Signature | None:
    """One side's signature of this round."""
    return session.scalar(
        select(Signature).where(Signature.case_id == case.id, Signature.round == case.round, Signature.side == side)
    )


def signatures_of(case: Case) -> list[tuple[Signature, str]]:
    """(signature, signer's name) of this round."""
    rows = session.execute(
        select(Signature, Person.name)
        .join(Person, Person.id == Signature.signer_id)
        .where(Signature.case_id == case.id, Signature.round == case.round)
        .order_by(Signature.signed_at)
    )
    return [(signature, name) for signature, name in rows]


def drawing(case: Case, signature_id: int) -> Response:
    """The picture of a signature of this case; the caller asked for the permission. Raises Missing."""
    found = session.get(Signature, signature_id)
    if found is None or found.case_id != case.id or found.picture_id is None:
        raise Missing(_("没有找到这个签名。"))
    return send_picture(found.picture_id, OWNER, found.id)


def forget(signature: Any) -> None:
    """Delete the drawing of a signature."""
    drop_pictures(OWNER, signature.id)
    signature.picture_id = None
