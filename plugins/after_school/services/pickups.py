"""Who may take a child home: named by a guardian for some days, checked against those who must not."""
from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from core.api import (
    Guardianship,
    Missing,
    Person,
    Refused,
    _,
    _l,
    age_of,
    audit,
    community_today,
    keep_picture,
    keep_signature,
    now,
    pictures_of,
    session,
)

from .. import links
from ..child_models import AloneConsent, BlockedAdult, PickupPerson
from ..rules import rules
from .family import consented_child, fell_by_death, own_child, still_holds, tell_guardians

PHOTO, ALONE = "after_school.pickup_person", "after_school.alone_consent"
LONGEST_DAYS = 366


def _span(first: date, last: date) -> None:
    if not community_today() <= last or not first <= last:
        raise Refused(_("有效期的最后一天不能早于第一天，也不能是过去，请改一下。"))
    if (last - first).days > LONGEST_DAYS:
        raise Refused(_("一次最多授权一年，到期可以再授权。"))


def name_adult(child_id: int, actor: Any, values: dict[str, Any], photo: Any) -> PickupPerson:
    """A guardian names an adult, with a photo by which a teacher knows the face. Raises Refused, Missing.

    A blocked adult is taken down without a word, because blocks are for staff only; the hand-over refuses.
    """
    child = consented_child(actor, child_id)
    _span(values["valid_from"], values["valid_until"])
    if photo is None or not photo.filename:
        raise Refused(_("请加一张接送人的照片，老师按照片认人。"))
    row = PickupPerson(
        child_id=child.id, guardian_id=actor.person_id, relation=values["relation"],
        weekdays="".join(sorted(str(day) for day in values["weekdays"])), valid_from=values["valid_from"],
        valid_until=values["valid_until"],
    )
    row.name, row.phone = values["name"], values["phone"]
    session.add(row)
    session.flush()
    keep_picture(photo, PHOTO, row.id)
    _noted("after_school.name_adult", _("授权了一位大人接孩子"), child, actor)
    said = _l("家里另一位监护人授权了一位大人接孩子，是谁请点开看。不是家里商量好的，请马上告诉老师。")
    tell_guardians(child.id, said, links.child(child.id), besides=actor.person_id)
    return row


def own_adult(pickup_id: int, actor: Any) -> PickupPerson:
    """An authorisation for one's own child; raises Missing alike for another one's and for none."""
    row = session.get(PickupPerson, pickup_id)
    if row is None:
        raise Missing(_("没有找到这个孩子。请回到“我的课堂”重新选择。"))
    own_child(actor, row.child_id)
    found: PickupPerson = row
    return found


def withdraw_adult(pickup_id: int, actor: Any) -> PickupPerson:
    """From now on this adult may not take the child."""
    row = own_adult(pickup_id, actor)
    child = own_child(actor, row.child_id, deciding=True)
    row.revoked_at = row.revoked_at or now()
    session.flush()
    _noted("after_school.withdraw_adult", _("取消了一位大人接孩子的授权"), child, actor)
    return row


def adults_of(child_ids: Iterable[int], *, today_only: bool = False) -> dict[int, list[PickupPerson]]:
    """Standing authorisations by child; `today_only`: those that hold on this very day. One statement."""
    standing = select(PickupPerson).where(
        PickupPerson.child_id.in_(list(child_ids)), PickupPerson.revoked_at.is_(None),
        PickupPerson.valid_until >= community_today(), or_(still_holds(PickupPerson), _vouched()),
    )
    found: dict[int, list[PickupPerson]] = {}
    for row in session.scalars(standing.order_by(PickupPerson.id)):
        if not today_only or holds_today(row):
            found.setdefault(row.child_id, []).append(row)
    return found


def _vouched() -> Any:
    """The guardian died, and staff let the adult come on; the moment a guardian lives after all, their own word counts."""
    return PickupPerson.vouched_at.is_not(None) & fell_by_death(PickupPerson)


def holds_today(row: PickupPerson) -> bool:
    """Whether this adult may come today."""
    day = community_today()
    return (
        row.revoked_at is None
        and row.valid_from <= day <= row.valid_until
        and (not row.weekdays or str(day.weekday()) in row.weekdays)
    )


