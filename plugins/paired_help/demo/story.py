"""One invented case from its first day until today, as rows."""
from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from core.api import community_today, community_zone, local_day, now, past_steps

from ..calendar import day_end
from ..models import Case, Signature
from ..rules import rules
from ..terms import CONTROL, ENTRY, EXIT, LEAD, NEEDS, REVIEW, SIGNERS, SOURCES, level_of, score_of
from ..workflow import case_flow
from .books import Books, better, first_answers
from .people import Helped, Helper
from .texts import GOALS, REASONS, SITUATIONS, VIEWS

INTAKE = ("assess", "consent", "plan", "match", "begin")
INTAKE_DAYS = 12
# Just before a review, in a trial, and at a trial's end.
LENGTHS = {"review": 102, "graduating": 235, "signing": 292}
WAITING = {"identified": 0, "assessed": 1, "consented": 2, "planned": 3, "matched": 4}
REVIEW_DAYS, REVIEW_TAKES, TRIAL_DAYS = 90, 5, 90
# Points of the sheet that allow a trial: 79 of 100.
ENOUGH = 19
# Notes are written for this long; who is visited each week for half of it.
PAST_DAYS = 360
# One in seven is due about now, so that helpers find something to do.
DUE_NOW = 0.15
# How many days a visit is late that stands with the backup, the grid worker, the station.
LATE = {"backup": 4, "grid": 6, "station": 10}
Past = tuple[str, datetime, Any, str]


