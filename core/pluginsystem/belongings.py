"""What a plugin keeps in one community: the rows of its own tables, and those that core's services keep for it."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, MetaData, Table, and_, delete, func, or_, select, true

from core.kernel.jobs.models import Job
from core.kernel.ledger import open_account, transfer
from core.kernel.ledger.models import LedgerAccount, LedgerEntry, LedgerTransfer
from core.kernel.links.models import SecretLink
from core.kernel.occupancy.models import OccupiedQuarter
from core.kernel.pictures import Picture
from core.kernel.workflow import WorkflowStep, workflows
from core.notices.models import Notice
from core.places.models import PlaceUse
from core.places.services import USE
from core.pluginsystem.models import MissedEvent, PluginProblem
from core.pluginsystem.registry import plugins_of
from core.tenancy.current import current_id
from core.tenancy.histories import stored_tables
from core.tenancy.ids import new_id
from core.tenancy.model import Base, mapper_of
from core.tenancy.session import db
from core.texts import gettext as _


@dataclass(frozen=True)
class Belonging:
    """The plugin's rows of one model, or of a table as it is stored. `stays`: they are written once, so nobody can erase them."""

    model: Any
    mine: ColumnElement[bool]
    stays: bool = False

    @property
    def table(self) -> str:
        """The table's name."""
        return str(self.columns.name)

    @property
    def columns(self) -> Table:
        """The table itself."""
        found: Table = getattr(self.model, "__table__", self.model)
        return found


def own_tables(name: str) -> list[Table]:
    """The tables of a plugin, those that others refer to first."""
    return [table for table in Base.metadata.sorted_tables if table.info.get("owner") == name]


def _own_models(name: str) -> list[Any]:
    """The models of a plugin's tables; where the database is behind them, the tables as they are stored there."""
    if plugins_of().is_ready(name):
        return [mapper_of(table.name) for table in own_tables(name)]
    connection, stored = db.session.connection(), MetaData()
    names = stored_tables(connection).get(name, [])
    stored.reflect(connection, only=names)
    return [table for table in stored.sorted_tables if table.name in names]


def belongings(name: str) -> list[Belonging]:
    """All that a plugin keeps, in an order in which rows could be written; erasing takes the reverse."""
    own = [Belonging(model, true()) for model in _own_models(name)]
    uses = _named(PlaceUse.owner_kind, name)
    through_place = and_(OccupiedQuarter.owner_kind == USE, OccupiedQuarter.owner_id.in_(select(PlaceUse.id).where(uses)))
    accounts = select(LedgerAccount.id).where(_named(LedgerAccount.kind, name))
    entries = LedgerEntry.account_id.in_(accounts)
    return [
        Belonging(LedgerAccount, _named(LedgerAccount.kind, name), stays=True),
        Belonging(LedgerTransfer, LedgerTransfer.id.in_(select(LedgerEntry.transfer_id).where(entries)), stays=True),
        Belonging(LedgerEntry, entries, stays=True),
        Belonging(WorkflowStep, _named(WorkflowStep.workflow, name), stays=True),
        Belonging(PlaceUse, uses),
        Belonging(OccupiedQuarter, or_(_named(OccupiedQuarter.owner_kind, name), through_place)),
        Belonging(Picture, _named(Picture.owner_kind, name)),
        Belonging(SecretLink, _named(SecretLink.kind, name)),
        Belonging(Notice, _named(Notice.source, name)),
        *own,
    ]


def counted(name: str, *, with_staying: bool = True) -> dict[str, int]:
    """How many rows a plugin keeps here, by table; tables without any are left out."""
    chosen = [b for b in belongings(name) if with_staying or not b.stays]
    found = {b.table: db.session.scalar(select(func.count()).select_from(b.model).where(b.mine)) for b in chosen}
    return {table: int(number) for table, number in found.items() if number}


def unfinished(name: str) -> int:
    """How many of a plugin's things are on their way through a workflow here: neither at its end nor settled."""
    number = 0
    for flow in workflows.values():
        if flow.owner == name:
            ended = [state.key for state in flow.graph.states.values() if state.final or state.settled]
            number += int(db.session.scalar(select(func.count()).where(flow.model.state.not_in(ended))) or 0)
    return number


def erase(name: str) -> None:
    """Erase everything of a plugin in the community in force, in the caller's transaction.

    What is written once stays: the steps of workflows and the ledger's entries, whose accounts are brought to zero by
    a last transfer. Service records, consents and the audit are core's own and stay as well.
    """
    session = db.session()
    _close_books(name)
    session.flush()
    for belonging in reversed([b for b in belongings(name) if not b.stays]):
        gone = delete(belonging.model).where(belonging.mine)
        session.execute(gone.execution_options(synchronize_session=False))
    waiting = delete(Job).where(
        Job.community_id == current_id(), Job.kind.startswith(f"{name}.", autoescape=True), Job.done_at.is_(None)
    )
    session.execute(waiting.execution_options(synchronize_session=False))
    for model in (PluginProblem, MissedEvent):
        noted = delete(model).where(model.plugin == name)
        session.execute(noted.execution_options(synchronize_session=False))
    session.expire_all()


def _named(column: Any, name: str) -> ColumnElement[bool]:
    """Rows whose kind is the plugin's: its name, `<name>.` and more, or one of its tables."""
    kinds = [name, *(table.name for table in own_tables(name))]
    return or_(column.in_(kinds), column.startswith(f"{name}.", autoescape=True))


def _close_books(name: str) -> None:
    """Bring every account of the plugin to zero, by one transfer for each unit."""
    accounts = select(LedgerAccount).where(_named(LedgerAccount.kind, name), LedgerAccount.balance != 0)
    lines: dict[str, dict[int, int]] = {}
    for account in db.session.scalars(accounts.with_for_update()):
        lines.setdefault(account.unit, {})[account.id] = -account.balance
    for unit, moved in lines.items():
        left = sum(moved.values())
        if left:  # others were given from these accounts, or gave to them
            rest = open_account(f"core.forgotten.{unit}", unit=unit, floor=None)
            moved[rest.id] = -left
        transfer(f"forget:{name}:{new_id()}", moved, memo=_("服务的数据已抹掉，账户清零"))
