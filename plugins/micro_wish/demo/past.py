"""The wishes of a year in bulk: what the services would have written, so that the figures come out by query."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from core.api import (
    Person,
    WorkflowStep,
    bulk_insert,
    bulk_row,
    current_community,
    local_day,
    moment_at,
    now,
    past_steps,
    session,
)

from ..models import Claim, Counter, Report, Wish
from ..workflow import claim_flow, report_flow, wish_flow
from .cast import Cast, Claimant, Who, choose
from .stories import GOODS, OTHERS, SERVICE, SHARED, STORIES, THANKS, WISHES

REALISED_SHARE = 0.847
LIVE = ("collected", "verified", "returned", "published", "reserved", "claimed", "overdue", "prepared", "at_station", "delivered")
CLAIMED = ("reserved", "claimed", "overdue", "prepared", "at_station", "delivered")


def by_day(moment: datetime) -> datetime:
    """The moment on the same day between 9 and 20 o'clock, in the same order, and never ahead of now: nobody works by night."""
    day = local_day(moment)
    minute = (moment - moment_at(day, 0)).seconds // 60
    return min(moment_at(day, 9 * 60 + minute * 11 // 24), now())


@dataclass
class Made:
    """One wish as it went; the number is given when all are sorted by the day of publication."""

    wisher: Who
    state: str
    collected_at: datetime
    why: str = ""
    words: str = ""
    claimant: Claimant | None = None
    what: tuple[str, str, str, int] = WISHES[0]
    thanks: str = ""
    thanks_state: str = ""
    row: dict[str, Any] = field(default_factory=dict)


class Books:
    """Rows by table, and the steps that led to each row's state."""

    def __init__(self, rng: Random, cast: Cast) -> None:
        self.rng, self.cast = rng, cast
        self.wishes: list[Made] = []
        self.claims: list[dict[str, Any]] = []
        self.reports: list[dict[str, Any]] = []
        self.steps: list[dict[str, Any]] = []

    def enter(self, made: Made) -> None:
        """A wish with its history, and the claim on it."""
        wish = bulk_row()
        path = self._path(made)
        rows, state, since = past_steps(wish_flow, wish["id"], path)
        self.steps += rows
        at = {name: moment for name, moment, _who, _reason in path}
        group, kind, title, yuan = made.what
        shared = made.what in SHARED
        promised = at.get("promise") or at.get("fill")
        taken = 1 if made.claimant and state not in ("published", "withdrawn", "expired") else 0
        wish |= {
            "person_id": made.wisher.id, "building_id": made.wisher.building_id, "title": title, "kind": kind,
            "tag": group if "publish" in at else "", "limit_fen": yuan * 100 if "publish" in at else 0,
            "share": "parts" if shared else "whole", "parts": 3 if shared else 1, "taken": taken, "number": None,
            "card": None, "recorded_by_id": None, "collected_at": at[""], "published_at": at.get("publish"),
            "fulfilled_at": at.get("confirm"), "meets": False, "swapped_from": "", "why": made.why,
            "why_words": made.words, "proof": "signature" if "confirm" in at else "", "pin_hash": "", "pin_tries": 0,
            "promised_on": self._day(state, promised), "thanks": made.thanks, "thanks_state": made.thanks_state,
            "state": state, "state_since": since, "due_at": None,
            **Wish.story.columns(wish["id"], self.rng.choice(STORIES), current_community().id),
        }
        if self.rng.random() < 0.35:
            wish |= {"card": f"XY{len(self.wishes) + 1:04}", "recorded_by_id": self.cast.worker.id}
        made.row = wish
        self.wishes.append(made)
        if made.claimant and promised:
            self._claim(made, state, at)

    def _day(self, state: str, promised: datetime | None) -> Any:
        if promised is None or state in ("reserved", "withdrawn", "expired"):
            return None
        return local_day(now()) - timedelta(days=3) if state == "overdue" else local_day(promised + timedelta(days=7))

    def _path(self, made: Made) -> list[tuple[str, datetime, Any, str]]:
        """The steps up to the state, each some hours or days after the one before."""
        worker, claimant = self.cast.worker, made.claimant.who if made.claimant else None
        state, at = made.state, made.collected_at
        path: list[tuple[str, datetime, Any, str]] = [("", at, made.wisher, "")]
        ways = {
            "collected": (), "verified": ("verify",), "returned": ("send_back",), "published": ("verify", "publish"),
            "withdrawn": ("verify", "publish", "call_off"), "expired": ("verify", "publish", "expire"),
            "reserved": ("verify", "publish", "fill"),
        }
        going = ("verify", "publish", "promise", "prepare", "receive", "deliver", "confirm", "thank", "close")
        ends = {
            "claimed": 3, "overdue": 3, "prepared": 4, "at_station": 5, "delivered": 6, "fulfilled": 7, "thanked": 8, "closed": 9,
        }
        names = list(ways[state] if state in ways else going[: ends[state]])
        if state == "closed" and not made.thanks:
            names.remove("thank")
        if made.what[1] == SERVICE and "receive" in names:
            names.remove("receive")
        if state == "overdue":
            names.append("remind")
        who = {
            "promise": None, "fill": None, "expire": None, "remind": None, "prepare": claimant, "confirm": made.wisher,
            "thank": made.wisher,
        }
        gap = (now() - made.collected_at) / (len(names) + 2)
        for name in names:
            at += min(gap, timedelta(hours=self.rng.randint(20, 90)))
            path.append((name, at, who.get(name, worker), made.words if name in ("send_back", "call_off") else ""))
        return [(name, by_day(moment), actor, reason) for name, moment, actor, reason in path]

    def _claim(self, made: Made, state: str, at: dict[str, datetime]) -> None:
        assert made.claimant is not None
        who, began = made.claimant.who, at.get("promise") or at["fill"]
        steps: list[tuple[str, datetime, Any, str]] = [("", began, who, "")]
        if state != "reserved":
            steps.append(("promise", began, who, ""))
        if "remind" in at:
            steps.append(("remind", at["remind"], None, ""))
        if "prepare" in at:
            steps.append(("prepare", at["prepare"], None, ""))
        if "confirm" in at:
            steps.append(("keep", at["confirm"], None, ""))
        claim = bulk_row()
        rows, claim_state, since = past_steps(claim_flow, claim["id"], steps)
        self.steps += rows
        # The demo's clocks stand still for a while, so that whoever tries it finds something in every state.
        due = {"reserved": now() + timedelta(hours=20), "promised": now() + timedelta(days=9), "overdue": now() + timedelta(days=6)}
        self.claims.append(claim | {
            "wish_id": made.row["id"], "person_id": who.id, "team_id": made.claimant.team_id, "unit_id": made.claimant.unit_id,
            "party": made.claimant.party, "parts": 1, "promised_on": made.row["promised_on"], "words": "",
            "state": claim_state, "state_since": since, "due_at": due.get(claim_state),
        })

    def report(self, member: Claimant, *, confirmed: bool) -> None:
        """A Party member who reported in, and whether somebody confirmed it."""
        report = bulk_row()
        asked = now() - timedelta(days=self.rng.randint(60, 300) if confirmed else self.rng.randint(1, 3))
        steps: list[tuple[str, datetime, Any, str]] = [("", by_day(asked), member.who, "")]
        if confirmed:
            steps.append(("confirm", by_day(asked + timedelta(days=1)), self.cast.worker, ""))
        rows, state, since = past_steps(report_flow, report["id"], steps)
        self.steps += rows
        self.reports.append(report | {
            "person_id": member.who.id, "unit_id": member.unit_id, "words": "", "state": state, "state_since": since, "due_at": None,
        })

    def write(self) -> None:
        """Everything, numbered in the order of publication."""
        on_wall = sorted((m.row for m in self.wishes if m.row["published_at"]), key=lambda row: row["published_at"])
        for number, row in enumerate(on_wall, 1):
            row["number"] = number
        session.add(Counter(name="wish", last=len(on_wall)))
        session.flush()
        bulk_insert(Wish, [made.row for made in self.wishes])
        bulk_insert(Claim, self.claims)
        bulk_insert(Report, self.reports)
        bulk_insert(WorkflowStep, self.steps)


def load_past(rng: Random, signins: Mapping[str, Person]) -> None:
    """So many wishes as fit the community, 847 of 1000 realised, the others each with its reason."""
    cast = choose(rng, signins)
    if cast is None:
        return
    books = Books(rng, cast)
    for member in cast.members:
        books.report(member, confirmed=True)
    for member in cast.asking:
        books.report(member, confirmed=False)
    realised = round(cast.count * REALISED_SHARE)
    shared = list(SHARED)
    for state, why, words in OTHERS[: cast.count - realised]:
        made = _other(rng, cast, state, why, words)
        if state == "published" and shared and len(books.wishes) % 3 == 0:
            made.what = shared.pop()
        books.enter(made)
    for _wish in range(cast.count - len(books.wishes)):
        books.enter(_realised(rng, cast, len(books.wishes)))
    _for_sign_ins(cast, books)
    books.write()


def _other(rng: Random, cast: Cast, state: str, why: str, words: str) -> Made:
    live = state in LIVE
    wisher = rng.choice(cast.near if live else cast.wishers)
    new = state in ("collected", "verified")
    days = rng.randint(1, 4) if new else rng.randint(6, 25) if live else rng.randint(190, 380)
    collected = now() - timedelta(days=days, hours=rng.randint(0, 9))
    what = rng.choice(WISHES)
    if state in ("prepared", "at_station"):
        what = rng.choice([wish for wish in WISHES if wish[1] == GOODS])
    return Made(wisher, state, collected, why, words, rng.choice(cast.claimants) if state in CLAIMED else None, what)


def _realised(rng: Random, cast: Cast, at: int) -> Made:
    wisher = cast.wishers[at % len(cast.wishers)]
    collected = now() - timedelta(days=rng.randint(12, 395), hours=rng.randint(0, 9))
    lately = collected > now() - timedelta(days=45)
    state = rng.choice(("fulfilled", "thanked")) if lately else "closed"
    thanks = rng.choice(THANKS) if state == "thanked" or (state == "closed" and rng.random() < 0.4) else ""
    # Nothing invented stands on the wall: that takes a real person's consent.
    kept = "kept" if thanks else ""
    return Made(wisher, state, collected, claimant=rng.choice(cast.claimants), what=rng.choice(WISHES), thanks=thanks, thanks_state=kept)


def _for_sign_ins(cast: Cast, books: Books) -> None:
    """Some of the wishes belong to the demo's resident, and some of the claims to its volunteer."""
    wanted = {"at_station": cast.resident, "published": cast.resident, "fulfilled": cast.resident}
    for made in books.wishes:
        star = wanted.pop(made.state, None)
        if star:
            made.row |= {"person_id": star.id, "building_id": star.building_id}
    mine = {made.row["id"] for made in books.wishes if made.row["person_id"] == cast.volunteer.id}
    states = {"reserved", "promised", "overdue", "kept"}
    for claim in books.claims:
        if claim["state"] in states and claim["wish_id"] not in mine:
            states.discard(claim["state"])
            claim |= {"person_id": cast.volunteer.id, "party": "person", "team_id": None, "unit_id": None}
