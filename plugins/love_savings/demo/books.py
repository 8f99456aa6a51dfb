"""Collects the rows of the past and writes them table by table, balances last."""
from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from core.api import (
    N_,
    LedgerAccount,
    LedgerEntry,
    LedgerTransfer,
    ServiceRecord,
    Volunteer,
    WorkflowStep,
    current_community,
    local_day,
    month_of,
    new_id,
    now,
    session,
)

from ..models import Card, Movement, Offer, Request
from ..services.cards import ACCOUNT
from ..services.pools import pool_account
from ..workflow import offer_flow, request_flow

REQUEST_STEPS = (
    ("", "submitted"), ("verify", "verified"), ("offer", "offered"), ("accept", "accepted"),
    ("check_in", "in_service"), ("check_out", "done"), ("confirm", "confirmed"),
)
ORDER = (LedgerAccount, Card, ServiceRecord, Request, Offer, LedgerTransfer, LedgerEntry, Movement, WorkflowStep)


class Books:
    """Rows by table; cards by person as (card id, account id)."""

    def __init__(self) -> None:
        self.community_id = current_community().id
        self.rows: dict[Any, list[dict[str, Any]]] = {model: [] for model in ORDER}
        self.cards: dict[int, tuple[int, int]] = {}
        self.balances: dict[int, int] = {}
        self.pool = pool_account()
        self.last_served: dict[int, datetime] = {}

    def _add(self, model: Any, **values: Any) -> int:
        row_id = new_id()
        self.rows[model].append({"community_id": self.community_id, "id": row_id, **values})
        return row_id

    def open_card(self, person_id: int, number: int, token: str, issued_at: datetime) -> None:
        """A card with an empty account."""
        account = self._add(LedgerAccount, kind=ACCOUNT, owner_id=person_id, unit="minutes", balance=0, floor=0)
        card = self._add(
            Card, person_id=person_id, account_id=account, number=number, token=token, issued_at=issued_at
        )
        self.cards[person_id], self.balances[account] = (card, account), 0

    def enter(self, visit: Any, state: str = "confirmed", begun_by: Any = None, relieved: str = "") -> int:
        """A request with its offer and history up to `state`, and its hours if confirmed; returns its id.

        begun_by: who is named as having asked, where that is not who is helped. relieved: why the helper did not finish.
        """
        state = "cancelled" if visit.minutes is None else state
        times, silent = {"in": None, "out": None, "end": None}, False
        if state in ("in_service", "done", "confirmed"):
            times["in"] = visit.starts_at
        if state in ("done", "confirmed"):
            times["out"] = visit.starts_at + timedelta(minutes=visit.minutes)
        if state == "confirmed":
            silent = self._silent(times["out"])
            times["end"] = times["out"] + timedelta(hours=72 if silent else 2)
        record = self._record(visit, times, "one" if silent else "both") if state == "confirmed" else None
        request = self._request(visit, state, times, record, silent)
        self._history(visit, state, request, times, silent, begun_by or visit.helped, relieved)
        if record is not None:
            self._pay(visit, record, times["end"])
        return request

    def _silent(self, ended: datetime) -> bool:
        """Whether the resident never answered: one in nine, of those that are long enough ago."""
        return len(self.rows[ServiceRecord]) % 9 == 4 and ended < now() - timedelta(days=4)

    def _request(self, visit: Any, state: str, times: dict[str, Any], record: int | None, silent: bool) -> int:
        asked = visit.starts_at - timedelta(days=2)
        since = times["end"] or times["out"] or times["in"] or asked + timedelta(hours=8)
        request = self._add(
            Request, person_id=visit.helped.person_id, skill_id=visit.skill_id, building_id=visit.helped.building_id,
            helper_id=None if state == "cancelled" else visit.helper.person_id, service_record_id=record,
            words="" if visit.skill_id else visit.words, place="", starts_at=visit.starts_at, ends_at=visit.ends_at, asked_at=asked,
            recorded_by_id=None, wave=1, held_minutes=0, checked_in_at=times["in"], checked_out_at=times["out"],
            times_by_station=False, minutes=visit.minutes if times["out"] else None, confirmed_at=times["end"],
            proof=("one" if silent else "both") if record else "", closing_note=visit.why_not, state=state, state_since=since, due_at=None,
            cancelled_by="resident" if state == "cancelled" else "",
        )
        answered = "withdrawn" if state == "cancelled" else "accepted"
        offer = self._add(
            Offer, request_id=request, volunteer_id=visit.helper.volunteer_id, person_id=visit.helper.person_id,
            wave=1, asked_at=asked + timedelta(hours=3), reasons=[], override="", answer="", state=answered,
            state_since=_answered_at(visit),
            due_at=None,
        )
        for source, target, name, at in (
            ("", "offered", "", asked + timedelta(hours=3)),
            ("offered", answered, "accept" if answered == "accepted" else "withdraw", _answered_at(visit)),
        ):
            self._step(offer_flow.name, offer, name, source, target, visit.helper, at)
        return request

    def _history(
        self, visit: Any, state: str, request: int, times: dict[str, Any], silent: bool, asker: Any, relieved: str
    ) -> None:
        asked = visit.starts_at - timedelta(days=2)
        moments = [asked + timedelta(hours=h) for h in (0, 2, 3)] + [_answered_at(visit)]
        moments += [times["in"], times["out"], times["end"]]
        who = [asker, None, None, visit.helper, visit.helper, visit.helper, visit.helped]
        source = ""
        for (name, target), at, actor in zip(REQUEST_STEPS, moments, who, strict=True):
            if at is None or (state == "cancelled" and target == "accepted"):
                break
            if target == "confirmed" and silent:
                name, actor = "auto_confirm", None
            early = relieved if target == "done" else ""
            self._step(request_flow.name, request, "relieve" if early else name, source, target, actor, at, early)
            source = target
        if state == "cancelled":
            at = asked + timedelta(hours=8)
            self._step(request_flow.name, request, "cancel", source, "cancelled", visit.helped, at, visit.why_not)

    def _step(
        self, flow: str, row: int, name: str, source: str, target: str, actor: Any, at: datetime, reason: str = ""
    ) -> None:
        self._add(
            WorkflowStep, workflow=flow, row_id=row, transition=name, source=source, target=target,
            actor_name=actor.name if actor else N_("工作站"), actor_person_id=actor.person_id if actor else None,
            acting_for_id=None, reason=reason, at=at,
        )

    def _record(self, visit: Any, times: dict[str, Any], proof: str) -> int:
        key = f"love_savings:demo:{len(self.rows[ServiceRecord])}"
        self.last_served[visit.helper.volunteer_id] = times["out"]
        return self._add(
            ServiceRecord, helper_id=visit.helper.person_id, helped_id=visit.helped.person_id, skill_id=visit.skill_id,
            team_id=None, source="love_savings", source_key=key, minutes=visit.minutes, started_at=times["in"],
            ended_at=times["out"], proof=proof, recorded_by_id=visit.helped.person_id if proof == "both" else None, note=visit.words,
        )

    def _pay(self, visit: Any, record: int, at: datetime) -> None:
        (card, account), (payer_card, payer) = self.cards[visit.helper.person_id], self.cards[visit.helped.person_id]
        spent = min(visit.minutes, visit.planned, self.balances[payer])
        moved = {account: visit.minutes, payer: -spent, self.pool: spent - visit.minutes}
        self._transfer(record, moved, at)
        day = local_day(visit.starts_at)
        for holder, kind, minutes in ((card, "in", visit.minutes), (payer_card, "out", spent)):
            if minutes:
                self._move(holder, kind, record, minutes, visit.minutes, day, visit.words)

    def _transfer(self, record: int, lines: dict[int, int], at: datetime) -> None:
        key = f"service_record:{record}"
        transfer = self._add(LedgerTransfer, key=key, memo="love_savings", at=at, reverses_id=None)
        for account, minutes in lines.items():
            if minutes:
                self._add(LedgerEntry, transfer_id=transfer, account_id=account, amount=minutes, at=at)
                self.balances[account] = self.balances.get(account, 0) + minutes

    def _move(self, card: int, kind: str, record: int, minutes: int, served: int, day: date, text: str) -> None:
        self._add(
            Movement, card_id=card, service_record_id=record, kind=kind, minutes=minutes, served_minutes=served,
            day=day, month=month_of(day), text=text,
        )

    def enter_outing(self, who: Any, words: str, at: datetime, minutes: int) -> None:
        """Service for all neighbours, recorded by another plugin and credited here."""
        key = f"activities:demo:{len(self.rows[ServiceRecord])}"
        end = at + timedelta(minutes=minutes)
        record = self._add(
            ServiceRecord, helper_id=who.person_id, helped_id=None, skill_id=None, team_id=None, source="activities",
            source_key=key, minutes=minutes, started_at=at, ended_at=end, proof="one", recorded_by_id=None, note=words,
        )
        card, account = self.cards[who.person_id]
        self._transfer(record, {account: minutes, self.pool: -minutes}, end)
        self._move(card, "in", record, minutes, minutes, local_day(at), words)

    def write(self) -> None:
        """Everything, in the order of the foreign keys."""
        for row in self.rows[LedgerAccount]:
            row["balance"] = self.balances[row["id"]]
        for model in ORDER:
            if self.rows[model]:
                session.execute(insert(model.__table__), self.rows[model])
        total = session.scalar(select(LedgerAccount.balance).where(LedgerAccount.id == self.pool)) or 0
        session.execute(
            update(LedgerAccount).where(LedgerAccount.id == self.pool).values(balance=total + self.balances.get(self.pool, 0)),
            execution_options={"synchronize_session": False},
        )
        served = [
            {"community_id": self.community_id, "id": volunteer, "last_served_at": at}
            for volunteer, at in self.last_served.items()
        ]
        if served:
            session.execute(update(Volunteer), served)
        session.expire_all()


def _answered_at(visit: Any) -> datetime:
    """When the volunteer said yes: some at once, some hours after they were asked."""
    asked: datetime = visit.starts_at - timedelta(days=2) + timedelta(hours=3)
    return asked + timedelta(minutes=3 + visit.starts_at.toordinal() * 37 % 240)
