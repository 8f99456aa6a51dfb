"""Collects the rows of the demo's cases and writes them table by table."""
from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import update

from core.api import (
    ServiceRecord,
    Volunteer,
    WorkflowStep,
    bulk_insert,
    bulk_row,
    current_community,
    local_day,
    now,
    past_steps,
    session,
)

from ..models import Assignment, Case, Note, Sheet, Signature, Visit
from ..terms import BEST, INDICATORS, MEDIA, NEEDS, score_of
from ..workflow import visit_flow
from .texts import FOLLOW_UPS, NOBODY, NOTES

ORDER: tuple[Any, ...] = (Case, Sheet, Assignment, Visit, ServiceRecord, Note, Signature, WorkflowStep)
WORDS = {Case: ("situation", "goals", "own_view"), Sheet: ("words",), Note: ("words", "follow_up")}


class Books:
    """Rows by table."""

    def __init__(self, rng: Random) -> None:
        self.rng, self.community_id = rng, current_community().id
        self.rows: dict[Any, list[dict[str, Any]]] = {model: [] for model in ORDER}
        self.last_served: dict[int, datetime] = {}

    def add(self, model: Any, **values: Any) -> dict[str, Any]:
        """A row; its words are encrypted on the way."""
        texts = {name: values.pop(name, None) for name in WORDS.get(model, ())}
        row = bulk_row(**values)
        for name, text in texts.items():
            row |= getattr(model, name).columns(row["id"], text, self.community_id)
        self.rows[model].append(row)
        return row

    def sheet(self, case: dict[str, Any], kind: str, on: date, answers: dict[str, int], author: int | None) -> None:
        """An indicator sheet."""
        self.add(
            Sheet, case_id=case["id"], person_id=case["person_id"], author_id=author, kind=kind, round=1, taken_on=on,
            answers=dict(answers), score=score_of(answers), words="和上次比，精神好一些。" if kind != "entry" else None,
        )

    def helper(self, case: dict[str, Any], helper: Any, function: str, since: datetime, until: datetime | None = None) -> None:
        """One function of one helper."""
        self.add(
            Assignment, case_id=case["id"], person_id=case["person_id"], helper_id=helper.id, volunteer_id=helper.volunteer_id,
            unit_id=helper.unit_id if function == "unit_pair" else None, function=function, since=since, until=until,
            shared_at=None, end_reason="已退出帮扶" if until else "",
        )

    def visited(self, case: dict[str, Any], helper: Any, at: datetime, planned: datetime) -> None:
        """A visit that was made, its note and its hours."""
        minutes = self.rng.choice((20, 30, 30, 40, 45, 60))
        steps, state, since = past_steps(visit_flow, 0, [("", planned, None, ""), ("finish", at, helper, "")])
        visit = self.add(
            Visit, case_id=case["id"], person_id=case["person_id"], kind="regular", due_on=local_day(at), done_at=at,
            state=state, state_since=since, due_at=None,
        )
        self._steps(steps, visit["id"])
        record = self.add(
            ServiceRecord, helper_id=helper.id, helped_id=case["person_id"], skill_id=None, team_id=None,
            source="paired_help", source_key=f"paired_help:demo:{visit['id']}", minutes=minutes,
            started_at=at - timedelta(minutes=minutes), ended_at=at, proof="one", recorded_by_id=helper.id, note="结对走访",
        )
        self.last_served[helper.volunteer_id] = max(at, self.last_served.get(helper.volunteer_id, at))
        self.note(case, visit, helper, at, minutes, record["id"])

    def note(
        self, case: dict[str, Any], visit: dict[str, Any], helper: Any, at: datetime, minutes: int, record: int | None
    ) -> None:
        """What was written after a visit, or after a try where there is no record of hours."""
        met = record is not None
        wish = self.rng.choice(FOLLOW_UPS) if met and self.rng.random() < 0.05 else None
        recent = at > now() - timedelta(days=20)
        self.add(
            Note, case_id=case["id"], visit_id=visit["id"], person_id=case["person_id"], helper_id=helper.id,
            service_record_id=record, at=at, minutes=minutes, contact=met, medium=self.rng.choice(list(MEDIA)[:2]),
            needs=sorted(self.rng.sample(list(NEEDS), self.rng.randint(0, 2))) if met else [], written_at=at,
            follow_up_on=local_day(at) + timedelta(days=7) if wish else None,
            follow_up_done_at=None if recent else at, words=self.rng.choice(NOTES if met else NOBODY), follow_up=wish,
        )

    def open_visit(
        self, case: dict[str, Any], due: date, steps: list[tuple[str, datetime, Any, str]], rings: datetime | None,
        kind: str = "regular",
    ) -> dict[str, Any]:
        """The visit that is due; `rings`: when it is handed on."""
        made, state, since = past_steps(visit_flow, 0, steps)
        visit = self.add(
            Visit, case_id=case["id"], person_id=case["person_id"], kind=kind, due_on=due, done_at=None, state=state,
            state_since=since, due_at=rings,
        )
        self._steps(made, visit["id"])
        return visit

    def history(self, steps: list[dict[str, Any]], row_id: int) -> None:
        """The steps of a row whose id was not known before."""
        self._steps(steps, row_id)

    def _steps(self, steps: list[dict[str, Any]], row_id: int) -> None:
        self.rows[WorkflowStep] += [step | {"row_id": row_id} for step in steps]

    def write(self) -> None:
        """Everything, in the order of the foreign keys."""
        for model in ORDER:
            bulk_insert(model, self.rows[model])
        served = [
            {"community_id": self.community_id, "id": volunteer, "last_served_at": at}
            for volunteer, at in sorted(self.last_served.items())
        ]
        if served:
            session.execute(update(Volunteer), served)
        session.expire_all()


def first_answers(rng: Random) -> dict[str, int]:
    """A sheet at entry: something is hard everywhere."""
    low = rng.random()
    return {key: min(BEST, max(0, round(rng.gauss(1.0 + low, 0.8)))) for key in INDICATORS}


def better(rng: Random, answers: dict[str, int], steps: int) -> dict[str, int]:
    """The same some months later: `steps` points more."""
    found = dict(answers)
    for _point in range(steps):
        open_lines = [key for key in INDICATORS if found[key] < BEST]
        if open_lines:
            found[rng.choice(open_lines)] += 1
    return found
