"""The one door to the words about a person: who may read what, with a reason, and an audit row for every reading."""
from __future__ import annotations

from typing import Any

from core.api import Actor, Person, _, audit, session

from ..errors import MayNotRead, no_case
from ..models import Assignment, Case, Note, Sheet
from .helping import assignment_of

READ = "paired_help.read_notes"
CASE_FIELDS = ("situation", "goals", "own_view")
NOTE_FIELDS = ("words", "follow_up")


def open_case_words(case: Case, actor: Actor, reason: str) -> dict[str, str]:
    """Situation, goals and own view in clear, for a worker with a reason. Commit before showing."""
    _worker(case, actor, reason)
    _note(case, case, actor, reason, _("查看了%(name)s帮扶档案里的文字"))
    return {name: _clear(case, name) for name in CASE_FIELDS}


def open_note(note: Note, actor: Actor, reason: str) -> dict[str, str]:
    """A visit note in clear, for a worker with a reason. Commit before showing."""
    case = session.get_one(Case, note.case_id)
    _worker(case, actor, reason)
    _note(note, case, actor, reason, _("查看了%(name)s的一条走访记录"))
    return {name: _clear(note, name) for name in NOTE_FIELDS}


def open_sheet(sheet: Sheet, actor: Actor, reason: str) -> str:
    """The words on an indicator sheet in clear, for a worker with a reason. Commit before showing."""
    case = session.get_one(Case, sheet.case_id)
    _worker(case, actor, reason)
    _note(sheet, case, actor, reason, _("查看了%(name)s评估表里的文字"))
    return _clear(sheet, "words")


def may_see(note: Note, mine: Assignment) -> bool:
    """Whether a helper sees a note at all: the own ones, those since they came, and earlier ones that were shared."""
    return note.helper_id == mine.helper_id or note.at >= mine.since or mine.shared_at is not None


def open_note_as_helper(note: Note, actor: Actor) -> dict[str, str]:
    """A visit note in clear for a helper of the case, noted in the audit too; raises Missing for all others."""
    mine = assignment_of(note.case_id, actor.person_id)
    if mine is None or not may_see(note, mine):
        raise no_case()
    case = session.get_one(Case, note.case_id)
    _note(note, case, actor, _("走访前看上次的情况"), _("查看了%(name)s的一条走访记录"))
    return {name: _clear(note, name) for name in NOTE_FIELDS}


def open_goals_as_helper(case: Case, actor: Actor) -> str:
    """The plan's goals in clear for a helper of the case; raises Missing for all others."""
    if assignment_of(case.id, actor.person_id) is None:
        raise no_case()
    _note(case, case, actor, _("走访前看帮扶计划"), _("查看了%(name)s的帮扶计划"))
    return _clear(case, "goals")


def open_phone_as_helper(case: Case, actor: Actor) -> str | None:
    """The person's phone number for a helper of the case, noted in the audit; raises Missing for all others."""
    if assignment_of(case.id, actor.person_id) is None:
        raise no_case()
    person = session.get_one(Person, case.person_id)
    _note(case, case, actor, _("走访前联系"), _("查看了%(name)s的电话"))
    number: str | None = Person.phone.clear(person)
    return number


def own_words(case: Case) -> dict[str, str]:
    """The plan and the own view in clear, for the person whom they are about."""
    return {name: _clear(case, name) for name in ("goals", "own_view")}


def _worker(case: Case, actor: Actor, reason: str) -> None:
    if not actor.can(READ, case):
        raise MayNotRead(_("您没有查看这些文字的权限，如工作需要，请联系社区管理员。"))
    if not reason.strip():
        raise MayNotRead(_("查看文字要写明事由，请填写后再试。"))


def _note(row: Any, case: Case, actor: Actor, reason: str, text: str) -> None:
    name = session.get_one(Person, case.person_id).name
    audit.write(
        "paired_help.read", text % {"name": name}, actor=actor, object_kind=row.__tablename__, object_id=row.id,
        reason=reason.strip()[:200],
    )


def _clear(row: Any, field: str) -> str:
    return getattr(type(row), field).clear(row) or ""
