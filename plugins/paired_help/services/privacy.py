"""What paired help keeps about a person, as the one who is helped and as a helper: handed out, or made nameless."""
from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select, update

from core.api import session

from ..models import Assignment, Case, Note, Sheet, Signature, Speaks, Visit
from .reading import CASE_FIELDS, NOTE_FIELDS
from .signing import forget

QUIET = {"synchronize_session": False}


def export(person_id: int) -> dict[str, Any]:
    """Everything in clear about the one who is helped; of what a helper did, when and how long, not about whom."""
    return {
        "cases": [_case(row) for row in _of(Case, Case.person_id == person_id)],
        "sheets": [_sheet(row, person_id) for row in _of(Sheet, _either(Sheet, "author_id", person_id))],
        "helpers": [_assignment(row, person_id) for row in _of(Assignment, _either(Assignment, "helper_id", person_id))],
        "visits": [
            {"due_on": v.due_on.isoformat(), "state": v.state, "kind": v.kind} for v in _of(Visit, Visit.person_id == person_id)
        ],
        "notes": [_note(row, person_id) for row in _of(Note, _either(Note, "helper_id", person_id))],
        "signatures": [
            {"side": s.side, "signed_at": s.signed_at.isoformat()} for s in _of(Signature, _either(Signature, "signer_id", person_id))
        ],
        "languages": [row.language for row in _of(Speaks, Speaks.person_id == person_id)],
    }


def _of(model: Any, where: Any) -> list[Any]:
    return list(session.scalars(select(model).where(where).order_by(model.id)))


def _either(model: Any, other: str, person_id: int) -> Any:
    return or_(model.person_id == person_id, getattr(model, other) == person_id)


def _words(row: Any, fields: tuple[str, ...]) -> dict[str, str]:
    return {name: getattr(type(row), name).clear(row) or "" for name in fields}


def _case(case: Case) -> dict[str, Any]:
    return {
        "state": case.state, "level": case.level, "opened_on": case.opened_on.isoformat(), "needs": list(case.needs),
        **_words(case, CASE_FIELDS),
    }


def _sheet(sheet: Sheet, person_id: int) -> dict[str, Any]:
    found = {"kind": sheet.kind, "taken_on": sheet.taken_on.isoformat()}
    if sheet.person_id != person_id:
        return found
    return {**found, "score": sheet.score, "answers": dict(sheet.answers), **_words(sheet, ("words",))}


def _assignment(assignment: Assignment, person_id: int) -> dict[str, Any]:
    side = "helper" if assignment.helper_id == person_id else "helped"
    return {
        "side": side, "function": assignment.function, "since": assignment.since.isoformat(),
        "until": assignment.until.isoformat() if assignment.until else None,
        **({"end_reason": assignment.end_reason} if side == "helper" else {}),
    }


def _note(note: Note, person_id: int) -> dict[str, Any]:
    found = {"at": note.at.isoformat(), "minutes": note.minutes, "contact": note.contact, "medium": note.medium}
    if note.person_id != person_id:
        return found
    return {**found, "needs": list(note.needs), **_words(note, NOTE_FIELDS)}


def erase(person_id: int) -> None:
    """Clear all words about the one who is helped, and their drawings; the rows stay for the figures.

    What a helper wrote belongs to the one it is about; of the helper, why the functions ended, languages and
    signatures go.
    """
    about = {
        Case: {"needs": [], **_blank(CASE_FIELDS)},
        Sheet: {"answers": {}, **_blank(("words",))},
        Note: {"needs": [], "follow_up_on": None, **_blank(NOTE_FIELDS)},
        Assignment: {"end_reason": ""},
    }
    for model, values in about.items():
        session.execute(update(model).where(model.person_id == person_id).values(**values), execution_options=QUIET)
    helped = Assignment.helper_id == person_id
    session.execute(update(Assignment).where(helped).values(end_reason=""), execution_options=QUIET)
    for signature in _of(Signature, Signature.signer_id == person_id):
        forget(signature)
    for row in _of(Speaks, Speaks.person_id == person_id):
        session.delete(row)
    session.flush()


def _blank(fields: tuple[str, ...]) -> dict[str, None]:
    return {f"{name}_cipher": None for name in fields}