class Story:
    """Steps are collected first; the case's row is closed when all of them are known."""

    def __init__(self, rng: Random, books: Books, person: Helped, author: Any) -> None:
        self.rng, self.books, self.person, self.author = rng, books, person, author
        self.today = community_today()
        self.steps: list[Past] = []
        self.first = self.answers = first_answers(rng)
        self.reviews: list[tuple[date, dict[str, int]]] = []
        self.opened_on = self.today
        self.level, self.state, self.since = "", "identified", now()
        self.started: datetime | None = None
        self.ended: datetime | None = None
        self.trial_ends: date | None = None
        self.last_contact: datetime | None = None
        self.lead: Helper | None = None
        self.helper_ids: set[int] = set()
        self.end = ""
        self.case: dict[str, Any] = {}

    @property
    def author_id(self) -> int | None:
        """The worker's id as a person."""
        return self.author.id if self.author else None

    @property
    def waits(self) -> bool:
        """Whether nobody goes there yet."""
        return self.started is None

    def begin(self, end: str) -> None:
        """The way to `end`: a state, or where its visit stands."""
        self.end = end
        if end in WAITING:
            self._take_on(self.rng.randint(3, 25), WAITING[end])
        elif end == "declined":
            self._take_on(self.rng.randint(60, 400), 1)
            self._step("decline", self.steps[-1][1] + timedelta(days=2), self.rng.choice(REASONS))
        else:
            self._take_on(self._length(end), len(INTAKE))
            self._look_back(end)
            if end == "graduated":
                self._graduate()

    def _length(self, end: str) -> int:
        """For how many days a case has been open that stands at `end` today."""
        if end in LENGTHS:
            return LENGTHS[end]
        if end == "graduated":
            return self.rng.randint(330, 1000)
        rounds = self.rng.randint(2 if end in (*LATE, "silent", "due") else 0, 7)
        return INTAKE_DAYS + rounds * (REVIEW_DAYS + REVIEW_TAKES) + self.rng.randint(5, 80)

    def _moment(self, days_ago: int) -> datetime:
        local = datetime.combine(self.today - timedelta(days=days_ago), time(10, self.rng.randrange(60)), community_zone())
        return min(local.astimezone(UTC), now() - timedelta(minutes=5))

    def _step(self, name: str, at: datetime, reason: str = "") -> None:
        person = None if name in ("review_due", "trial_over") else self.author
        self.steps.append((name, min(at, now() - timedelta(minutes=1)), person, reason))

    def _take_on(self, days_ago: int, steps: int) -> None:
        self._step("", self._moment(days_ago))
        opened = self.steps[0][1]
        for number, name in enumerate(INTAKE[:steps]):
            self._step(name, opened + timedelta(days=(1, 2, 4, 7, 10)[number] * min(1, days_ago / INTAKE_DAYS)))
        self.opened_on = self.today - timedelta(days=days_ago)
        if steps:
            self.level = level_of(score_of(self.answers))
        if steps == 5:
            self.started = self.steps[-1][1]

    def _look_back(self, end: str) -> None:
        """A review every ninety days; the last one opens the trial where the case leaves."""
        assert self.started is not None
        since, rhythm = self.started, timedelta(days=REVIEW_DAYS + REVIEW_TAKES)
        while since + timedelta(days=REVIEW_DAYS) < now():
            self._step("review_due", since + timedelta(days=REVIEW_DAYS))
            since += rhythm
            if since > now() or end == "review":
                return
            leaves = len(self.reviews) == 1 if end == "graduated" else end in LENGTHS and since + rhythm > now()
            better_by = max(0, ENOUGH - sum(self.answers.values())) if leaves else self.rng.randint(0, 2)
            self.answers = better(self.rng, self.answers, better_by)
            self.reviews.append((since.date(), self.answers))
            self._step("try_out" if leaves else "keep_on", since)
            if leaves:
                self.trial_ends = since.date() + timedelta(days=TRIAL_DAYS)
                return

    def _graduate(self) -> None:
        at = self.steps[-1][1] + timedelta(days=TRIAL_DAYS + 3)
        self._step("graduate", at)
        self.ended = at

    def helped_by(self, helper: Helper, function: str) -> None:
        """From the match on; until the graduation."""
        self._row()
        matched = next(at for name, at, _person, _reason in self.steps if name == "match")
        self.books.helper(self.case, helper, function, matched, self.ended)
        self.helper_ids.add(helper.id)
        if function == LEAD:
            self.lead = helper

    def visit(self, end: str) -> None:
        """The visits that were made, and the one that is due."""
        if self.lead is None or self.started is None:
            return
        gap = rules().days_between(self.level)
        stop = self.ended or now() - timedelta(days=self._days_since_last(end, gap))
        first = max(self.started + timedelta(days=2), stop - timedelta(days=PAST_DAYS // 2 if gap <= 7 else PAST_DAYS))
        made, at = [], stop
        while at > first:
            made.append(at.replace(hour=self.rng.randint(1, 9), minute=self.rng.choice((0, 10, 20, 30, 45))))
            at -= timedelta(days=max(2, gap + self.rng.randint(-1, 1)))
        for moment in reversed(made):
            self.books.visited(self.case, self.lead, moment, max(self.started, moment - timedelta(days=min(gap, 5))))
            self.last_contact = moment
        if self.ended is None:
            self._due(end, gap)
        elif self.steps[-1][0] == "graduate":
            self._control()

    def _days_since_last(self, end: str, gap: int) -> int:
        """How long ago the last visit was, for the next one to stand where it should."""
        if end == "silent":
            return rules().alarm_days(self.level) + 6
        if end in LATE:
            return gap + LATE[end]
        if end == "due":
            return gap + self.rng.choice((0, 0, 1))
        if self.rng.random() < DUE_NOW:
            return gap + self.rng.choice((-1, 0, 0, 1))
        return self.rng.randint(1, max(1, gap - 2))

    def _due(self, end: str, gap: int) -> None:
        start = self.last_contact or self.started or now()
        due = max(local_day(start) + timedelta(days=gap), self.today - timedelta(days=400))
        steps: list[Past] = [("", start, None, "")]
        handed_on = {"backup": 1, "grid": 2, "station": 3, "silent": 3}.get(end, 0)
        for number, name in enumerate(("to_backup", "to_grid", "to_station")[:handed_on]):
            late = min(day_end(due + timedelta(days=2 * number + 2)), now() - timedelta(hours=3 - number))
            steps.append((name, max(steps[-1][1], late), None, ""))
        rings = max(day_end(due + timedelta(days=2)), now() + timedelta(days=1, hours=6))
        self.books.open_visit(self.case, due, steps, None if handed_on == 3 else rings)

    def _control(self) -> None:
        assert self.ended is not None
        due = self.ended.date() + timedelta(days=rules().control_days)
        if due > self.today - timedelta(days=3):
            steps: list[Past] = [("", self.ended, None, ""), ("for_grid", self.ended, None, "")]
            rings = max(day_end(due + timedelta(days=3)), now() + timedelta(days=1))
            self.books.open_visit(self.case, due, steps, rings, CONTROL)

    def _row(self) -> None:
        """The case's own row, made once."""
        if self.case:
            return
        made, state, since = past_steps(case_flow, 0, self.steps)
        self.state, self.since = state, since
        planned = len(self.steps) > 3
        self.case = self.books.add(
            Case, person_id=self.person.id, household_id=self.person.household_id, building_id=self.person.building_id,
            skill_id=None, source=self.rng.choice(list(SOURCES)), level=self.level, language="", round=1,
            opened_on=self.opened_on, started_at=self.started, ended_at=self.ended, trial_ends_on=self.trial_ends,
            graduated_on=self.ended.date() if self.ended else None, last_contact_at=None, alarmed_at=None,
            needs=sorted(self.rng.sample(list(NEEDS), 2)) if planned else [], recorded_by_id=self.author_id,
            situation=self.rng.choice(SITUATIONS), goals=self.rng.choice(GOALS) if planned else None,
            own_view=self.rng.choice(VIEWS) if self.ended else None, state=state, state_since=since, due_at=self._rings(),
        )
        self.books.history(made, self.case["id"])

    def _rings(self) -> datetime | None:
        if self.state == "active":
            return self.since + timedelta(days=REVIEW_DAYS)
        return day_end(self.trial_ends - timedelta(days=1)) if self.state == "graduating" and self.trial_ends else None

    def close(self) -> None:
        """Sheets, signatures and the last contact, once everything else is known."""
        self._row()
        self.case["last_contact_at"] = self.last_contact
        if len(self.steps) > 1:
            self.books.sheet(self.case, ENTRY, self.opened_on + timedelta(days=1), self.first, self.author_id)
        for on, answers in self.reviews:
            self.books.sheet(self.case, REVIEW, on, answers, self.author_id)
        if self.ended is None:
            return
        self.books.sheet(self.case, EXIT, self.ended.date(), better(self.rng, self.answers, 1), self.author_id)
        for side in SIGNERS:
            signer = self.person.id if side == "resident" else self.author_id or self.person.id
            self.books.add(
                Signature, case_id=self.case["id"], person_id=self.person.id, signer_id=signer, side=side, round=1,
                signed_at=self.ended, picture_id=None,
            )
