"""One case with its visit, note, sheet, helper and signature, for tests that visit every address."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from core.api import (
    SYSTEM,
    Person,
    community_today,
    example_resident,
    example_volunteer,
    give_consent,
    now,
    session,
)

from .. import CARE
from ..models import Assignment, Case, Note, Signature, Speaks, Visit
from ..services import cases, sheets, visits
from ..terms import INDICATORS, LEAD, STATION
from ..workflow import case_flow

NAME = "示例帮扶对象"


def examples() -> dict[str, dict[str, Any]]:
    """Values for every route with arguments; made once per community."""
    found = session.scalar(select(Case).join(Person, Person.id == Case.person_id).where(Person.name == NAME))
    case = found or _make()
    visit = session.scalar(select(Visit.id).where(Visit.case_id == case.id, Visit.state == "planned"))
    note = session.scalar(select(Note.id).where(Note.case_id == case.id))
    helper = session.scalar(select(Assignment.id).where(Assignment.case_id == case.id))
    signature = session.scalar(select(Signature.id).where(Signature.case_id == case.id))
    one, mine = {"case_id": case.id}, {"visit_id": visit}
    values: dict[str, dict[str, Any]] = dict.fromkeys(("case_page", "sheet", "consent", "plan", "match", "hurry"), one)
    values |= dict.fromkeys(("my_visit", "pass_on", "phone"), mine)
    values |= {
        "do": {**one, "step": "call_review"}, "read": {**one, "what": "case"}, "assign": {**one, "function": "lead"},
        "change_assignment": {**one, "assignment_id": helper, "what": "share"}, "staff_note": {**one, "visit_id": visit},
        "follow_up_done": {"note_id": note}, "sign": {**one, "side": "station"}, "read_mine": {**mine, "what": "goals"},
        "signature_picture": {**one, "signature_id": signature},
    }
    return {f"paired_help.{name}": arguments for name, arguments in values.items()}


def _make() -> Case:
    person, helper = example_resident(NAME), Person(name="示例帮扶人")
    session.add(helper)
    session.flush()
    case = cases.open_case(SYSTEM, person.id, source="visit", situation="示例：独自住，腿脚不便。")
    sheets.fill(case.id, SYSTEM, dict.fromkeys(INDICATORS, 1), words="示例：要扶着走。")
    give_consent(person, CARE, SYSTEM)
    cases.consent(case.id, SYSTEM)
    cases.plan(case.id, SYSTEM, needs=["health"], goals="示例：办好慢性病证。")
    session.add(_assignment(case, helper))
    session.flush()
    case_flow.fire(case, "match", SYSTEM)
    cases.step(case.id, "begin", SYSTEM)
    visit = visits.open_visit(case.id)
    assert visit is not None
    note = Note(
        case_id=case.id, visit_id=visit.id, person_id=person.id, helper_id=helper.id, at=now(), minutes=0, contact=False,
        medium="home", needs=["health"], written_at=now(), follow_up_on=community_today() + timedelta(days=3),
    )
    note.words, note.follow_up = "示例：没人应门。", "示例：再打电话。"
    signature = Signature(
        case_id=case.id, person_id=person.id, signer_id=helper.id, side=STATION, round=0, signed_at=now(), picture_id=None
    )
    session.add_all([note, signature, Speaks(person_id=helper.id, language="nanning")])
    session.flush()
    return case


def _assignment(case: Case, helper: Person) -> Assignment:
    volunteer_id = example_volunteer(helper)
    return Assignment(
        case_id=case.id, person_id=case.person_id, helper_id=helper.id, volunteer_id=volunteer_id, function=LEAD, since=now()
    )
