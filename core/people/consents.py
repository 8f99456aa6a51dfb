"""A person's consents: one row for each purpose and text version, withdrawn as easily as given."""
from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar

from sqlalchemy import Select, select

from core.clock import now
from core.communities.words import N_
from core.events import Event, publish
from core.kernel import audit
from core.kernel.actor import Actor, on_behalf_of
from core.people.models import Consent, Person
from core.tenancy.session import db
from core.texts import gettext as _


@dataclass(frozen=True)
class Purpose:
    """One use of personal data that people are asked about. A changed `text` needs a new `version`."""

    name: str
    title: str
    version: str
    text: str

    @property
    def text_hash(self) -> str:
        """SHA-256 of the original text, which proves what was agreed to."""
        return sha256(self.text.encode()).hexdigest()

    def shown(self) -> str:
        """The text in the reader's language."""
        return _(self.text)


@dataclass(frozen=True)
class ConsentWithdrawn(Event):
    """A person took back the consent to a purpose: whoever works on its ground stops."""

    kept: ClassVar[bool] = True
    person_id: int
    purpose: str


purposes: dict[str, Purpose] = {}


def declare_purpose(purpose: Purpose) -> Purpose:
    """Make a purpose known, at start-up; a name is declared once. A plugin's stand in its manifest."""
    if purposes.setdefault(purpose.name, purpose) != purpose:
        raise ValueError(f"purpose {purpose.name!r} is declared twice, with different texts")
    return purpose


def purpose_of(name: str) -> Purpose:
    """A declared purpose; raises LookupError."""
    return purposes[name]


VOLUNTEERING = declare_purpose(
    Purpose(
        "volunteering",
        N_("志愿服务"),
        "1",
        N_(
            "我同意社区为组织志愿服务使用我的姓名、联系电话、住址、技能和可服务时间：用于审核申请、安排服务和记录服务时长。"
            "电话只给经办的工作人员和我正在服务的居民看，不公开，不作其他用途。我可以随时撤回同意，撤回后不再安排服务。"
        ),
    )
)

CHILD_DATA = declare_purpose(
    Purpose(
        "child_data",
        N_("孩子的个人信息"),
        "1",
        N_(
            "我是这个孩子的监护人，同意社区登记并使用孩子的姓名、性别、出生日期和住址，以及我以后补充的内容，只用于登记人口、"
            "为孩子安排课后照护和活动、保证接送安全。孩子的资料单独管理：工作人员要经负责人批准才能打开，每次打开都有记录，"
            "我可以查看是谁看过。不公开，不给别的单位，不作其他用途。我可以随时查看、更正、导出，也可以随时撤回同意；"
            "不同意或撤回，不影响家里使用其他服务。"
        ),
    )
)


def give_consent(person: Person, purpose: Purpose, actor: Actor, *, given_by: Person | None = None) -> Consent:
    """Note a yes to the purpose's present text; the same yes twice is one row. `given_by`: a guardian or helper."""
    standing = db.session.scalar(_standing(person.id, purpose.name).where(Consent.text_version == purpose.version))
    if standing is not None:
        return standing
    consent = Consent(
        person_id=person.id,
        purpose=purpose.name,
        text_version=purpose.version,
        text_hash=purpose.text_hash,
        given_at=now(),
        given_by_id=(given_by or person).id,
    )
    db.session.add(consent)
    db.session.flush()
    for_them = on_behalf_of(actor, consent.given_by_id)
    _noted("people.give_consent", _("%(name)s同意：%(what)s", name=person.name, what=_(purpose.title)), person, for_them)
    return consent


def withdraw_consent(person: Person, purpose: Purpose, actor: Actor) -> int:
    """Withdraw every standing yes to a purpose, whatever the version; returns how many. The rows stay as history.

    Plugins hear ConsentWithdrawn after the commit.
    """
    rows = list(db.session.scalars(_standing(person.id, purpose.name)))
    for consent in rows:
        consent.withdrawn_at = now()
    db.session.flush()
    if rows:
        text = _("%(name)s撤回同意：%(what)s", name=person.name, what=_(purpose.title))
        _noted("people.withdraw_consent", text, person, actor)
        publish(ConsentWithdrawn(person.id, purpose.name))
    return len(rows)


def has_consent(person_id: int, purpose: Purpose) -> bool:
    """Whether the person stands by a yes to the present version of the text."""
    found = _standing(person_id, purpose.name).where(Consent.text_version == purpose.version)
    return db.session.scalar(found.limit(1)) is not None


def _standing(person_id: int, purpose: str) -> Select[Any]:
    return select(Consent).where(
        Consent.person_id == person_id, Consent.purpose == purpose, Consent.withdrawn_at.is_(None)
    )


def _noted(action: str, text: str, person: Person, actor: Actor) -> None:
    audit.write(action, text, actor=actor, object_kind="person", object_id=person.id)
