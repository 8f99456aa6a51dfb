"""Who is responsible for a child, and who must not come near it: asked here by everything that concerns hand-over."""
from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from core.api import (
    CHILD_DATA,
    Guardianship,
    Missing,
    Person,
    Refused,
    _,
    children_of,
    community_today,
    guardians_of,
    has_consent,
    is_child,
    is_guardian,
    notify,
    session,
    tidy_phone,
)

from ..child_models import BlockedAdult
from ..rules import NAME


def guardian_side(actor: Any) -> int:
    """The guardian who speaks: the actor, or for whom staff act; 0 for nobody."""
    side: int | None = actor.acting_for_id or actor.person_id
    return side or 0


def own_children(guardian_id: int) -> list[Person]:
    """The children of whom a guardian sees classes and times: not those whom this very guardian must not take."""
    children = children_of(guardian_id)
    hidden = kept_away(guardian_id, [child.id for child in children])
    return [child for child in children if child.id not in hidden]


def own_child(actor: Any, child_id: int, *, deciding: bool = False) -> Person:
    """A guardian's own child; raises Missing for anybody else's, Refused where this guardian may not decide.

    Who must not take the child is told neither where it is nor that it was found out: a block is for staff only.
    """
    side = guardian_side(actor)
    if not side or not is_guardian(side, child_id) or kept_away(side, [child_id]):
        raise Missing(_("没有找到这个孩子。请回到“我的课堂”重新选择。"))
    if deciding and not any(p.id == side and tie.may_decide for tie, p in guardians_of(child_id)):
        raise Refused(_("这件事要由能为孩子做决定的监护人来办，请与家人商量。"))
    child: Person = session.get_one(Person, child_id)
    return child


def consented_child(actor: Any, child_id: int) -> Person:
    """The same for what stores something new about the child; raises Refused while no consent of a guardian stands."""
    child = own_child(actor, child_id, deciding=True)
    if is_child(child) and not has_consent(child.id, CHILD_DATA):
        raise Refused(_("还没有同意使用%(name)s的资料，或同意已经撤回。请先到“我的孩子”里同意，再来办。", name=child.name))
    return child


def still_holds(model: Any) -> ColumnElement[bool]:
    """A guardian's word about who fetches the child holds while they live, may decide for it, and are not blocked."""
    return _said_by_guardian(model, Person.deceased_on.is_(None))


def fell_by_death(model: Any) -> ColumnElement[bool]:
    """The same word would hold, had the guardian not died."""
    return _said_by_guardian(model, Person.deceased_on.is_not(None))


def _said_by_guardian(model: Any, alive: ColumnElement[bool]) -> ColumnElement[bool]:
    tie = select(Guardianship.id).join(Person, Person.id == Guardianship.guardian_id).where(
        alive,
        Guardianship.community_id == model.community_id, Guardianship.child_id == model.child_id,
        Guardianship.guardian_id == model.guardian_id, Guardianship.may_decide, Guardianship.until.is_(None),
    )
    blocked = select(BlockedAdult.id).where(
        BlockedAdult.community_id == model.community_id, BlockedAdult.child_id == model.child_id,
        BlockedAdult.adult_id == model.guardian_id, _standing(),
    )
    return tie.exists() & ~blocked.exists()


def who_comes(child_id: int) -> list[tuple[Any, Person]]:
    """The guardians who may fetch the child; where the last one ended it today, the child goes home with them still."""
    found = guardians_of(child_id)
    if found:
        return found
    ended = (
        select(Guardianship, Person)
        .join(Person, Person.id == Guardianship.guardian_id)
        .where(
            Guardianship.child_id == child_id, Guardianship.until == community_today(), Person.deceased_on.is_(None),
        )
    )
    return [(tie, person) for tie, person in session.execute(ended.order_by(Guardianship.priority, Guardianship.id))]


def guardians_by_child(child_ids: Iterable[int]) -> dict[int, list[tuple[Any, Person]]]:
    """The guardians of many children who are alive, by priority, in one statement."""
    found: dict[int, list[tuple[Any, Person]]] = {}
    rows = session.execute(
        select(Guardianship, Person)
        .join(Person, Person.id == Guardianship.guardian_id)
        .where(Guardianship.child_id.in_(list(child_ids)), Guardianship.until.is_(None), Person.deceased_on.is_(None))
        .order_by(Guardianship.priority, Guardianship.id)
    )
    for tie, person in rows:
        found.setdefault(tie.child_id, []).append((tie, person))
    return found


def blocks_of(child_ids: Iterable[int]) -> dict[int, list[BlockedAdult]]:
    """The adults who must not take these children, by child; one statement."""
    found: dict[int, list[BlockedAdult]] = {}
    standing = select(BlockedAdult).where(BlockedAdult.child_id.in_(list(child_ids)), _standing())
    for block in session.scalars(standing.order_by(BlockedAdult.id)):
        found.setdefault(block.child_id, []).append(block)
    return found


def is_blocked(child_id: int, *, person_id: int | None = None, name: str = "", phone: str = "") -> bool:
    """Whether this adult must not take the child: known by person, by phone or by name, however either is spelled."""
    return _meets(blocks_of([child_id]).get(child_id, ()), person_id, name, phone)


def kept_away(guardian_id: int, child_ids: Collection[int]) -> set[int]:
    """Those of a guardian's children whom this very guardian must not take, by all that is known of the guardian."""
    blocks = blocks_of(child_ids) if child_ids else {}
    if not blocks:
        return set()
    guardian = session.get_one(Person, guardian_id)
    phone = Person.phone.clear(guardian) or ""
    return {child_id for child_id, rows in blocks.items() if _meets(rows, guardian.id, guardian.name, phone)}


def _meets(blocks: Iterable[BlockedAdult], person_id: int | None, name: str, phone: str) -> bool:
    asked = {person_id, _spelled(name), tidy_phone(phone)} - {None, ""}
    return any(
        asked & {block.adult_id, _spelled(BlockedAdult.name.clear(block) or ""), tidy_phone(BlockedAdult.phone.clear(block) or "")}
        for block in blocks
    )


def _spelled(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def _standing() -> Any:
    return or_(BlockedAdult.ended_on.is_(None), BlockedAdult.ended_on > community_today())


def tell_guardians(child_id: int, text: Any, link: str, *, besides: int | None = None) -> list[int]:
    """Every guardian is told, not only the first one; an adult who is blocked is not, nor who is `besides`. Returns whom.

    About a child that died nobody is written to.
    """
    told: list[int] = []
    child = session.get(Person, child_id)
    if child is not None and child.deceased_on is not None:
        return told
    for _tie, person in guardians_of(child_id):
        if person.id != besides and not kept_away(person.id, [child_id]):
            notify(person.id, text, link, NAME)
            told.append(person.id)
    return told
