"""Certificates of service on paper: each has a number in the register and a word that only the paper says.

Whoever is shown a paper may ask whether it is genuine, without an account. Number and word together are answered with what
the paper says already and a masked name; everything else, a right number with a wrong word included, is one same no.
"""
from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from core.api import (
    Missing,
    Page,
    Person,
    _,
    audit,
    community_today,
    get_person,
    lock_person,
    new_code,
    now,
    page_of,
    scope_filter,
    session,
)

from ..book_models import Certificate
from ..errors import NoWorkYet
from ..names import masked
from . import stars
from .cards import next_number

VIEW = "love_savings.view_station"
WORD_LENGTH = 10
_Issuer = aliased(Person)


@dataclass(frozen=True)
class Genuine:
    """What a stranger with the paper in hand may know."""

    certificate: Certificate
    name: str


def issue(person_id: int, actor: Any) -> Certificate:
    """Write a certificate of all that the person did; on the same day with the same hours it is the one before.

    For oneself, or by a worker in whose reach the person is. Raises Missing, NoWorkYet.
    """
    if actor.person_id != person_id:
        get_person(person_id, actor, VIEW)
    lock_person(person_id)
    work, today = stars.work_of(person_id), community_today()
    minutes = sum(one.minutes for one in work)
    if not work:
        raise NoWorkYet
    same = select(Certificate).where(
        Certificate.person_id == person_id, Certificate.day == today, Certificate.minutes == minutes, Certificate.word != ""
    )
    earlier: Certificate | None = session.scalar(same.order_by(Certificate.id.desc()).limit(1))
    if earlier is not None:
        return earlier
    made = Certificate(
        person_id=person_id, issued_by_id=actor.person_id, number=next_number("certificate"), word=new_code(WORD_LENGTH),
        day=today, issued_at=now(), minutes=minutes, work=[[one.source, one.times, one.minutes] for one in work],
    )
    session.add(made)
    session.flush()
    audit.write(
        "love_savings.certificate", _("开具了服务证明"), actor=actor, object_kind="love_savings_certificate",
        object_id=made.id, after={"number": shown(made.number), "minutes": minutes},
    )
    return made


def shown(number: int) -> str:
    """The number as it is printed: 000012."""
    return f"{number:06d}"


def certificate(certificate_id: int, actor: Any) -> Certificate:
    """For whom it speaks of, and for workers in whose reach that person is; raises Missing."""
    found = session.get(Certificate, certificate_id)
    if found is None or not _in_reach(found.person_id, actor):
        raise Missing(_("没有这份服务证明。"))
    return found


def _in_reach(person_id: int, actor: Any) -> bool:
    if person_id == actor.person_id:
        return True
    try:
        get_person(person_id, actor, VIEW)
    except Missing:
        return False  # said as if there were no such certificate
    return True


def work_on(paper: Certificate) -> list[stars.Work]:
    """Its lines."""
    return [stars.Work(*line) for line in paper.work]


def of_person(person_id: int) -> Sequence[Certificate]:
    """The person's latest certificates."""
    query = select(Certificate).where(Certificate.person_id == person_id).order_by(Certificate.number.desc()).limit(10)
    return session.scalars(query).all()


def register(actor: Any, text: str, page: int) -> Page:
    """(certificate, whom, by whom) of the people in the actor's reach, the newest first, found by number or name."""
    where = [scope_filter(actor, VIEW, Person)]
    words = text.strip()
    if words.isdecimal():
        where.append(Certificate.number == int(words[:9]))
    elif words:
        where.append(Person.name.contains(words, autoescape=True))
    query = (
        select(Certificate, Person.name, _Issuer.name.label("issuer"))
        .join(Person, Person.id == Certificate.person_id)
        .outerjoin(_Issuer, _Issuer.id == Certificate.issued_by_id)
        .where(*where)
        .order_by(Certificate.number.desc())
    )
    counted = select(func.count(Certificate.id)).join(Person, Person.id == Certificate.person_id).where(*where)
    return page_of(query, page, counted)


def genuine(number: str, word: str) -> Genuine | None:
    """Whether there is a paper with this number and this word; None for everything else alike."""
    digits = "".join(c for c in number if c.isascii() and c.isdigit())[:9]
    said = "".join(c for c in word.upper() if c.isalnum())
    row = session.execute(
        select(Certificate, Person.name)
        .join(Person, Person.id == Certificate.person_id)
        .where(Certificate.number == int(digits or 0))
    ).one_or_none()
    right = row[0].word if row else ""
    if not hmac.compare_digest(said.encode(), right.encode()) or not right:
        return None
    return Genuine(row[0], masked(row[1]))
