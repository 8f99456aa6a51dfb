"""A small thing with states, for the workflow's tests."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from core.kernel.workflow import Change, Clock, State, Stateful, Transition, Workflow
from core.tenancy.model import TenantModel


class Ticket(Stateful, TenantModel):
    title: Mapped[str] = mapped_column(String(40), default="")
    places: Mapped[int] = mapped_column(default=1)
    log: Mapped[str] = mapped_column(String(400), default="")


@dataclass
class Somebody:
    """An actor with just these permissions."""

    name: str = "周大姐"
    person_id: int | None = 5
    acting_for_id: int | None = None
    permissions: set[str] = field(default_factory=set)

    def can(self, permission: str, obj: Any = None) -> bool:
        return permission in self.permissions


def has_places(row: Ticket, actor: Any) -> str | None:
    return None if row.places > 0 else "名额已经用完，请等下一批。"


def take_place(row: Ticket, change: Change) -> None:
    row.places -= 1
    row.log += f"{change.transition}:{change.data.get('by', '')};"


FLOW = Workflow(
    "test.ticket",
    Ticket,
    states=[
        State("new", "待处理"),
        State("open", "处理中", "blue"),
        State("waiting", "等待回复"),
        State("done", "已办结", "green", final=True),
        State("dropped", "已撤销", final=True),
    ],
    transitions=[
        Transition("take", "接单", "new", "open", "ticket.work", primary=True, icon="hand",
                   condition=has_places, effect=take_place),
        Transition("ask", "请居民补充", "open", "waiting", "ticket.work"),
        Transition("resume", "继续办理", "waiting", "open", "ticket.work"),
        Transition("finish", "办结", ("open", "waiting"), "done", "ticket.work"),
        Transition("drop", "撤销", ("new", "open", "waiting"), "dropped", reason=True),
        Transition("remind", "催办", "new", "new", automatic=True),
        Transition("lapse", "超时撤销", "waiting", "dropped", automatic=True),
    ],
    clocks=[
        Clock("new", lambda row: 60, "remind"),
        Clock("waiting", lambda row: None if row.places < 0 else 30, "lapse"),
    ],
)

WORKER = Somebody(permissions={"ticket.work"})
