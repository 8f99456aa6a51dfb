"""However people click, a case and a visit never leave their graphs, and every refusal is a sentence."""
from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from core.errors import Refused
from core.kernel.actor import SYSTEM
from core.kernel.workflow import WorkflowRefused
from core.kernel.workflow.models import pen
from core.people.models import Person
from core.people.services import give_consent
from core.tenancy.session import db
from plugins.paired_help import CARE
from plugins.paired_help.services import visits
from plugins.paired_help.services.gates import latest_sheet
from plugins.paired_help.terms import REVIEW
from plugins.paired_help.workflow import HELPED, VISIT_OPEN, case_flow, visit_flow

from .conftest import Station

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
VALUES = {"level": "key", "needs": [], "skill_id": None, "language": "", "goals": "自己买菜"}
# The conditions of these are tested one by one in test_refusals.
GATED = {
    "begin": "还没有主帮扶人", "keep_on": "请先填这一次的回顾评估表", "try_out": "请先填这一次的回顾评估表",
    "graduate": "试行期还没有满",
}


def put(row: Any, state: str) -> None:
    """Into a state, as a test only may."""
    with pen():
        row.state = state
    db.session.flush()


def test_every_step_of_a_case_is_taken_from_its_states_and_refused_from_all_others(station: Station, until: Any) -> None:
    case = until("identified")
    give_consent(db.session.get_one(Person, station.elder_id), CARE, SYSTEM)
    tried = 0
    for state, (name, arrow) in product(case_flow.graph.states, case_flow.graph.transitions.items()):
        with db.session.begin_nested() as nested:
            put(case, state)
            tried += 1
            actor = station.elder if name == "stop" else SYSTEM
            if state in arrow.sources and name not in GATED:
                assert case_flow.fire(case, name, actor, "理由", **VALUES).state == arrow.target
            else:
                said = GATED[name] if state in arrow.sources else str(case_flow.graph.states[state].title)
                with pytest.raises(WorkflowRefused, match=said):
                    case_flow.fire(case, name, actor, "理由", **VALUES)
                assert case.state == state
            nested.rollback()
        db.session.expire_all()
    assert tried == 12 * 17


def test_every_step_of_a_visit_is_taken_from_its_states_and_refused_from_all_others(station: Station, until: Any) -> None:
    case = until("active")
    visit = visits.open_visit(case.id)
    assert visit is not None
    for state, (name, arrow) in product(visit_flow.graph.states, visit_flow.graph.transitions.items()):
        with db.session.begin_nested() as nested:
            put(visit, state)
            actor = station.helper() if name == "pass_on" else SYSTEM
            if state in arrow.sources:
                assert visit_flow.fire(visit, name, actor, "理由", met_at=visit.state_since).state == arrow.target
            else:
                with pytest.raises(WorkflowRefused, match=str(visit_flow.graph.states[state].title)):
                    visit_flow.fire(visit, name, actor, "理由", met_at=visit.state_since)
            nested.rollback()
        db.session.expire_all()


def test_a_state_is_open_final_or_graduated_and_nothing_else(site: Any) -> None:
    final = {key for key, state in case_flow.graph.states.items() if state.final}
    assert final == {"transferred", "deceased", "declined"}
    assert {*HELPED, *final, "graduated"} < case_flow.graph.states.keys()
    assert {key for key, state in visit_flow.graph.states.items() if not state.final} == set(VISIT_OPEN)


def test_a_step_without_a_reason_is_refused_where_one_is_wanted(station: Station, until: Any) -> None:
    case = until("active")
    wanted = [name for name, arrow in case_flow.graph.transitions.items() if arrow.reason]
    assert wanted == ["fall_back", "reopen", "stop", "decline", "transfer"]
    with pytest.raises(Refused, match="请写明“转出社区”的原因"):
        case_flow.fire(case, "transfer", station.worker, " ")
    assert latest_sheet(case, REVIEW) is None