def sign_alone(child_id: int, actor: Any, first: date, last: date, signature: str) -> AloneConsent:
    """A guardian signs that the child goes home alone; raises Refused for a child that is too young."""
    child = consented_child(actor, child_id)
    _span(first, last)
    least = rules().alone_age
    if child.birth_date is None or age_of(child.birth_date, community_today()) < least:
        raise Refused(_("孩子满 %(least)d 岁才能自己回家，请让家里的大人来接。", least=least))
    row = AloneConsent(
        child_id=child.id, guardian_id=actor.person_id, valid_from=first, valid_until=last, signed_at=now()
    )
    session.add(row)
    session.flush()
    keep_signature(signature, ALONE, row.id)
    _noted("after_school.sign_alone", _("签字同意孩子自己回家"), child, actor)
    said = _l("家里另一位监护人签字同意孩子自己回家。不是家里商量好的，请马上告诉老师。")
    tell_guardians(child.id, said, links.child(child.id), besides=actor.person_id)
    return row


def withdraw_alone(child_id: int, actor: Any) -> None:
    """The child is fetched again from now on."""
    child = own_child(actor, child_id, deciding=True)
    standing = select(AloneConsent).where(AloneConsent.child_id == child.id, AloneConsent.revoked_at.is_(None))
    for row in session.scalars(standing).all():
        row.revoked_at = now()
    session.flush()
    _noted("after_school.withdraw_alone", _("撤回了孩子自己回家的同意"), child, actor)


def alone_today(child_ids: Iterable[int]) -> set[int]:
    """The children who may leave alone today; one statement."""
    day = community_today()
    return set(
        session.scalars(
            select(AloneConsent.child_id).where(
                AloneConsent.child_id.in_(list(child_ids)), AloneConsent.revoked_at.is_(None),
                AloneConsent.valid_from <= day, AloneConsent.valid_until >= day, still_holds(AloneConsent),
            )
        )
    )


def block(child: Person, actor: Any, name: str, phone: str, reason: str, adult_id: int | None = None) -> BlockedAdult:
    """Staff notes an adult who must not take the child; the service that calls has opened the child.

    Where name or phone are a guardian's, the guardian is meant, whatever they are called later.
    """
    if not name.strip() or not reason.strip():
        raise Refused(_("请写明姓名和原因（比如法院的文书），再提交一次。"))
    adult_id = adult_id or _guardian_meant(child.id, name, phone)
    row = BlockedAdult(child_id=child.id, adult_id=adult_id, since=community_today(), ended_on=None)
    row.name, row.phone, row.reason = name, phone, reason
    session.add(row)
    session.flush()
    _noted("after_school.block", _("登记了一位不能接走孩子的大人"), child, actor)
    return row


def _guardian_meant(child_id: int, name: str, phone: str) -> int | None:
    same = [Person.name == " ".join(name.split())] + ([Person.phone.matches(phone)] if phone.strip() else [])
    mine = select(Person.id).join(Guardianship, Guardianship.guardian_id == Person.id)
    found: int | None = session.scalar(
        mine.where(Guardianship.child_id == child_id, Guardianship.until.is_(None), or_(*same)).limit(1)
    )
    return found


def unblock(block_id: int, child: Person, actor: Any, reason: str) -> None:
    """The block ends today; raises Missing, Refused without a reason."""
    row = session.get(BlockedAdult, block_id)
    if row is None or row.child_id != child.id:
        raise Missing(_("没有找到这条登记。请刷新页面。"))
    if not reason.strip():
        raise Refused(_("请写明为什么不再限制，再提交一次。"))
    row.ended_on = community_today()
    session.flush()
    _noted("after_school.unblock", _("取消了对一位大人的限制"), child, actor, reason.strip())


def _noted(action: str, said: str, child: Person, actor: Any, reason: str = "") -> None:
    audit.write(action, said, actor=actor, object_kind="person", object_id=child.id, reason=reason)


def photos_of(pickup_ids: list[int]) -> dict[int, int]:
    """The photo of each named adult; one statement."""
    return {owner: found[-1].id for owner, found in pictures_of(PHOTO, pickup_ids).items()}
