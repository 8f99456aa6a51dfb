"""Putting a person into the register, correcting what it says, and finding one again."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core.communities.services import community_today
from core.errors import BadEntry
from core.kernel import audit
from core.kernel.actor import Actor
from core.people.ages import is_child
from core.people.errors import AlreadyKnown, NeedsConsent, NoSuchPerson
from core.people.id_number import read_id_number
from core.people.models import Person
from core.people.names import spelled
from core.people.terms import SEXES
from core.people.tidy import tidy_phone
from core.tenancy.session import db
from core.texts import gettext as _

VIEW = "people.view"


def get_person(person_id: int, actor: Actor, permission: str = VIEW) -> Person:
    """The person, if the actor may see them; raises NoSuchPerson alike for a missing row, a foreign and an erased one."""
    person = db.session.get(Person, person_id)
    if person is None or person.erased_on is not None or not actor.can(permission, person):
        raise NoSuchPerson(_("没有找到这位居民，可能已被删除，或不在您负责的范围内。"))
    return person


def lock_person(person_id: int) -> None:
    """Until the transaction ends, nobody else who calls this judges what the person has: call it before counting.

    A limit of so many per person holds only so; rows that merely name the person are not kept waiting.
    """
    db.session.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))


def register_person(
    *,
    name: str,
    actor: Actor,
    sex: str = "",
    birth_date: date | None = None,
    phone: str = "",
    id_number: str = "",
    note: str = "",
    consented: bool = False,
) -> Person:
    """Add a person, who lives nowhere yet. An ID number fills in what is missing and must agree with the rest.

    `consented`: for `register_child` only, which has asked the guardian. Raises BadEntry, BadIdNumber, AlreadyKnown
    when the ID number is in the register, NeedsConsent for a child under 14.
    """
    person = Person(name="", sex=sex, birth_date=birth_date, note=note)
    _rename(person, name)
    _set_phone(person, phone)
    _set_id_number(person, id_number)
    _check(person)
    if is_child(person) and not consented:
        raise _needs_guardian()
    with _one_holder():
        db.session.add(person)
    _noted("people.register", _("登记了%(name)s", name=person.name), person, actor)
    return person


def correct_person(person: Person, actor: Actor, **values: Any) -> Person:
    """Change name, sex, birth_date, phone, id_number or note; other keys raise TypeError. Same refusals as above."""
    before, was_child = _shown(person), is_child(person)
    setters = {"name": _rename, "phone": _set_phone, "id_number": _set_id_number}
    with _one_holder():
        for key, value in values.items():
            if key in setters:
                setters[key](person, value)
            elif key in ("sex", "birth_date", "note"):
                setattr(person, key, value)
            else:
                raise TypeError(f"correct_person() does not change {key!r}")
        _check(person)
        if is_child(person) and not was_child:
            raise _needs_guardian()
    _noted("people.correct", _("更正了%(name)s的资料", name=person.name), person, actor, before=before)
    return person


def _rename(person: Person, name: str) -> None:
    person.name = " ".join(name.split())
    if not 1 <= len(person.name) <= 30:
        raise BadEntry(_("请填写姓名，最多 30 个字。"))
    person.pinyin, person.initials = spelled(person.name)


def _set_phone(person: Person, phone: str) -> None:
    digits = tidy_phone(phone or "")
    if digits and not (digits.isascii() and digits.isdigit() and 7 <= len(digits) <= 15):
        raise BadEntry(_("电话号码应为 7 至 15 位数字，手机号是 11 位，请检查。"))
    person.phone = digits


def _set_id_number(person: Person, text: str) -> None:
    if not text:
        person.id_number = None
        return
    found = read_id_number(text)
    _must_agree(person, found.birth_date, found.sex)
    person.birth_date, person.sex = found.birth_date, found.sex
    same = select(Person.id).where(Person.id_number.matches(found.number), Person.id != person.id)
    with db.session.no_autoflush:
        if db.session.scalar(same.limit(1)) is not None:
            raise _already_known()
    person.id_number = found.number


def _needs_guardian() -> NeedsConsent:
    said = _("未满 14 岁的孩子，要监护人同意才能登记。请打开监护人的页面，点“登记孩子”。")
    refusal = NeedsConsent(said)
    refusal.field = "birth_date"
    return refusal


def _already_known() -> AlreadyKnown:
    return AlreadyKnown(_("这个身份证号已登记在另一位居民名下，请先搜索核对，不要重复登记。"))


@contextmanager
def _one_holder() -> Iterator[None]:
    """Store what is written inside; a number that another clerk stored in between is refused like a known one."""
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError as error:
        if "id_number_token" in str(error.orig):
            raise _already_known() from None
        raise


def _must_agree(person: Person, born: date, sex: str) -> None:
    if person.birth_date not in (None, born):
        raise BadEntry(_("出生日期与身份证号不一致，请以证件为准。"))
    if person.sex not in ("", None, sex):
        raise BadEntry(_("性别与身份证号不一致，请以证件为准。"))


def _check(person: Person) -> None:
    if person.sex not in SEXES:
        raise BadEntry(_("请选择性别。"))
    if person.birth_date is not None and not date(1880, 1, 1) <= person.birth_date <= community_today():
        raise BadEntry(_("出生日期不可能，请检查年份。"))


def _shown(person: Person) -> dict[str, Any]:
    """What the audit keeps: sensitive fields masked; of a child only which of them are filled in."""
    born = person.birth_date
    if is_child(person):
        kept = {"birth_date": born, "phone": person.phone, "id_number": person.id_number}
        hidden = {key: "****" if value else None for key, value in kept.items()}
        return {"name": person.name, "sex": person.sex, **hidden}
    return {
        "name": person.name,
        "sex": person.sex,
        "birth_date": born.isoformat() if born else None,
        "phone": str(person.phone) if person.phone else None,
        "id_number": str(person.id_number) if person.id_number else None,
    }


def _noted(action: str, text: str, person: Person, actor: Actor, before: dict[str, Any] | None = None) -> None:
    after = _shown(person)
    audit.write(action, text, actor=actor, object_kind="person", object_id=person.id, before=before, after=after)
